/**
 * `bench training`: steps of the encoder's training on each backend, each in a process of its own, so that its memory is
 * its own. The baseline is wasm with tfjs's own matrix product.
 */
import { execFile } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Command, Option } from 'commander';
import { datasetOf } from '../server/trainer/dataset.ts';
import { gradientThreads, inSharedMemory } from '../server/trainer/gradient-threads.ts';
import { LogError, readSequences } from '../server/trainer/read-logs.ts';
import { BackendError, startBackend } from '../server/trainer/start-backend.ts';
import { encoderTrainer, startingState } from '../server/trainer/train-encoder.ts';
import { trainingOptions } from '../server/trainer/training-options.ts';
import { isExpected } from '../src/apps/cli/expected-errors.ts';
import { positiveInteger } from '../src/apps/cli/flag-values.ts';
import { seededRandom } from '../src/base/seeded-random.ts';
import { benchThread } from './bench-thread.ts';
import { tableText, writeJson } from './table.ts';

const VARIANTS = ['wasm', 'wasm-threads', 'wasm-of-tfjs', 'webgpu'] as const;
type Variant = (typeof VARIANTS)[number];

interface TrainingFlags {
  readonly data: string;
  readonly steps: number;
  readonly webgpuSteps: number;
  readonly out: string;
  readonly only?: Variant;
}

interface Measured {
  readonly name: string;
  readonly steps: number;
  readonly positions: number;
  readonly seconds: number;
  readonly peakMegabytes: number;
}

/** Compiles, fills caches, starts the shaders; not counted. */
const WARM_UP = 2;

export function addTrainingCommand(program: Command): void {
  program
    .command('training')
    .description("examples a second and peak memory of the encoder's training, by backend")
    .requiredOption('--data <dir>', 'folder with sequences.txt')
    .option('--steps <n>', 'steps on wasm', positiveInteger('--steps'), 60)
    .option(
      '--webgpu-steps <n>',
      'steps on WebGPU, slow on an adapter in software',
      positiveInteger('--webgpu-steps'),
      3,
    )
    .option('--out <file>', 'the figures as JSON', 'bench/results/training.json')
    .addOption(new Option('--only <variant>').choices(VARIANTS).hideHelp())
    .action(runTraining);
}

async function runTraining(flags: TrainingFlags): Promise<void> {
  if (flags.only) {
    process.stdout.write(`${JSON.stringify(await measure(flags, flags.only))}\n`);
    return;
  }
  const all: Measured[] = [];
  for (const variant of VARIANTS) {
    try {
      all.push(await inProcess(flags, variant));
    } catch (error) {
      if (!isExpected(error)) throw error;
      process.stdout.write(`${variant} is not measured: ${error.message}\n`);
    }
  }
  const rows = all.map(({ name, steps, positions, seconds, peakMegabytes }) => [
    name,
    (positions / seconds).toFixed(0),
    ((1000 * seconds) / steps).toFixed(0),
    peakMegabytes.toFixed(0),
  ]);
  process.stdout.write(`${tableText(['backend', 'examples/s', 'ms a step', 'peak memory, MB'], rows)}\n`);
  writeJson(flags.out, { all });
}

async function inProcess({ data, steps, webgpuSteps }: TrainingFlags, variant: Variant): Promise<Measured> {
  const args = [
    'training',
    '--data',
    data,
    '--only',
    variant,
    '--steps',
    `${steps}`,
    '--webgpu-steps',
    `${webgpuSteps}`,
  ];
  const [node, script = ''] = [process.execPath, process.argv[1]];
  const { stdout } = await promisify(execFile)(node, [script, ...args]).catch((error: { stderr?: string }) => {
    throw new LogError(error.stderr?.trim().split('\n').at(-1) ?? 'the process failed');
  });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Measured;
}

async function measure({ data: folder, steps, webgpuSteps }: TrainingFlags, variant: Variant): Promise<Measured> {
  const data = datasetOf(await readSequences('--data', join(folder, 'sequences.txt')), new Map());
  const wanted = variant === 'webgpu' ? 'webgpu' : 'wasm';
  const ownProduct = variant !== 'wasm-of-tfjs';
  const { name } = await startBackend(wanted, { allowSoftwareAdapter: true, ownProduct });
  const options = trainingOptions({ width: 64, maxEvents: 50, seed: 'bench', minutes: 1 });
  const random = seededRandom('bench');
  const { sequences } = data;
  const normals = Float32Array.from({ length: data.ids.length * options.shape.width }, () => random.normal());
  const state = inSharedMemory(startingState(options.shape, normals, random));
  const count = variant === 'wasm-threads' ? availableParallelism() : 1;
  const threads = gradientThreads({ entry: benchThread(), count }, options, state);
  const compute = count > 1 ? threads.compute : undefined;
  const trainer = encoderTrainer({ ...options, sequences, random, compute }, state);
  const most = WARM_UP + (variant === 'webgpu' ? webgpuSteps : steps);
  let [beganMs, positions, taken] = [0, 0, 0];
  try {
    await trainer.epoch(1, 0, async (progress) => {
      if (progress.done > WARM_UP) [positions, taken] = [positions + progress.positions, taken + 1];
      if (progress.done === WARM_UP) beganMs = performance.now();
      return progress.done < most;
    });
  } finally {
    await threads.close();
  }
  const seconds = (performance.now() - beganMs) / 1000;
  if (taken === 0) throw new BackendError('training: too few logs for a step to be measured');
  return {
    name: nameOf(name, variant, threads.count),
    ...{ steps: taken, positions, seconds },
    peakMegabytes: process.resourceUsage().maxRSS / 1024,
  };
}

function nameOf(backend: string, variant: Variant, threads: number): string {
  if (variant === 'wasm-of-tfjs') return `${backend}, matrix product of tfjs (baseline)`;
  return variant === 'wasm-threads' ? `${backend}, ${threads} threads` : backend;
}
