/** What a product is, as far as the ranker reads it: numbers without meaning of their own, equal where products are alike. P products. */
export interface ProductAttributes {
  /** The same number for the same category path; 0 unknown. [P] */
  readonly category: Uint16Array;
  /** 0 unknown. [P] */
  readonly brand: Uint16Array;
  /** Eighths of an octave above a hundredth of the currency; 0 unknown. [P] */
  readonly price: Uint8Array;
}

/** What the attributes are made from. */
export interface AttributeSource {
  /** In any one currency; undefined when unknown. */
  readonly price?: number | undefined;
  readonly brand: string;
  readonly categories: string;
}

export function productAttributes(sources: readonly (AttributeSource | undefined)[]): ProductAttributes {
  return {
    category: numbered(sources.map((source) => source?.categories ?? '')),
    brand: numbered(sources.map((source) => source?.brand.toLowerCase() ?? '')),
    price: Uint8Array.from(sources, (source) => priceStep(source?.price)),
  };
}

/** Numbers from 1 in order of first appearance; what does not fit into 16 bits is unknown. */
function numbered(names: readonly string[]): Uint16Array {
  const numbers = new Map<string, number>([['', 0]]);
  return Uint16Array.from(names, (name) => {
    const known = numbers.get(name);
    if (known !== undefined) return known;
    const next = numbers.size > 0xffff ? 0 : numbers.size;
    numbers.set(name, next);
    return next;
  });
}

function priceStep(price: number | undefined): number {
  if (price === undefined || !(price > 0) || !Number.isFinite(price)) return 0;
  return Math.min(255, Math.max(1, Math.round(1 + 8 * Math.log2(price / 0.01))));
}
