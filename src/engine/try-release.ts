/** What a release has to pass on this device before it comes into use. */
import { placeOf } from '../../models/ranker-logits.ts';
import type { ShopEvent } from '../domain/shop-event.ts';
import { ndcgAt10 } from '../learner/expert-mixture.ts';
import type { LoadedRelease } from '../release/load-release.ts';
import { choiceAfter } from './choice.ts';
import { type ServingModel, servingModel } from './serving-model.ts';

/** The newest choices that are compared. */
const MOST_CHOICES = 40;
/** Records that they are looked for among, the newest. */
const LOOKED_THROUGH = 1000;
/** Fewer say nothing. */
const FEWEST_CHOICES = 20;
/** Paired differences this many standard errors below 0: once in 200 among releases that are alike, by Student's t at 20 to 40. */
const CLEARLY = 2.8;

/** What is wrong with it; undefined where it computes as it should. */
export async function problemWith(release: LoadedRelease): Promise<string | undefined> {
  const model = servingModel(release);
  try {
    const first = release.products[0];
    const input = model.inputOf(first ? [{ kind: 'view', atMs: 0, productId: first.id }] : []);
    const { logits } = await model.listAfter(input);
    return logits.every(Number.isFinite) ? undefined : 'scores are not finite';
  } finally {
    model.dispose();
  }
}

/**
 * Whether a release ranks this shopper's last choices clearly worse than the one in use. Of no choice is more asked of the
 * one than of the other: what one of them does not know is passed over.
 * @param events the history, oldest first
 * @throws the signal's reason
 */
export async function isClearlyWorse(
  next: ServingModel,
  inUse: ServingModel,
  events: readonly ShopEvent[],
  signal: AbortSignal,
): Promise<boolean> {
  const differences: number[] = [];
  const from = Math.max(0, events.length - LOOKED_THROUGH);
  for (let at = events.length - 1; at > from && differences.length < MOST_CHOICES; at--) {
    const event = events[at] as ShopEvent;
    if (event.kind === 'query' || event.kind === 'impression') continue;
    // Two lists a turn: whoever asks for one meanwhile does not wait for all.
    await new Promise((resolve) => setTimeout(resolve));
    signal.throwIfAborted();
    const past = events.slice(0, at);
    const [without, withIt] = [await gainOf(inUse, past, event), await gainOf(next, past, event)];
    if (without !== undefined && withIt !== undefined) differences.push(withIt - without);
  }
  return differences.length >= FEWEST_CHOICES && standardErrorsFromZero(differences) < -CLEARLY;
}

/** NDCG@10 of what was chosen; undefined for what is no choice to this model. */
async function gainOf(model: ServingModel, past: readonly ShopEvent[], event: ShopEvent): Promise<number | undefined> {
  const choice = await choiceAfter(model, past, event);
  if (!choice) return undefined;
  const { list, chosen } = choice;
  // Who computes nonsense has placed nothing.
  if (chosen < 0 || !list.logits.every(Number.isFinite)) return 0;
  return ndcgAt10(placeOf(list.logits, chosen));
}

/** Mean over its standard error; 0 for differences that are all none. */
function standardErrorsFromZero(differences: readonly number[]): number {
  const count = differences.length;
  const mean = differences.reduce((sum, one) => sum + one, 0) / count;
  const squares = differences.reduce((sum, one) => sum + (one - mean) ** 2, 0);
  const error = Math.sqrt(squares / (count - 1) / count);
  return mean === 0 ? 0 : mean / error;
}
