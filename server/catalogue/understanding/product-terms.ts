/** A product's own words as terms that a category may hang on. Its category is none of them. */
import type { CatalogueProduct } from '../catalogue-product.ts';

type Described = Pick<CatalogueProduct, 'title' | 'brand' | 'priceMinor'>;

/** Characters of the pieces that words are cut into. */
const SHORTEST_PIECE = 3;
const LONGEST_PIECE = 4;

export function titleWords(title: string): string[] {
  return title.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** Words and pairs of neighbours. */
export function titleTerms(title: string): string[] {
  const words = titleWords(title);
  return [...words, ...words.slice(1).map((word, i) => `${words[i]} ${word}`)];
}

/** Words, pairs, the brand as a whole and half an octave of price. */
export function productTerms(product: Described): string[] {
  return [...titleTerms(product.title), ...brandAndPrice(product)];
}

/** Words and their pieces. */
export function pieceTerms({ title }: Described): string[] {
  const words = titleWords(title);
  return [...words, ...piecesOf(words)];
}

/** All of them: what products are found alike by. */
export function likenessTerms(product: Described): string[] {
  return [...productTerms(product), ...piecesOf(titleWords(product.title))];
}

/** The 3 and 4 letters that stand together in words, so that shampoo is found in shampoos. */
function piecesOf(words: readonly string[]): string[] {
  return [...new Set(words)].flatMap((word) => {
    const edged = `<${word}>`;
    const found: string[] = [];
    for (let size = SHORTEST_PIECE; size <= LONGEST_PIECE; size++) {
      for (let at = 0; at + size <= edged.length; at++) found.push(`#${edged.slice(at, at + size)}`);
    }
    return found;
  });
}

function brandAndPrice({ brand, priceMinor }: Described): string[] {
  return [
    ...(brand ? [`brand:${brand.toLowerCase()}`] : []),
    ...(priceMinor ? [`price:${Math.round(2 * Math.log2(priceMinor / 100))}`] : []),
  ];
}
