/** `npm run -s inkling -- COMMAND`: builds the command line when its sources are newer, then runs it. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const bundle = `${root}dist/cli/inkling.mjs`;
const callerFolder = process.env.INIT_CWD ?? process.cwd();

if (isStale()) {
  process.chdir(root);
  const { buildCli } = await import('./build-cli.mjs');
  await buildCli('dist/cli');
}
process.chdir(callerFolder);
await import(bundle);

function isStale() {
  if (!existsSync(bundle)) return true;
  const builtMs = statSync(bundle).mtimeMs;
  return sources().some((file) => statSync(file).mtimeMs > builtMs);
}

function sources() {
  const inFolder = (folder) => readdirSync(folder, { recursive: true }).map((name) => join(folder, name));
  const code = ['src', 'models', 'server'].flatMap((room) => inFolder(join(root, room)));
  return [...code.filter((file) => /\.tsx?$/.test(file)), `${root}scripts/build-cli.mjs`, `${root}package-lock.json`];
}
