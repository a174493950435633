/** `inkling predict`: ranked lists for logged shoppers, computed as the browser computes them. */

import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { type Command, Option } from 'commander';
import { dequantiseRows, scoreRows } from '../../../models/product-vectors.ts';
import type { ReleaseModel } from '../../../models/release-model.ts';
import { readSequences } from '../../../server/trainer/read-logs.ts';
import { startServingBackend } from '../../../server/trainer/start-backend.ts';
import { historyEncoder } from '../../encoder/history-encoder.ts';
import { rankCandidates } from '../../ranker/rank-candidates.ts';
import { positive } from './flag-values.ts';
import { openRelease } from './open-release.ts';

interface PredictFlags {
  readonly release: string;
  readonly sequences: string;
  readonly out: string;
  readonly top: number;
  readonly backend: 'plain' | 'wasm' | 'webgpu';
}

export function addPredictCommand(program: Command): void {
  program
    .command('predict')
    .description("rank products for each line's user as the browser would; products of the history are left out")
    .requiredOption('--release <dir>', 'folder of a release')
    .requiredOption('--sequences <file>', 'lines "user item item ...", oldest first')
    .requiredOption('--out <file>', 'lines "user<TAB>item item ...", best first')
    .option('--top <n>', 'products a line', positive('--top'), 50)
    .addOption(new Option('--backend <name>').choices(['plain', 'wasm', 'webgpu']).default('wasm'))
    .action(runPredict);
}

async function runPredict(flags: PredictFlags): Promise<void> {
  const { model, products } = await openRelease('--release', flags.release);
  const ids = products.map(({ id }) => id);
  const logs = await readSequences('--sequences', flags.sequences);
  await startServingBackend(flags.backend);
  const rows = dequantiseRows(model.vectors);
  const encoder = historyEncoder(model.shape, model.base, model.shared, rows);
  const rowOf = new Map(ids.map((id, row) => [id, row]));
  const out = createWriteStream(flags.out);
  let unknown = 0;
  for (const log of logs) {
    const events = log.events.flatMap(({ productId, kind }) => {
      const product = rowOf.get(productId);
      return product === undefined ? [] : [{ product, kind, gap: 0 }];
    });
    unknown += log.events.length - events.length;
    const ranked = await rankedIds(model, rows, encoder, events, ids, flags.top);
    if (!out.write(`${log.shopper}\t${ranked.join(' ')}\n`)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'finish');
  encoder.dispose();
  if (unknown > 0) process.stderr.write(`${unknown} events name products that the release does not have: left out\n`);
  process.stdout.write(`${logs.length} lines in ${flags.out}\n`);
}

async function rankedIds(
  model: ReleaseModel,
  rows: Float32Array,
  encoder: ReturnType<typeof historyEncoder>,
  events: readonly { product: number; kind: number; gap: number }[],
  ids: readonly string[],
  top: number,
): Promise<string[]> {
  const history = events.map((event) => event.product);
  const scores =
    events.length > 0 ? scoreRows(rows, await encoder.encode(events)) : new Float32Array(model.tables.products);
  const ranked = await rankCandidates(model.tables, model.shared, history, scores, new Set(history));
  return ranked.slice(0, top).flatMap(({ product }) => ids[product] ?? []);
}
