/** `inkling train`: from a merchant's logs to a release folder. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { type LoadedCatalogue, loadCatalogue } from '../../../server/catalogue/load-catalogue.ts';
import { cardsOf } from '../../../server/trainer/build-release.ts';
import { textsOf } from '../../../server/trainer/content.ts';
import { datasetOf } from '../../../server/trainer/dataset.ts';
import { makeRelease, type ReleaseControl } from '../../../server/trainer/make-release.ts';
import type { TextEncoderChoice } from '../../../server/trainer/meanings.ts';
import {
  LogError,
  readEvents,
  readSequences,
  readTargets,
  type ShopperLog,
} from '../../../server/trainer/read-logs.ts';
import { checkDataset } from './check-dataset.ts';
import { currencyCode, shopName, zeroOrMore } from './flag-values.ts';
import { openManifest } from './open-release.ts';
import { runTraining, type TrainingFlags, trainingFlags } from './run-training.ts';
import { runningMetrics } from './running-release.ts';
import { TEXT_ENCODER_HELP, textEncoder, withModel } from './text-encoder-flag.ts';

export interface TrainFlags extends TrainingFlags {
  readonly sequences?: string;
  readonly events?: string;
  readonly catalogue?: string;
  readonly currency?: string;
  readonly textEncoder: TextEncoderChoice;
  readonly textModel?: string;
  readonly valid?: string;
  readonly backend: 'auto' | 'webgpu' | 'wasm';
  readonly allowSoftwareAdapter?: boolean;
  readonly newProductParity?: number;
  readonly running?: string;
  readonly force?: boolean;
  readonly shop: string;
}

/** More would hide what matters. */
const MOST_PROBLEMS = 20;

export function addTrainCommand(program: Command): void {
  const command = program
    .command('train')
    .description(
      'train a release from logs, or of a new shop from its catalogue alone; run again after a break, it goes on from its checkpoint',
    )
    .option('--sequences <file>', 'lines "user item item ...", oldest first')
    .option(
      '--events <file>',
      'lines "visitor<TAB>item:kind ...", kinds 2 view, 1 cart, 0 purchase, or item:kind@SECONDS since 1970; instead of --sequences',
    )
    .option('--catalogue <feed>', 'folder of catalogue import, or a feed as it is: file, folder or address')
    .option('--currency <code>', 'ISO 4217 of prices in --catalogue that name none (default: USD)', currencyCode)
    .option(
      '--text-encoder <name>',
      `what reads the titles of --catalogue for their meaning; OUT.texts.sqlite remembers them: ${TEXT_ENCODER_HELP}`,
      textEncoder,
      textEncoder('english'),
    )
    .option('--text-model <name>', 'the model, where --text-encoder is an address')
    .option('--valid <file>', 'lines "user<TAB>item": next products, for early stopping only');
  trainingFlags(command, { seed: '1', minutes: 20, width: 64 })
    .addOption(
      new Option('--backend <name>', 'what computes; auto takes a GPU through WebGPU where there is one, else wasm')
        .choices(['auto', 'webgpu', 'wasm'])
        .default('auto'),
    )
    .option('--allow-software-adapter', 'let webgpu compute on the processor, 20 times slower than wasm: for tests')
    .option(
      '--new-product-parity <n>',
      'how often products without events are to be found, against the others: 1 as often, 0 as the logs bear out (default: 1.25 in the rehearsal, about 1 in truth)',
      zeroOrMore,
    )
    .option(
      '--running <dir>',
      'release that is served now, which a worse one does not replace (default: the one in --out)',
    )
    .option('--force', 'publish also a release that is worse than the running one')
    .option('--shop <name>', 'name of the shop, as in data-shop', shopName, 'demo')
    .action(runTrain);
}

async function runTrain(flags: TrainFlags): Promise<void> {
  if (flags.sequences !== undefined && flags.events !== undefined)
    throw new LogError('train: give either --sequences FILE or --events FILE');
  const logs = flags.sequences ?? flags.events;
  if (logs === undefined && !flags.catalogue) {
    throw new LogError('train: give --sequences FILE or --events FILE, or of a shop without logs its --catalogue FEED');
  }
  if (logs === undefined && flags.valid) throw new LogError('--valid: without logs there is nothing that it could end');
  await runTraining('train', flags);
}

/** Reads the files and trains, in the child. @returns the release's id */
export async function trainFromLogs(flags: TrainFlags, control: ReleaseControl): Promise<string> {
  const hasLogs = flags.sequences !== undefined || flags.events !== undefined;
  if (!hasLogs && !flags.force) await refuseTrained(flags.out);
  const read =
    flags.sequences !== undefined
      ? await readSequences('--sequences', flags.sequences)
      : flags.events !== undefined
        ? await readEvents('--events', flags.events)
        : [];
  const catalogue = flags.catalogue ? await loadCatalogue('--catalogue', flags.catalogue, flags.currency) : undefined;
  const logs = namedAsProducts(read, catalogue);
  const problems = catalogue?.problems ?? [];
  const note = (text: string) => control.onProgress({ kind: 'note', text });
  for (const problem of problems.slice(0, MOST_PROBLEMS)) note(`--catalogue ${problem}`);
  if (problems.length > MOST_PROBLEMS) note(`--catalogue: and ${problems.length - MOST_PROBLEMS} rows more`);
  const targets = flags.valid ? await readTargets('--valid', flags.valid) : undefined;
  const valid = targets && new Map([...targets].map(([shopper, id]) => [shopper, productNamed(id, catalogue)]));
  const known = catalogue?.products ?? new Map();
  const data = datasetOf(logs, textsOf(known));
  if (hasLogs) checkDataset(data, valid, flags, note);
  else note('no logs: lists go by what products read like; train again when there are some');
  const products = cardsOf(data.ids, known, flags.currency);
  const { out, shop, seed, width, minutes, backend, allowSoftwareAdapter = false, threads, fresh = false } = flags;
  if (flags.running && !existsSync(join(flags.running, 'manifest.json'))) {
    throw new LogError(`--running ${flags.running}: there is no manifest.json`);
  }
  const running = flags.force ? undefined : await runningMetrics(flags.running ?? out, data.ids, note);
  const order = {
    ...{ out, shop, seed, width, minutes, backend, allowSoftwareAdapter, threads, fresh },
    ...{ textEncoder: withModel(flags.textEncoder, flags.textModel), textCache: `${resolve(out)}.texts.sqlite` },
    ...{ running, report: `${resolve(out)}.report.html` },
    ...{
      maxEvents: 50,
      data,
      products,
      ...(flags.newProductParity !== undefined && { newProductParity: flags.newProductParity }),
    },
  };
  return makeRelease({ ...order, ...(valid && { valid }) }, control);
}

/** A forgotten flag is no reason to throw away what logs have taught. @throws LogError */
async function refuseTrained(folder: string): Promise<void> {
  if (!existsSync(join(folder, 'manifest.json'))) return;
  const { popularity } = await openManifest('--out', folder);
  if (popularity === 'unknown') return;
  throw new LogError(
    `--out ${folder}: holds a release that was trained on logs; give --sequences or --events, or replace it with --force`,
  );
}

/** Logs and targets may name variants; what is recommended are products. */
function productNamed(id: string, catalogue: LoadedCatalogue | undefined): string {
  return catalogue?.productOfVariant.get(id) ?? id;
}

function namedAsProducts(logs: readonly ShopperLog[], catalogue: LoadedCatalogue | undefined): readonly ShopperLog[] {
  if (!catalogue?.productOfVariant.size) return logs;
  return logs.map(({ shopper, events }) => ({
    shopper,
    events: events.map((event) => ({ ...event, productId: productNamed(event.productId, catalogue) })),
  }));
}
