/** The widget's React is Preact: aliases for what bundles it, in a build and in tests. */
import { fileURLToPath } from 'node:url';

export const reactAsPreact = [
  { find: /^react\/jsx-runtime$/, replacement: 'preact/jsx-runtime' },
  {
    find: /^react(-dom\/client)?$/,
    replacement: fileURLToPath(new URL('../src/apps/widget/preact-as-react.ts', import.meta.url)),
  },
];
