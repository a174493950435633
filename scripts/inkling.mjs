/** `npm run -s inkling -- COMMAND`: builds the command line when its sources are newer, then runs it. */
import { fileURLToPath } from 'node:url';
import { isStale } from './stale.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const bundle = 'dist/cli/inkling.mjs';
const callerFolder = process.env.INIT_CWD ?? process.cwd();

if (isStale(bundle)) {
  process.chdir(root);
  const { buildCli } = await import('./build-cli.mjs');
  await buildCli('dist/cli');
}
process.chdir(callerFolder);
await import(`${root}${bundle}`);
