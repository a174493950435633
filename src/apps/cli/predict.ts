/** `inkling predict`: what a release makes of logged shoppers, computed as the browser computes it. */
import { type Command, Option } from 'commander';
import { conversionProbability, overallRate } from '../../../models/conversion.ts';
import { allOf } from '../../../models/own-memory.ts';
import { productScorer } from '../../../models/product-scorer.ts';
import { dequantiseRows } from '../../../models/product-vectors.ts';
import type { ReleaseModel } from '../../../models/release-model.ts';
import { knownHistory } from '../../../server/trainer/dataset.ts';
import { LogError, readEvents, readSequences, type ShopperLog } from '../../../server/trainer/read-logs.ts';
import { startServingBackend } from '../../../server/trainer/start-backend.ts';
import { historyEncoder } from '../../encoder/history-encoder.ts';
import { rankCandidates } from '../../ranker/rank-candidates.ts';
import { rowsByName } from '../../release/product-cards.ts';
import { refuseEvents } from './check-dataset.ts';
import { positiveInteger } from './flag-values.ts';
import { writeLines } from './line-file.ts';
import { openRelease } from './open-release.ts';

interface PredictFlags {
  readonly release: string;
  readonly sequences?: string;
  readonly events?: string;
  readonly out: string;
  readonly task: 'rank' | 'convert';
  readonly top: number;
  readonly backend: 'plain' | 'wasm' | 'webgpu';
}

type AddLine = (line: string) => void;

export function addPredictCommand(program: Command): void {
  program
    .command('predict')
    .description(
      "rank products for each line's user as the browser would, products of the history left out; or, with --task convert, say how likely the last product of each line is to be carted or bought",
    )
    .requiredOption('--release <dir>', 'folder of a release')
    .option('--sequences <file>', 'lines "user item item ...", oldest first')
    .option(
      '--events <file>',
      'lines "user<TAB>item:kind ...", kinds 2 view, 1 cart, 0 purchase, or item:kind@SECONDS since 1970; instead of --sequences',
    )
    .requiredOption('--out <file>', 'written: "user<TAB>item item ...", best first, or "user<TAB>probability"')
    .addOption(
      new Option(
        '--task <name>',
        'rank: the next product; convert: whether the last product of the line, taken as looked at, will be carted or bought',
      )
        .choices(['rank', 'convert'])
        .default('rank'),
    )
    .option('--top <n>', 'products a line, for --task rank', positiveInteger('--top'), 50)
    .addOption(
      new Option('--backend <name>', 'what computes: plain JavaScript, wasm, or a GPU through WebGPU')
        .choices(['plain', 'wasm', 'webgpu'])
        .default('wasm'),
    )
    .action(runPredict);
}

async function runPredict(flags: PredictFlags): Promise<void> {
  if (Boolean(flags.sequences) === Boolean(flags.events)) {
    throw new LogError('predict: give either --sequences FILE or --events FILE');
  }
  if (flags.task === 'convert' && !flags.events) throw new LogError('predict: --task convert needs --events FILE');
  const { model, products } = await openRelease('--release', flags.release);
  const ids = products.map(({ id }) => id);
  const rowOf = rowsByName(
    products,
    ids.map((_, row) => row),
  );
  const logs = flags.sequences
    ? await readSequences('--sequences', flags.sequences)
    : await readEvents('--events', flags.events ?? '');
  const named = logs.flatMap(({ events }) => events.map(({ productId }) => productId));
  if (flags.sequences) refuseEvents(`--sequences ${flags.sequences}`, named);
  let unknown = 0;
  await writeLines('--out', flags.out, async (add) => {
    if (flags.task === 'convert') convertAll(model, rowOf, logs, flags, add);
    else unknown = await rankAll(model, ids, rowOf, logs, flags, add);
  });
  if (unknown > 0) process.stderr.write(`${unknown} events name products that the release does not have: left out\n`);
  process.stdout.write(`${logs.length} lines in ${flags.out}\n`);
}

/** @returns events of unknown products */
async function rankAll(
  model: ReleaseModel,
  ids: readonly string[],
  rowOf: ReadonlyMap<string, number>,
  logs: readonly ShopperLog[],
  flags: PredictFlags,
  add: AddLine,
): Promise<number> {
  await startServingBackend(flags.backend);
  const rows = dequantiseRows(model.vectors);
  const encoder = historyEncoder(model.shape, model.base, model.shared, rows);
  const scorer = productScorer(model.vectors, rows);
  let unknown = 0;
  for (const [at, log] of logs.entries()) {
    const events = knownHistory(log.events, rowOf);
    unknown += log.events.length - events.length;
    const history = events.map((event) => event.product);
    const state = events.length > 0 ? await encoder.encode(events) : undefined;
    const opinion = state && { scores: scorer.scores(state), rows };
    const ranked = await rankCandidates(model.tables, model.shared, allOf(events), opinion, new Set(history));
    const best = ranked.slice(0, flags.top).flatMap(({ product }) => ids[product] ?? []);
    add(`${log.shopper}\t${best.join(' ')}`);
    tellProgress(at + 1, logs.length);
  }
  encoder.dispose();
  return unknown;
}

function convertAll(
  model: ReleaseModel,
  rowOf: ReadonlyMap<string, number>,
  logs: readonly ShopperLog[],
  { release }: PredictFlags,
  add: AddLine,
): void {
  if (model.base.get('conversion.line')?.every((weight) => weight === 0)) {
    throw new LogError(
      `--release ${release}: it has seen fewer than 20 looks that led to a cart or purchase; train with --events FILE`,
    );
  }
  const { conversions } = model.tables;
  const products = model.vectors.scales.length;
  const rate = overallRate(conversions);
  for (const { shopper, events } of logs) {
    // A product that the release does not know still says how far the shopper is: it gets a row beyond the last one.
    const strangers = new Map<string, number>();
    const past = events.map(({ productId, kind }) => {
      const row = rowOf.get(productId) ?? strangers.get(productId) ?? products + strangers.size;
      if (row >= products) strangers.set(productId, row);
      return { product: row, kind };
    });
    const last = past.pop();
    // Nothing is known of a line without events but what all shoppers do.
    const probability = last ? conversionProbability(model.base, conversions, past, last.product, rate) : rate;
    add(`${shopper}\t${probability.toPrecision(6)}`);
  }
}

const PROGRESS_EVERY = 500;

function tellProgress(done: number, all: number): void {
  if (!process.stderr.isTTY || (done % PROGRESS_EVERY !== 0 && done !== all)) return;
  process.stderr.write(`\r${done} of ${all} lines${done === all ? '\n' : ''}`);
}
