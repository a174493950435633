import { defineConfig } from '@playwright/test';

/** Journeys through the shop that `npm start` serves; each starts the Chromium it needs (e2e/shopper.ts). */
export default defineConfig({
  testDir: 'e2e',
  workers: 1,
  retries: 0,
  timeout: 120_000,
  reporter: [['list'], ['json', { outputFile: process.env.PLAYWRIGHT_JSON_OUTPUT_NAME ?? 'test-results/report.json' }]],
  webServer: {
    command: 'node scripts/start.mjs --port 5273 --data .data/e2e',
    url: 'http://localhost:5275/v1/tasks/demo',
    timeout: 180_000,
    reuseExistingServer: false,
    gracefulShutdown: { signal: 'SIGTERM', timeout: 5000 },
  },
});
