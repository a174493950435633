import { expect, test } from 'vitest';
import type { TrainingProgress } from '../../../server/trainer/training-options.ts';
import { jsonLines, progressLine, sparkline } from './progress-line.ts';

const step = (epoch: number, done: number, loss: number): TrainingProgress => ({
  ...{ kind: 'step', phase: 'search', epoch, done, loss, leftMs: 100_000 },
});

function written(isTTY: boolean, progress: readonly TrainingProgress[], columns = 200): string {
  let text = '';
  const write = (part: string) => {
    text += part;
  };
  const tell = progressLine({ isTTY, write, columns } as unknown as NodeJS.WriteStream, Date.now());
  for (const one of progress) tell(one);
  return text;
}

test('the sparkline falls with the loss', () => {
  expect(sparkline([8, 6, 4, 1])).toBe('█▆▄▁');
  expect(sparkline([2, 2])).toBe('▁▁');
  expect(sparkline([])).toBe('');
});

test('a terminal sees the step, the time left at most, and how the loss went', () => {
  const text = written(true, [step(1, 0.2, 6), step(1, 0.24, 4), step(1, 0.4, 3), step(1, 0.6, 2)]);
  expect(text.split('\r').at(-1)).toContain('epoch 1  60%, loss 2.000, encoder ready in 2 min at most █▁');
});

test('a narrow terminal sees a line that does not wrap', () => {
  const steps = Array.from({ length: 40 }, (_, at) => step(at, 0.5, 5));
  for (const line of written(true, steps, 60).split('\r\x1b[K')) expect(line.length).toBeLessThan(60);
});

test('a stage that takes its time is counted on a terminal, and stands once in a log file', () => {
  const stages: TrainingProgress[] = [
    { kind: 'stage', stage: 'the choices' },
    { kind: 'stage', stage: 'the choices', done: 0.5 },
  ];
  expect(written(true, stages).endsWith('the choices\n\r\x1b[Kthe choices  50%')).toBe(true);
  expect(written(false, stages)).toBe('[0 s] the choices\n');
});

test('a log file gets a line an epoch and none a step', () => {
  const quality = { ndcg: 0.05, hitRate: 0.1 };
  const epoch: TrainingProgress = { kind: 'epoch', phase: 'search', epoch: 1, loss: 5, quality };
  const last: TrainingProgress = { kind: 'epoch', phase: 'finish', epoch: 2, loss: undefined, quality: undefined };
  expect(written(false, [step(1, 1, 5), epoch, last])).toBe(
    '[0 s] epoch 1: held-out NDCG@10 0.0500, HR@10 0.1000, loss 5.000\n[0 s] epoch 2 on all events\n',
  );
});

test('a program gets every step as JSON', () => {
  const lines: string[] = [];
  const out = { write: (part: string) => lines.push(part) } as unknown as NodeJS.WritableStream;
  const tell = jsonLines(out, Date.now());
  tell(step(1, 0.5, 6));
  tell({ kind: 'note', text: 'a "word"' });
  expect(lines.every((line) => line.endsWith('}\n'))).toBe(true);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ kind: 'step', phase: 'search', epoch: 1, done: 0.5, loss: 6 });
  expect(JSON.parse(lines[1] ?? '')).toMatchObject({ kind: 'note', text: 'a "word"' });
});
