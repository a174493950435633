/**
 * Builds what a merchant's page loads into dist/cdn, and the command line into dist/cli. One file each, immutable by
 * version: inkling.js (loader), widget.js, worker.js and search.js (classic scripts, for blobs), inkling.css and the wasm files.
 */
import { copyFileSync, mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { buildCli } from './build-cli.mjs';
import { reactAsPreact } from './react-as-preact.mjs';
import { slimTensors } from './slim-tensors.mjs';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const CDN = 'dist/cdn';

await bundle('inkling.js', 'src/apps/loader/inkling.ts', 'iife', []);
await bundle('widget.js', 'src/apps/widget/widget.ts', 'es', reactAsPreact);
await bundle('worker.js', 'src/engine/worker.ts', 'iife', slimTensors);
await bundle('search.js', 'src/engine/search-worker.ts', 'iife', []);
mkdirSync(CDN, { recursive: true });
copyFileSync('src/apps/loader/inkling.css', `${CDN}/inkling.css`);
for (const name of ['tfjs-backend-wasm.wasm', 'tfjs-backend-wasm-simd.wasm']) {
  copyFileSync(`node_modules/@tensorflow/tfjs-backend-wasm/wasm-out/${name}`, `${CDN}/${name}`);
}
await buildCli('dist/cli');

async function bundle(fileName, input, format, alias) {
  await build({
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    define: { 'process.env.NODE_ENV': '"production"' },
    oxc: { jsx: { runtime: 'automatic', development: false } },
    resolve: { alias },
    build: {
      outDir: CDN,
      emptyOutDir: false,
      target: 'es2022',
      minify: true,
      modulePreload: false,
      rolldownOptions: {
        input,
        // The loader never preloads: vite's helper for it sits in the bundle unused.
        onwarn: (warning, report) => warning.code === 'EMPTY_IMPORT_META' || report(warning),
        preserveEntrySignatures: 'strict',
        output: { format, entryFileNames: fileName, minify: true, codeSplitting: false },
      },
    },
  });
}
