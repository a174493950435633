/**
 * Products and words in one space, so that a query is near products that say the same in other words. Legend: P products, W words,
 * D width.
 */
import { dequantiseRows, type ProductVectors } from '../../models/product-vectors.ts';

export interface MeaningVectors {
  /** Unit rows of products. [P, D] */
  readonly products: ProductVectors;
  readonly words: readonly string[];
  /** Unit rows of `words`. [W, D] */
  readonly wordRows: ProductVectors;
  /** How much each of `words` says. [W] */
  readonly weights: Float32Array;
}

export class MeaningSpace {
  private readonly products: Float32Array;
  private readonly wordRows: Float32Array;
  private readonly weights: Float32Array;
  private readonly width: number;
  private readonly rowOf: ReadonlyMap<string, number>;

  constructor({ products, words, wordRows, weights }: MeaningVectors) {
    this.products = dequantiseRows(products);
    this.wordRows = dequantiseRows(wordRows);
    this.weights = weights;
    this.width = products.width;
    this.rowOf = new Map(words.map((word, row) => [word, row]));
  }

  /** Cosine of a product with these words, -1 to 1; undefined where no word is known. */
  likenessTo(words: readonly string[]): ((product: number) => number) | undefined {
    const meaning = this.meaningOf(words);
    if (!meaning) return undefined;
    const { products, width } = this;
    return (product) => {
      let sum = 0;
      for (let d = 0, at = product * width; d < width; d++, at++) {
        sum += (products[at] as number) * (meaning[d] as number);
      }
      return sum;
    };
  }

  /** Unit vector. [D] */
  private meaningOf(words: readonly string[]): Float32Array | undefined {
    const meaning = new Float32Array(this.width);
    for (const word of words) {
      const row = this.rowOf.get(word);
      if (row === undefined) continue;
      const weight = this.weights[row] as number;
      for (let d = 0; d < this.width; d++) {
        meaning[d] = (meaning[d] as number) + weight * (this.wordRows[row * this.width + d] as number);
      }
    }
    const length = Math.hypot(...meaning);
    return length > 0 ? meaning.map((value) => value / length) : undefined;
  }
}
