/** What a rule read out of a product's words. */
export interface FoundAttribute {
  readonly value: string;
  /** From 0 to 1. */
  readonly confidence: number;
  /** The words that it was read from. */
  readonly words: string;
}

/** Measures, packs and numbers of articles part a title as commas do: `Mascara Brown 0.25 oz`. */
const MEASURE =
  /(?<![\p{L}\d])[\d.,/]+\s?-?\s?(?:fl\.?\s?oz|oz|ounces?|ml|cl|l|g|kg|lbs?|pounds?|mm|cm|m|in|inch(?:es)?|ft|feet|"|gb|tb|mb|hz|w|v|pcs?(?:\(s\))?|pieces?|pack|count|ct|pixels)(?![\p{L}\d])\.?/giu;
const PARTS = /,(?!\p{L})|[;|()[\]–—:]|\s-+\s|\s-|-\s/u;

/** Parts of a title between commas, brackets, dashes and measures. */
export function titleParts(title: string): string[] {
  return title
    .replace(MEASURE, ' | ')
    .split(PARTS)
    .flatMap((part) => part.replace(/["“”]/g, '').trim() || []);
}

/** The text without a brand's name, whose words say nothing of the product. */
export function withoutBrand(text: string, brand: string | undefined): string {
  if (!brand) return text;
  const at = text.toLowerCase().indexOf(brand.toLowerCase());
  return at < 0 ? text : `${text.slice(0, at)}${text.slice(at + brand.length)}`;
}
