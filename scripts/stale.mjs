/** Whether something built is older than what it was built from. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * @param {string} built path from the repository's root
 * @param {string[]} rooms that it is made of beside the product's own
 */
export function isStale(built, rooms = []) {
  const path = join(root, built);
  if (!existsSync(path)) return true;
  const builtMs = statSync(path).mtimeMs;
  return sources(rooms).some((file) => statSync(file).mtimeMs > builtMs);
}

function sources(rooms) {
  const inFolder = (folder) => readdirSync(folder, { recursive: true }).map((name) => join(folder, name));
  const code = ['src', 'models', 'server', 'scripts', ...rooms].flatMap((room) => inFolder(join(root, room)));
  const pages = ['index.html', 'vite.config.ts', 'package.json'].map((name) => join(root, name));
  return [...code.filter((file) => /\.(tsx?|css|mjs)$/.test(file) && !/\.test\./.test(file)), ...pages];
}
