/**
 * `npm test`: everything CI runs. Installs what is missing, goes through every step even after a failure, and closes
 * with the sum that the runners' own reports give.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const reports = mkdtempSync(join(tmpdir(), 'inkling-test-'));

// Not `npm ci`: it refuses a lock without the binaries of other platforms, which some registries do not carry.
if (!existsSync('node_modules/.package-lock.json'))
  must('install', 'npm', ['install', '--no-audit', '--no-fund', '--no-save', '--loglevel', 'error']);
await ensureChromium();

const steps = [
  ['types', 'npx', ['tsc', '--noEmit']],
  ['pure types', 'npx', ['tsc', '--noEmit', '-p', 'tsconfig.pure.json']],
  ['lint', 'npx', ['biome', 'check', '.']],
  ['imports', 'npx', ['depcruise', '--config', '.dependency-cruiser.cjs', 'src', 'models', 'server']],
  ['dead code', 'npx', ['knip']],
  ['build', 'node', ['scripts/build.mjs']],
  ['sizes', 'npx', ['size-limit']],
];
const runners = ['unit', 'web'];

let [passed, failed] = [0, 0];
for (const [name, command, args] of steps) {
  if (run(name, command, args)) passed++;
  else failed++;
}
for (const project of runners) {
  const file = join(reports, `${project}.json`);
  const args = [
    'vitest',
    'run',
    '--project',
    project,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
  ];
  const ok = run(`tests: ${project}`, 'npx', args);
  const counts = readReport(file);
  passed += counts.passed;
  failed += counts.failed;
  // A runner that died without a report, or failed outside its tests, is a failure of its own.
  if (!ok && counts.failed === 0) failed++;
}
const journeys = join(reports, 'e2e.json');
process.env.PLAYWRIGHT_JSON_OUTPUT_NAME = journeys;
const walked = run('tests: e2e', 'npx', ['playwright', 'test']);
const stats = existsSync(journeys) ? JSON.parse(readFileSync(journeys, 'utf8')).stats : { expected: 0, unexpected: 0 };
passed += stats.expected;
failed += stats.unexpected;
if (!walked && stats.unexpected === 0) failed++;
rmSync(reports, { recursive: true, force: true });
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;

function run(name, command, args) {
  console.log(`\n== ${name}`);
  const startedMs = Date.now();
  const { status } = spawnSync(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });
  console.log(`== ${name}: ${status === 0 ? 'ok' : 'FAILED'} (${((Date.now() - startedMs) / 1000).toFixed(1)} s)`);
  return status === 0;
}

function must(name, command, args) {
  if (!run(name, command, args)) {
    console.log('0 passed, 1 failed');
    process.exit(1);
  }
}

function readReport(file) {
  if (!existsSync(file)) return { passed: 0, failed: 0 };
  const report = JSON.parse(readFileSync(file, 'utf8'));
  return { passed: report.numPassedTests, failed: report.numFailedTests };
}

/** The system's Chromium, playwright's download, or Debian's package: whichever can be had. */
async function ensureChromium() {
  const { findChromium } = await import('./chromium.mjs');
  if (findChromium()) return;
  if (run('chromium from playwright', 'npx', ['playwright', 'install', 'chromium']) && findChromium()) return;
  const debian = 'apt-get update -qq && apt-get install -y -qq chromium';
  if (run('chromium from Debian', 'sh', ['-c', process.getuid?.() === 0 ? debian : `sudo -n sh -c '${debian}'`]))
    return;
  console.log('Chromium is missing: install it, or set CHROMIUM_PATH to one.');
  console.log('0 passed, 1 failed');
  process.exit(1);
}
