/** `inkling train`: from a merchant's logs to a release folder. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { buildRelease, cardsOf } from '../../../server/trainer/build-release.ts';
import { datasetOf } from '../../../server/trainer/dataset.ts';
import { readCatalogue } from '../../../server/trainer/read-catalogue.ts';
import { LogError, readEvents, readSequences, readTargets } from '../../../server/trainer/read-logs.ts';
import { startBackend } from '../../../server/trainer/start-backend.ts';
import { train } from '../../../server/trainer/train.ts';
import { TRAINING_DEFAULTS } from '../../../server/trainer/training-options.ts';
import { progressLine } from './progress-line.ts';

interface TrainFlags {
  readonly sequences?: string;
  readonly events?: string;
  readonly catalogue?: string;
  readonly valid?: string;
  readonly out: string;
  readonly backend: 'auto' | 'webgpu' | 'wasm';
  readonly minutes: number;
  readonly seed: string;
  readonly width: number;
  readonly shop: string;
}

export function addTrainCommand(program: Command): void {
  program
    .command('train')
    .description('train a release from logs: product vectors, encoder, neighbour tables and ranker')
    .option('--sequences <file>', 'lines "user item item ...", oldest first')
    .option(
      '--events <file>',
      'lines "visitor<TAB>item:kind ...", kinds 2 view, 1 cart, 0 purchase; instead of --sequences',
    )
    .option('--catalogue <file>', 'tab-separated: item_id title price brand categories sales_rank')
    .option('--valid <file>', 'lines "user<TAB>item": next products, for early stopping only')
    .requiredOption('--out <dir>', 'folder of the release')
    .addOption(new Option('--backend <name>').choices(['auto', 'webgpu', 'wasm']).default('auto'))
    .option('--minutes <n>', 'limit of the whole training', positive('--minutes'), 12)
    .option('--seed <s>', 'same seed, same release', '1')
    .option('--width <d>', 'width of product vectors and encoder, a multiple of 4', positive('--width'), 64)
    .option('--shop <name>', 'name of the shop, as in data-shop', 'demo')
    .action(runTrain);
}

async function runTrain(flags: TrainFlags): Promise<void> {
  const startedMs = Date.now();
  if (Boolean(flags.sequences) === Boolean(flags.events)) {
    throw new LogError('train: give either --sequences FILE or --events FILE');
  }
  const logs = flags.sequences
    ? await readSequences('--sequences', flags.sequences)
    : await readEvents('--events', flags.events ?? '');
  const catalogue = flags.catalogue ? await readCatalogue('--catalogue', flags.catalogue) : undefined;
  for (const problem of catalogue?.problems.slice(0, 20) ?? []) process.stderr.write(`--catalogue ${problem}\n`);
  const valid = flags.valid ? await readTargets('--valid', flags.valid) : undefined;
  const data = datasetOf(logs, catalogue?.products ?? new Map());
  const backend = await startBackend(flags.backend);
  process.stderr.write(`${data.ids.length} products, ${logs.length} shoppers, backend ${backend}\n`);
  const shape = {
    width: flags.width,
    blocks: 2,
    heads: 2,
    feedForward: 4 * flags.width,
    maxEvents: 50,
    adapterRank: 4,
    adapterSeed: `inkling-${flags.seed}`,
  };
  const options = { ...TRAINING_DEFAULTS, shape, seed: flags.seed, encoderMs: 0.75 * flags.minutes * 60_000 };
  const { model, metrics } = await train(data, options, valid, progressLine(process.stderr, startedMs));
  const id = await buildRelease(flags.out, {
    shop: flags.shop,
    seed: flags.seed,
    backend,
    temperature: options.temperature,
    createdAtMs: startedMs,
    model,
    products: cardsOf(data.ids, data.texts),
    metrics,
  });
  process.stdout.write(`release ${id} in ${flags.out}, ${Math.round((Date.now() - startedMs) / 1000)} s\n`);
}

/** A commander parser for numbers above 0. */
export function positive(flag: string): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!(value > 0) || !Number.isFinite(value)) throw new InvalidArgumentError(`${flag} wants a number above 0`);
    return value;
  };
}
