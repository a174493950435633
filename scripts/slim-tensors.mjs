/** How tfjs resolves in the worker: its core without what no page needs. Tests in Chromium resolve it in the same way. */
import { fileURLToPath } from 'node:url';

const runtime = fileURLToPath(new URL('../src/runtime/', import.meta.url));

export const slimTensors = [
  { find: /^@tensorflow\/tfjs-core$/, replacement: `${runtime}tfjs-core-slim.ts` },
  // Threads need cross-origin isolation, which a shop's page does not have: 55 kB that would never run.
  {
    find: /^\.\.\/wasm-out\/tfjs-backend-wasm-threaded-simd(\.worker)?\.js$/,
    replacement: `${runtime}no-threads.ts`,
  },
];
