import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { chromiumFlags, findChromium } from './scripts/chromium.mjs';
import { slimTensors } from './scripts/slim-tensors.mjs';

const exclude = ['**/node_modules/**', 'dist/**', 'e2e/**'];

const found = findChromium();
const executable = found ? { executablePath: found } : {};

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{src,models,server,test,bench,scripts}/**/*.test.{ts,tsx}'],
          exclude: [...exclude, '**/*.web.test.*'],
          environment: 'node',
          testTimeout: 30_000,
          hookTimeout: 60_000,
          server: { deps: { inline: [/@tensorflow/] } },
        },
      },
      {
        // As in the worker, so that a kernel or a gradient that is not registered fails a test.
        resolve: { alias: slimTensors },
        // Found while a test runs, a library would reload the page under it.
        optimizeDeps: { include: ['comlink', '@hpke/core', 'react', 'react/jsx-dev-runtime', 'react-dom/client'] },
        test: {
          name: 'web',
          include: ['{src,models}/**/*.web.test.{ts,tsx}'],
          exclude,
          testTimeout: 60_000,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: { ...executable, args: chromiumFlags({ webgpu: true }) },
            }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
    ],
  },
});
