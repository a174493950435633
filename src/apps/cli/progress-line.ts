/** Training progress for a person: a line that rewrites itself on a terminal, a line an epoch elsewhere. */
import type { TrainingProgress } from '../../../server/trainer/training-options.ts';

export function progressLine(out: NodeJS.WriteStream, startedMs: number): (progress: TrainingProgress) => void {
  const seconds = () => `${Math.round((Date.now() - startedMs) / 1000)} s`;
  return (progress) => {
    switch (progress.kind) {
      case 'note':
        out.write(`${out.isTTY ? '\r' : ''}[${seconds()}] ${progress.text}\n`);
        return;
      case 'stage':
        out.write(`[${seconds()}] ${progress.stage}\n`);
        return;
      case 'step':
        if (out.isTTY)
          out.write(`\repoch ${progress.epoch} ${percent(progress.done)} loss ${progress.loss.toFixed(3)} `);
        return;
      case 'epoch':
        out.write(`${out.isTTY ? '\r' : ''}[${seconds()}] ${epochText(progress)}\n`);
        return;
      default:
        progress satisfies never;
    }
  };
}

function epochText({ phase, epoch, quality }: Extract<TrainingProgress, { kind: 'epoch' }>): string {
  const name = phase === 'search' ? `epoch ${epoch}` : `epoch ${epoch} on all events`;
  if (!quality) return name;
  return `${name}: held-out NDCG@10 ${quality.ndcg.toFixed(4)}, HR@10 ${quality.hitRate.toFixed(4)}`;
}

function percent(share: number): string {
  return `${Math.round(100 * share)}%`.padStart(4);
}
