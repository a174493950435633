/** Drives rounds from phase to phase. All state is in the database, so after a crash it simply goes on. */
import { present } from '../../../src/base/must.ts';
import type { RoundPhase } from '../../../src/protocol/round-status.ts';
import type { Aggregator } from '../aggregator.ts';
import { currentPublication } from '../releases.ts';
import { abort } from './aborted.ts';
import { apply } from './applied.ts';
import { check } from './checked.ts';
import { prepareRequest } from './helper.ts';
import { logApplied } from './logged.ts';
import { openRound } from './open.ts';
import { publishRound } from './published.ts';
import { activeRound, type RoundRecord } from './round-record.ts';
import { seal } from './sealed.ts';
import { unmask } from './unmasked.ts';

type Transition = (aggregator: Aggregator, round: RoundRecord) => Promise<boolean>;

/** What leads out of each phase. */
const TRANSITIONS: Readonly<Record<Exclude<RoundPhase, 'PUBLISHED' | 'ABORTED'>, Transition>> = {
  OPEN: seal,
  SEALED: prepareRequest,
  HELPER: unmask,
  UNMASKED: check,
  CHECKED: apply,
  APPLIED: logApplied,
  LOGGED: publishRound,
};

/** Longest wait between two looks. */
const LOOK_AGAIN_MS = 1_000;

/** One transition of the active round, or the opening of the next. @returns whether anything moved */
export async function stepRounds(aggregator: Aggregator): Promise<boolean> {
  const round = await activeRound(aggregator.store);
  if (!round) return openRound(aggregator);
  const current = present(await currentPublication(aggregator.store), 'current release');
  if (current.release !== round.signedTask.body.release) {
    return abort(aggregator, round, 'another release was published meanwhile');
  }
  const { phase } = round;
  if (phase === 'PUBLISHED' || phase === 'ABORTED') return false;
  const moved = await TRANSITIONS[phase](aggregator, round);
  if (moved) aggregator.log(`round ${round.id}: ${phase} done, ${round.reports} reports`);
  return moved;
}

/** Steps until the signal aborts. @returns `wake`, which ends a wait early, and the promise of the end */
export function runRounds(aggregator: Aggregator): { wake(): void; readonly ended: Promise<void> } {
  let wake = () => {};
  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  const { signal } = aggregator;
  signal.addEventListener('abort', () => wake(), { once: true });
  const loop = async () => {
    while (!signal.aborted) if (!(await guardedStep(aggregator))) await pause(await waitMs(aggregator));
  };
  return { wake: () => wake(), ended: loop() };
}

/** A step that fails is said and tried again: the database still holds the phase before it. */
async function guardedStep(aggregator: Aggregator): Promise<boolean> {
  try {
    return await stepRounds(aggregator);
  } catch (error) {
    if (!aggregator.signal.aborted) aggregator.log(`rounds: ${error instanceof Error ? error.message : 'failed'}`);
    return false;
  }
}

async function waitMs({ store, clock, signal }: Aggregator): Promise<number> {
  if (signal.aborted) return 0;
  const round = await activeRound(store);
  const untilCloseMs = round?.phase === 'OPEN' ? round.signedTask.body.closesAtMs - clock.nowMs() : LOOK_AGAIN_MS;
  return Math.max(10, Math.min(LOOK_AGAIN_MS, untilCloseMs));
}
