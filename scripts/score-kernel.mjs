/** Writes models/score-kernel.ts from the .wat beside it: run it after a change there. A test compares the two. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import wabt from 'wabt';

const models = fileURLToPath(new URL('../models/', import.meta.url));

/** @returns {Promise<string>} the text of models/score-kernel.ts */
export async function scoreKernelModule() {
  const name = 'score-kernel.wat';
  const parsed = (await wabt()).parseWat(name, readFileSync(`${models}${name}`, 'utf8'), { simd: true });
  const base64 = Buffer.from(parsed.toBinary({}).buffer).toString('base64');
  const lines = base64.match(/.{1,100}/g).map((line) => `  '${line}',`);
  return [
    '/** score-kernel.wat as WebAssembly, base64. Written by scripts/score-kernel.mjs. */',
    `export const SCORE_KERNEL = [\n${lines.join('\n')}\n].join('');\n`,
  ].join('\n');
}

if (process.argv[1] === import.meta.filename) writeFileSync(`${models}score-kernel.ts`, await scoreKernelModule());
