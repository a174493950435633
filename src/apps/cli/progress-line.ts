/** Training progress: a line that rewrites itself on a terminal, a line an epoch elsewhere, JSON for a program. */
import type { TrainingPhase } from '../../../server/trainer/checkpoint.ts';
import { PHASE_NAMES, type TrainingProgress } from '../../../server/trainer/training-options.ts';

type Sink = (progress: TrainingProgress) => void;

/** Losses that a sparkline shows, and how many parts of an epoch have one each. */
const SPARKS_MOST = 24;
const PARTS = 4;
const SPARKS = '▁▂▃▄▅▆▇█';

/** For a person. */
export function progressLine(out: NodeJS.WriteStream, startedMs: number): Sink {
  const seconds = () => `${Math.round((Date.now() - startedMs) / 1000)} s`;
  // A line that was rewritten may be longer than what is written over it.
  const begin = out.isTTY ? '\r\x1b[K' : '';
  const losses: number[] = [];
  let part: { readonly name: string; sum: number; steps: number } | undefined;
  const remember = ({ phase, epoch, done, loss }: Extract<TrainingProgress, { kind: 'step' }>) => {
    const name = `${phase} ${epoch} ${Math.min(PARTS - 1, Math.floor(done * PARTS))}`;
    if (part && part.name !== name) losses.push(part.sum / part.steps);
    if (part?.name !== name) part = { name, sum: 0, steps: 0 };
    part.sum += loss;
    part.steps++;
  };
  return (progress) => {
    switch (progress.kind) {
      case 'note':
        out.write(`${begin}[${seconds()}] ${progress.text}\n`);
        return;
      case 'stage':
        if (progress.done === undefined) out.write(`${begin}[${seconds()}] ${progress.stage}\n`);
        else if (out.isTTY) out.write(`${begin}${progress.stage} ${percent(progress.done)}`);
        return;
      case 'step':
        remember(progress);
        if (out.isTTY) {
          // A line that wraps could not be written over.
          const line = `${stepText(progress)} ${sparkline(losses.slice(-SPARKS_MOST))}`;
          out.write(`${begin}${line.slice(0, (out.columns || Number.POSITIVE_INFINITY) - 1)}`);
        }
        return;
      case 'epoch':
        out.write(`${begin}[${seconds()}] ${epochText(progress)}\n`);
        return;
      default:
        progress satisfies never;
    }
  };
}

/** For a program: each progress as it is, with the seconds since the start. */
export function jsonLines(out: NodeJS.WritableStream, startedMs: number): Sink {
  return ({ kind, ...rest }) => {
    out.write(`${JSON.stringify({ kind, seconds: (Date.now() - startedMs) / 1000, ...rest })}\n`);
  };
}

/** A block a value, the highest for the largest. */
export function sparkline(values: readonly number[]): string {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const level = (value: number) => Math.round(((value - least) / (most - least || 1)) * (SPARKS.length - 1));
  return values.map((value) => SPARKS.charAt(level(value))).join('');
}

function stepText({ phase, epoch, done, loss, leftMs }: Extract<TrainingProgress, { kind: 'step' }>): string {
  return `${epochName(phase, epoch)} ${percent(done)}, loss ${loss.toFixed(3)}, encoder ready in ${atMost(leftMs)} at most`;
}

function epochText({ phase, epoch, loss, quality }: Extract<TrainingProgress, { kind: 'epoch' }>): string {
  const trained = loss === undefined ? '' : `, loss ${loss.toFixed(3)}`;
  const held = quality && `: held-out NDCG@10 ${quality.ndcg.toFixed(4)}, HR@10 ${quality.hitRate.toFixed(4)}`;
  return `${epochName(phase, epoch)}${held ?? ''}${trained}`;
}

function epochName(phase: TrainingPhase, epoch: number): string {
  return `epoch ${epoch}${PHASE_NAMES[phase]}`;
}

function atMost(leftMs: number): string {
  return leftMs < 60_000 ? `${Math.ceil(leftMs / 1000)} s` : `${Math.ceil(leftMs / 60_000)} min`;
}

function percent(share: number): string {
  return `${Math.round(100 * share)}%`.padStart(4);
}
