import type { Reason, Recommendation, RecommendationList } from '../../index.ts';
import { fill, type Strings } from './strings.ts';

/**
 * What stands over a list. The merchant's own heading is used only where it cannot be a lie: a list that is the same for
 * everyone is called popular, or what it is, whatever the page says.
 */
export function headingOf(
  { basis, placement }: Pick<RecommendationList, 'basis' | 'placement'>,
  own: string | undefined,
  strings: Strings,
): string {
  if (basis === 'popular') return strings.popularNow;
  if (basis === 'range') return strings.fromOurRange;
  const ofOwn = placement === 'continue' || placement === 'again';
  if (own && (basis === 'own' || !ofOwn)) return own;
  if (basis === 'own') return placement === 'again' ? strings.buyAgain : strings.continueLooking;
  if (basis === 'related') return strings.relatedToThis;
  return placement === 'related' ? strings.mayAlsoLike : strings.forYou;
}

/** One cause in plain words. */
export function reasonWords(reason: Reason, strings: Strings): string {
  switch (reason.kind) {
    case 'viewed':
      return fill(strings.whyViewed, reason);
    case 'bought':
      return fill(strings.whyBought, reason);
    case 'in-cart':
      return fill(strings.whyInCart, reason);
    case 'similar':
      return fill(strings.whySimilar, reason);
    case 'category':
      return fill(strings.whyCategory, reason);
    case 'brand':
      return fill(strings.whyBrand, reason);
    case 'popular':
      return strings.whyPopular;
    case 'range':
      return strings.whyRange;
    default:
      // A worker of a later release may know more causes than this page.
      reason satisfies never;
      return strings.whyUnknown;
  }
}

/** Up to three causes, each once; never empty. */
export function causesOf({ reasons }: Recommendation, basis: RecommendationList['basis'], strings: Strings): string[] {
  const words = [...new Set(reasons.map((reason) => reasonWords(reason, strings)))].slice(0, 3);
  if (words.length > 0) return words;
  return [basis === 'popular' ? strings.whyPopular : basis === 'range' ? strings.whyRange : strings.whyUnknown];
}

/** The quiet line of a card: its first cause, unless the heading has said it for the whole list. */
export function quietLine({ reasons }: Recommendation, basis: RecommendationList['basis'], strings: Strings): string {
  const [first] = reasons;
  const said = !first || first.kind === basis || (basis === 'related' && first.kind === 'similar');
  return said ? strings.why : reasonWords(first, strings);
}

/** Whether a list is the same for every shopper. */
export function isForEveryone(basis: RecommendationList['basis']): boolean {
  return basis === 'popular' || basis === 'range';
}
