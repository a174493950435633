/** Bundles the command line for Node: tfjs's ES modules do not load in Node unbundled. */
import { build } from 'vite';

// Emscripten's loader reads the names that CommonJS modules have.
const COMMONJS_NAMES = `import { createRequire as commonJsRequire } from 'node:module';
const require = commonJsRequire(import.meta.url);
const __filename = import.meta.filename ?? new URL(import.meta.url).pathname;
const __dirname = require('node:path').dirname(__filename);`;

/** @param {string} outDir */
export async function buildCli(outDir) {
  await buildForNode('src/apps/cli/main.ts', outDir, 'inkling.mjs');
}

/**
 * @param {string} entry
 * @param {string} outDir
 * @param {string} name
 */
export async function buildForNode(entry, outDir, name) {
  await build({
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    ssr: { noExternal: [/@tensorflow/], external: ['better-sqlite3', 'webgpu'] },
    build: {
      ssr: entry,
      outDir,
      emptyOutDir: true,
      target: 'node20',
      minify: false,
      rolldownOptions: { output: { entryFileNames: name, codeSplitting: false, banner: COMMONJS_NAMES } },
    },
  });
}
if (process.argv[1] === import.meta.filename) await buildCli('dist/cli');
