/** An event of the history as a choice among the candidates of the list before it. */
import type { ScoredCandidates } from '../../models/ranker.ts';
import type { ShopEvent } from '../domain/shop-event.ts';
import { withoutRobots } from '../events/robots.ts';
import type { StoredEvent } from '../history/history-store.ts';
import type { ServingModel } from './serving-model.ts';

/** Newest records that a choice is predicted from, as a list is. */
const WINDOW = 1000;

export interface Choice {
  readonly list: ScoredCandidates;
  /** Place of what was chosen among the candidates; -1: retrieval has missed it. */
  readonly chosen: number;
}

/** Whether an event is read at all: not where the shopper has switched off what it is of. */
export function says(model: ServingModel, event: ShopEvent): boolean {
  return event.kind === 'query' || model.counts(event.productId);
}

/** What a person did that is read, oldest first. */
export function heard(model: ServingModel, stored: readonly StoredEvent[]): ShopEvent[] {
  return withoutRobots(stored.flatMap(({ event }) => (says(model, event) ? [event] : [])));
}

/**
 * @param past oldest first
 * @returns undefined for what is no choice: an event that adds nothing, the first one, the next step with the same product
 */
export async function choiceAfter(
  model: ServingModel,
  past: readonly ShopEvent[],
  event: ShopEvent,
): Promise<Choice | undefined> {
  const window = past.slice(-WINDOW);
  const input = model.inputOf(window);
  const withIt = model.inputOf([...window, event]);
  // What takes something back shortens the past, and a product that is hidden adds nothing to it.
  const product = withIt.length === input.length + 1 ? withIt.at(-1)?.product : undefined;
  const last = input.at(-1);
  // Going from a page to its own cart button is no choice.
  if (product === undefined || !last || last.product === product) return undefined;
  const list = await model.listAfter(input);
  return { list, chosen: list.products.indexOf(product) };
}
