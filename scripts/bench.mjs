/** `npm run bench -- NAME`: builds the benchmarks when their sources are newer, then runs one. */
import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { isStale } from './stale.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const bundle = 'dist/bench/bench.mjs';
const callerFolder = process.env.INIT_CWD ?? process.cwd();

process.chdir(root);
if (isStale(bundle, ['bench'])) {
  const { buildForNode } = await import('./build-cli.mjs');
  await buildForNode('bench/main.ts', 'dist/bench', 'bench.mjs');
}
// What the browser runs has to be of the same sources as what Node runs beside it.
if (isStale('dist/cdn/worker.js')) {
  const { status } = spawnSync(process.execPath, ['scripts/build.mjs'], { stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) process.exit(1);
}
process.chdir(callerFolder);
// The loader of Vulkan is looked for when a process starts, so that WebGPU needs one of its own.
const { softwareAdapterEnvironment } = await import('./chromium.mjs');
const env = { ...softwareAdapterEnvironment(), ...process.env };
const child = spawn(process.execPath, [`${root}${bundle}`, ...process.argv.slice(2)], { stdio: 'inherit', env });
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
process.exitCode = await new Promise((resolve) => child.once('close', (code) => resolve(code ?? 1)));
