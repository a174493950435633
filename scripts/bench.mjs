/** `npm run bench -- NAME`: builds the benchmarks when their sources are newer, then runs one. */
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
process.chdir(callerFolder);
await import(`${root}${bundle}`);
