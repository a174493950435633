/** `inkling train`: from a merchant's logs to a release folder. */
import { type Command, Option } from 'commander';
import { cardsOf } from '../../../server/trainer/build-release.ts';
import { datasetOf } from '../../../server/trainer/dataset.ts';
import { makeRelease, type ReleaseControl } from '../../../server/trainer/make-release.ts';
import { readCatalogue } from '../../../server/trainer/read-catalogue.ts';
import { LogError, readEvents, readSequences, readTargets } from '../../../server/trainer/read-logs.ts';
import { checkDataset } from './check-dataset.ts';
import { runTraining, type TrainingFlags, trainingFlags } from './run-training.ts';

export interface TrainFlags extends TrainingFlags {
  readonly sequences?: string;
  readonly events?: string;
  readonly catalogue?: string;
  readonly valid?: string;
  readonly backend: 'auto' | 'webgpu' | 'wasm';
  readonly allowSoftwareAdapter?: boolean;
  readonly shop: string;
}

/** More would hide what matters. */
const MOST_PROBLEMS = 20;

export function addTrainCommand(program: Command): void {
  const command = program
    .command('train')
    .description('train a release from logs; run again after a break, it goes on from its checkpoint')
    .option('--sequences <file>', 'lines "user item item ...", oldest first')
    .option(
      '--events <file>',
      'lines "visitor<TAB>item:kind ...", kinds 2 view, 1 cart, 0 purchase; instead of --sequences',
    )
    .option('--catalogue <file>', 'tab-separated: item_id title price brand categories sales_rank')
    .option('--valid <file>', 'lines "user<TAB>item": next products, for early stopping only');
  trainingFlags(command, { seed: '1', minutes: 12, width: 64 })
    .addOption(
      new Option('--backend <name>', 'what computes; auto takes a GPU through WebGPU where there is one, else wasm')
        .choices(['auto', 'webgpu', 'wasm'])
        .default('auto'),
    )
    .option('--allow-software-adapter', 'let webgpu compute on the processor, 20 times slower than wasm: for tests')
    .option('--shop <name>', 'name of the shop, as in data-shop', 'demo')
    .action(runTrain);
}

async function runTrain(flags: TrainFlags): Promise<void> {
  if (Boolean(flags.sequences) === Boolean(flags.events)) {
    throw new LogError('train: give either --sequences FILE or --events FILE');
  }
  await runTraining('train', flags);
}

/** Reads the files and trains, in the child. @returns the release's id */
export async function trainFromLogs(flags: TrainFlags, control: ReleaseControl): Promise<string> {
  const logs = flags.sequences
    ? await readSequences('--sequences', flags.sequences)
    : await readEvents('--events', flags.events ?? '');
  const catalogue = flags.catalogue ? await readCatalogue('--catalogue', flags.catalogue) : undefined;
  const problems = catalogue?.problems ?? [];
  const note = (text: string) => control.onProgress({ kind: 'note', text });
  for (const problem of problems.slice(0, MOST_PROBLEMS)) note(`--catalogue ${problem}`);
  if (problems.length > MOST_PROBLEMS) note(`--catalogue: and ${problems.length - MOST_PROBLEMS} rows more`);
  const valid = flags.valid ? await readTargets('--valid', flags.valid) : undefined;
  const data = datasetOf(logs, catalogue?.products ?? new Map());
  checkDataset(data, valid, flags, note);
  const products = cardsOf(data.ids, data.texts);
  const { out, shop, seed, width, minutes, backend, allowSoftwareAdapter = false, fresh = false } = flags;
  const order = {
    ...{ out, shop, seed, width, minutes, backend, allowSoftwareAdapter, fresh },
    ...{ maxEvents: 50, data, products },
  };
  return makeRelease({ ...order, ...(valid && { valid }) }, control);
}
