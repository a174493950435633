/// <reference types="vitest/config" />
import { defineConfig } from 'vite';

/** The demo shop's page. The bundles of the product itself are built by scripts/build.mjs. */
export default defineConfig({
  build: { outDir: 'dist/shop', emptyOutDir: true, target: 'es2022' },
  publicDir: false,
  resolve: {
    alias: { react: 'preact/compat', 'react-dom': 'preact/compat', 'react/jsx-runtime': 'preact/jsx-runtime' },
  },
});
