/** `inkling job`: the child's side of child.ts, and `inkling gradients`, one of the threads that it trains with. Hidden: only the command talks to them. */
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { serveGradients } from '../../../server/trainer/gradient-threads.ts';
import type { ReleaseControl } from '../../../server/trainer/make-release.ts';
import { LogError } from '../../../server/trainer/read-logs.ts';
import { type JudgeInput, judge } from './canary.ts';
import type { ChildMessage, JobName, JobRequest } from './child.ts';
import { type DemoFlags, trainDemo } from './demo.ts';
import { isExpected } from './expected-errors.ts';
import { type TrainFlags, trainFromLogs } from './train.ts';

type Work = (input: unknown, control: ReleaseControl) => Promise<unknown>;

const WORK: Readonly<Record<JobName, Work>> = {
  train: (input, control) => trainFromLogs(input as TrainFlags, control),
  judge: (input) => judge(input as JudgeInput),
  'demo-release': (input, control) => trainDemo(input as DemoFlags, control),
};

export function addJobCommand(program: Command): void {
  program.command('job', { hidden: true }).action(doJob);
  program.command('gradients', { hidden: true }).action(serveGradients);
}

async function doJob(): Promise<void> {
  if (!process.send) throw new LogError('job: other commands start this one');
  const stop = new AbortController();
  // Ctrl-C reaches a whole process group, so it comes from the terminal and from the parent.
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => stop.abort());
  process.once('disconnect', () => process.exit(1));
  const [request] = (await once(process, 'message')) as [JobRequest];
  const onProgress: ReleaseControl['onProgress'] = (progress) => void tell({ kind: 'progress', progress });
  const thread = { file: fileURLToPath(import.meta.url), argv: ['gradients'] };
  await tell(await outcomeOf(request, { onProgress, signal: stop.signal, thread }));
  process.exit(0);
}

async function outcomeOf({ name, input }: JobRequest, control: ReleaseControl): Promise<ChildMessage> {
  try {
    return { kind: 'done', result: await WORK[name](input, control) };
  } catch (error) {
    if (control.signal.aborted) return { kind: 'stopped' };
    if (isExpected(error)) return { kind: 'failed', message: error.message };
    throw error;
  }
}

/** Resolves when the message has left. A parent that is gone is told of by `disconnect`. */
function tell(message: ChildMessage): Promise<void> {
  return new Promise((resolve) => process.send?.(message, undefined, undefined, () => resolve()));
}
