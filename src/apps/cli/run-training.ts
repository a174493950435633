/** The parent's side of a training: the flags that all trainings share, the progress line, and what is said at the end. */
import { existsSync } from 'node:fs';
import { type Command, InvalidArgumentError } from 'commander';
import { checkpointPath } from '../../../server/trainer/checkpoint-file.ts';
import { ChildError, type JobName, runInChild } from './child.ts';
import { positive, positiveInteger } from './flag-values.ts';
import { checkOutFolder } from './out-folder.ts';
import { jsonLines, progressLine } from './progress-line.ts';

export interface TrainingFlags {
  readonly out: string;
  readonly seed: string;
  readonly minutes: number;
  readonly width: number;
  readonly threads?: number;
  readonly fresh?: boolean;
  readonly json?: boolean;
}

/** Adds the flags of `TrainingFlags`. */
export function trainingFlags(
  command: Command,
  defaults: { readonly seed: string; readonly minutes: number; readonly width: number },
): Command {
  const width = 'width of product vectors and encoder, a multiple of 4';
  return command
    .requiredOption('--out <dir>', 'folder of the release; DIR.checkpoint is kept beside it while training runs')
    .option(
      '--seed <s>',
      'same seed and logs, same model, where the time limit does not end the training',
      defaults.seed,
    )
    .option(
      '--minutes <n>',
      'limit of the training; three quarters are the encoder’s, the ranker’s minute or two is not cut',
      positive('--minutes'),
      defaults.minutes,
    )
    .option('--width <d>', width, widthOfModel, defaults.width)
    .option(
      '--threads <n>',
      'cores that train the encoder on wasm (default: all, four at most); the model is the same with any number',
      positiveInteger('--threads'),
    )
    .option('--fresh', 'start anew even where a checkpoint could be taken up')
    .option('--json', 'progress as JSON on stdout, an object a line: notes, stages, every step, epochs, the release');
}

/** Trains in a child process. @throws ChildError that says whether a checkpoint remains, and how to go on from it */
export async function runTraining(name: JobName, flags: TrainingFlags): Promise<void> {
  checkOutFolder('--out', flags.out);
  endWithParent();
  const startedMs = Date.now();
  const onProgress = flags.json ? jsonLines(process.stdout, startedMs) : progressLine(process.stderr, startedMs);
  try {
    const release = await runInChild(name, flags, { onProgress, forwardSignals: true });
    const seconds = Math.round((Date.now() - startedMs) / 1000);
    const said = flags.json ? JSON.stringify({ kind: 'release', seconds, release, out: flags.out }) : undefined;
    process.stdout.write(`${said ?? `release ${release} in ${flags.out}, ${seconds} s`}\n`);
  } catch (error) {
    if (!(error instanceof ChildError) || error.cameToAnEnd) throw error;
    throw new ChildError(`training: ${error.message}; ${remains(flags.out)}`, error.exitCode);
  }
}

/** Started over a channel, a training stops, with its checkpoint, when whoever started it is gone. */
function endWithParent(): void {
  if (!process.channel) return;
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  process.channel.unref();
}

function widthOfModel(text: string): number {
  const width = Number(text);
  if (Number.isInteger(width) && width >= 4 && width % 4 === 0 && width <= 256) return width;
  throw new InvalidArgumentError('--width wants a multiple of 4 from 4 to 256');
}

function remains(out: string): string {
  const path = checkpointPath(out);
  if (!existsSync(path)) return 'there is no checkpoint yet, so the same command starts anew';
  const args = process.argv.slice(2).filter((word) => word !== '--fresh');
  return `the checkpoint ${path} remains, go on from it with: npm run -s inkling -- ${args.map(quoted).join(' ')}`;
}

function quoted(word: string): string {
  return /^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
