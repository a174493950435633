/** Substitutes out of what products are, complements out of what shoppers had together. Without logs there are no complements. */
import { contentNeighbours, type Meanings, textsOf } from '../../trainer/content.ts';
import type { CatalogueProduct } from '../catalogue-product.ts';
import type { Suggestion } from './suggestion.ts';

/** Related products that are named, at most. */
const MOST = 6;
/** Times that a substitute's price may be above or below. */
const PRICE_RANGE = 1.5;
/** Likeness below which two products of a category have little more in common than that. */
const LEAST_LIKENESS = 0.25;
/** Shoppers who had both, at least. */
const FEWEST_TOGETHER = 3;
/** Chance of so many by chance: .001. @see Dunning 1993, "Accurate Methods for the Statistics of Surprise and Coincidence" */
const LEAST_EVIDENCE = 10.83;

/** Alike, of the same category, at a like price; the confidence is the least likeness of those named. */
export function suggestSubstitutes(
  products: readonly CatalogueProduct[],
  meanings: Meanings | undefined,
): Suggestion[] {
  if (products.every(({ categoryPath }) => categoryPath.length === 0)) return [];
  const texts = textsOf(new Map(products.map((product) => [product.id, product])));
  const near = contentNeighbours([...texts.values()], meanings);
  return products.flatMap((product, row): Suggestion[] => {
    const alike = [...(near[row] ?? [])].flatMap(([other, likeness]) => {
      const candidate = products[other];
      const same = candidate && likeness >= LEAST_LIKENESS && areOfAKind(product, candidate);
      return same ? [{ id: candidate.id, likeness }] : [];
    });
    const best = alike.slice(0, MOST);
    const last = best.at(-1);
    if (!last) return [];
    const value = best.map(({ id }) => id);
    const why = 'read alike, same category, like price';
    return [{ productId: product.id, field: 'substitutes', value, confidence: last.likeness, why }];
  });
}

function areOfAKind(one: CatalogueProduct, other: CatalogueProduct): boolean {
  if (one.priceMinor === undefined || other.priceMinor === undefined || one.categoryPath.length === 0) return false;
  const ratio = one.priceMinor / other.priceMinor;
  const samePrice = ratio <= PRICE_RANGE && ratio >= 1 / PRICE_RANGE;
  return samePrice && one.categoryPath.join('\n') === other.categoryPath.join('\n');
}

/**
 * Of other categories, had by the same shoppers more often than chance has it; the confidence is the least share of the
 * product's shoppers who had one of those named.
 * @param histories ids of products, a list a shopper; ids of no product are passed over
 */
export function suggestComplements(
  products: readonly CatalogueProduct[],
  histories: readonly (readonly string[])[],
): Suggestion[] {
  const rowOf = new Map(products.map(({ id }, row) => [id, row]));
  const counts = new Float64Array(products.length);
  const together = products.map(() => new Map<number, number>());
  for (const history of histories) {
    const rows = [...new Set(history.flatMap((id) => rowOf.get(id) ?? []))];
    for (const one of rows) {
      counts[one] = (counts[one] as number) + 1;
      const ofOne = together[one];
      for (const other of rows) if (other !== one) ofOne?.set(other, (ofOne.get(other) ?? 0) + 1);
    }
  }
  return products.flatMap((product, row): Suggestion[] => {
    const ofRow = counts[row] as number;
    const found = [...(together[row] ?? [])].flatMap(([other, both]) => {
      const candidate = products[other];
      if (!candidate || both < FEWEST_TOGETHER || !areOfOtherKinds(product, candidate)) return [];
      const evidence = logLikelihoodRatio(both, ofRow, counts[other] as number, histories.length);
      return evidence >= LEAST_EVIDENCE ? [{ id: candidate.id, evidence, share: both / ofRow }] : [];
    });
    const best = found.sort((a, b) => b.evidence - a.evidence).slice(0, MOST);
    if (best.length === 0) return [];
    const confidence = Math.min(...best.map(({ share }) => share));
    const value = best.map(({ id }) => id);
    const why = 'had by the same shoppers, other category';
    return [{ productId: product.id, field: 'complements', value, confidence, why }];
  });
}

/** Other branches, both known: what stands in the same one may be a substitute. */
function areOfOtherKinds({ categoryPath: one }: CatalogueProduct, { categoryPath: other }: CatalogueProduct): boolean {
  const shared = Math.min(one.length, other.length);
  return shared > 0 && one.slice(0, shared).some((name, level) => name !== other[level]);
}

/** Evidence that two are had together more often than chance has it, in nats times 2; 0 where less often. */
function logLikelihoodRatio(both: number, ofOne: number, ofOther: number, all: number): number {
  if (both * all <= ofOne * ofOther) return 0;
  const cells = [both, ofOne - both, ofOther - both, all - ofOne - ofOther + both] as const;
  const term = (count: number, expected: number) => (count > 0 ? count * Math.log(count / expected) : 0);
  const rest = [all - ofOne, all - ofOther] as const;
  return (
    2 *
    (term(cells[0], (ofOne * ofOther) / all) +
      term(cells[1], (ofOne * rest[1]) / all) +
      term(cells[2], (rest[0] * ofOther) / all) +
      term(cells[3], (rest[0] * rest[1]) / all))
  );
}
