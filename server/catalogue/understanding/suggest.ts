/** Everything that can be suggested for a catalogue, product by product. */
import type { Meanings } from '../../trainer/content.ts';
import type { CatalogueProduct } from '../catalogue-product.ts';
import { suggestAttributes } from './attributes/suggest-attributes.ts';
import { suggestComplements, suggestSubstitutes } from './relations.ts';
import { suggestCategories } from './suggest-categories.ts';
import type { Suggestion } from './suggestion.ts';

export interface SuggestOptions {
  /** Rows of the same products, where their titles were read. */
  readonly meanings: Meanings | undefined;
  /** Ids of products, a list a shopper, where there are logs. */
  readonly histories: readonly (readonly string[])[] | undefined;
  /** From 0 to 1; relations have a measure of their own and are not cut by it. */
  readonly leastConfidence: number;
  readonly onStage: (stage: string, done: number) => void;
}

export function suggest(products: readonly CatalogueProduct[], options: SuggestOptions): Suggestion[] {
  const { meanings, histories, leastConfidence, onStage } = options;
  const onProgress = (done: number) => onStage('learning categories', done);
  const sure = [
    ...suggestCategories({ products, meanings }, { leastConfidence, onProgress }),
    ...products.flatMap(suggestAttributes).filter(({ confidence }) => confidence >= leastConfidence),
  ];
  onStage('finding relations', 0);
  const related = [
    ...suggestSubstitutes(products, meanings),
    ...(histories ? suggestComplements(products, histories) : []),
  ];
  onStage('finding relations', 1);
  const place = new Map(products.map(({ id }, at) => [id, at]));
  const placeOf = ({ productId }: Suggestion) => place.get(productId) ?? 0;
  return [...sure, ...related].sort((a, b) => placeOf(a) - placeOf(b));
}
