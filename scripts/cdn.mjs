/**
 * A CDN for this machine: one folder over HTTP, with what a real CDN sends. A file under a folder that is named after
 * its content may be kept for ever; any other is asked for again, by its ETag.
 *
 *   node scripts/cdn.mjs --root DIR --port N
 */
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';

const TYPES = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
  '.bin': 'application/octet-stream',
};
/** `/inkling/<version>-<hash of the bundles>/`: scripts/start.mjs names it. */
const NAMED_BY_CONTENT = /\/\d+\.\d+\.\d+-[0-9a-f]{12}\//;

const { root, port } = parseArgs({ options: { root: { type: 'string' }, port: { type: 'string' } } }).values;
/** Compressed once a version of the file: `path mtime` -> bytes. */
const compressed = new Map();

const server = createServer((request, response) => {
  response.setHeader('access-control-allow-origin', '*');
  response.setHeader('cross-origin-resource-policy', 'cross-origin');
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader('vary', 'accept-encoding');
  if (request.method !== 'GET' && request.method !== 'HEAD') return response.writeHead(405).end();
  const path = pathOf(request.url);
  const file = path && readFile(path);
  if (!file) return response.writeHead(404, { 'cache-control': 'no-cache' }).end();
  const type = TYPES[extname(path)];
  const zip = type !== undefined && /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
  const etag = `"${createHash('sha256').update(file.bytes).digest('hex').slice(0, 24)}${zip ? '-gzip' : ''}"`;
  const kept = NAMED_BY_CONTENT.test(path);
  response.setHeader('etag', etag);
  response.setHeader('cache-control', kept ? 'public, max-age=31536000, immutable' : 'no-cache');
  if (request.headers['if-none-match'] === etag) return response.writeHead(304).end();
  response.setHeader('content-type', type ?? 'application/octet-stream');
  if (zip) response.setHeader('content-encoding', 'gzip');
  const body = zip ? gzip(path, file) : file.bytes;
  response.setHeader('content-length', body.length);
  return response.writeHead(200).end(request.method === 'HEAD' ? undefined : body);
});
server.on('error', (error) => {
  console.error(`cdn: port ${port}: ${error.code === 'EADDRINUSE' ? 'taken by another process' : error.message}`);
  process.exit(1);
});
server.listen(Number(port), 'localhost');
// Also when the process that started this one is gone, however it ended: no port stays taken.
for (const signal of ['SIGINT', 'SIGTERM', 'disconnect']) process.on(signal, () => process.exit(0));

/** The path inside the folder, or undefined when it is none. */
function pathOf(url) {
  try {
    return normalize(decodeURIComponent(new URL(url, 'http://cdn').pathname));
  } catch {
    return undefined;
  }
}

function readFile(path) {
  try {
    const { mtimeMs } = statSync(join(root, path));
    return { bytes: readFileSync(join(root, path)), mtimeMs };
  } catch {
    return undefined;
  }
}

function gzip(path, { bytes, mtimeMs }) {
  const key = `${path} ${mtimeMs}`;
  if (!compressed.has(key)) compressed.set(key, gzipSync(bytes));
  return compressed.get(key);
}
