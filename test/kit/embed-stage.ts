/**
 * A shop and a CDN on two origins, with the bundles that merchants get (preact), for tests of what a host page sees. The
 * worker is the fake one: its calls are told on the BroadcastChannel `diary`.
 */

import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { build, type InlineConfig, type Rolldown } from 'vite';
import { reactAsPreact } from '../../scripts/react-as-preact.mjs';
import { fakeWorkerScript } from './fake-worker.ts';

export interface EmbedStage {
  readonly shopUrl: string;
  readonly cdnUrl: string;
  /** What the shop answers at its root. */
  setPage(html: string, headers?: Readonly<Record<string, string>>): void;
  /** Files of the CDN by path; undefined removes one. */
  setFile(path: string, text: string | undefined): void;
  close(): Promise<void>;
}

/** Starts both servers. Takes some seconds: it builds the loader and the widget. */
export async function openStage(): Promise<EmbedStage> {
  const bundles = await Promise.all([
    bundle('src/apps/loader/inkling.ts', 'iife'),
    bundle('src/apps/widget/widget.ts', 'es'),
  ]);
  const cdn = await serve('text/javascript', { 'access-control-allow-origin': '*' });
  const shop = await serve('text/html', {});
  cdn.files.set('/inkling.js', bundles[0]);
  cdn.files.set('/widget.js', bundles[1]);
  cdn.files.set('/inkling.css', await readFile('src/apps/loader/inkling.css', 'utf8'));
  cdn.files.set('/worker.js', fakeWorkerScript('{}', 'diary'));
  return {
    shopUrl: shop.url,
    cdnUrl: cdn.url,
    setPage(html, headers = {}) {
      shop.headers = headers;
      shop.files.set('/', html);
      shop.files.set('/inkling-worker.js', `importScripts(${JSON.stringify(`${cdn.url}worker.js`)})`);
    },
    setFile(path, text) {
      if (text === undefined) cdn.files.delete(path);
      else cdn.files.set(path, text);
    },
    close: async () => {
      await Promise.all([cdn.close(), shop.close()]);
    },
  };
}

const TYPES: Readonly<Record<string, string>> = { js: 'text/javascript', css: 'text/css', json: 'application/json' };

async function serve(type: string, headers: Readonly<Record<string, string>>) {
  const site = { files: new Map<string, string>(), headers, url: '', close: () => Promise.resolve() };
  const server: Server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const path = new URL(request.url ?? '/', 'http://host').pathname;
    const body =
      site.files.get(path) ?? (type === 'text/html' && !path.includes('.') ? site.files.get('/') : undefined);
    for (const [name, value] of Object.entries(site.headers)) response.setHeader(name, value);
    response.setHeader('content-type', TYPES[path.split('.')[1] ?? ''] ?? type);
    response.writeHead(body === undefined ? 404 : 200).end(body);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  site.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  site.close = () =>
    new Promise((closed) => {
      server.closeAllConnections();
      server.close(() => closed());
    });
  return site;
}

/** One file in memory, built as scripts/build.mjs builds it for merchants. */
async function bundle(entry: string, format: 'iife' | 'es'): Promise<string> {
  const config: InlineConfig = {
    configFile: false,
    logLevel: 'error',
    publicDir: false,
    // Under vitest NODE_ENV is `test`, and JSX would be compiled for React's development runtime.
    oxc: { jsx: { runtime: 'automatic', development: false } },
    define: { 'process.env.NODE_ENV': '"production"' },
    resolve: { alias: reactAsPreact },
    build: {
      write: false,
      target: 'es2022',
      modulePreload: false,
      rolldownOptions: { input: entry, preserveEntrySignatures: 'strict', output: { format, minify: true } },
    },
  };
  const { output } = (await build(config)) as Rolldown.RolldownOutput;
  return output[0].code;
}
