/** A shop of made-up titles whose words hang on the category, some of them more than others. */
import type { CatalogueProduct } from '../../server/catalogue/catalogue-product.ts';
import { seededRandom } from '../../src/base/seeded-random.ts';

/** Categories, and the words that their titles have. */
export const KINDS: readonly { readonly path: readonly [string, string]; readonly words: readonly string[] }[] = [
  { path: ['Kitchen', 'Kettles'], words: ['kettle', 'spout', 'boiling', 'litre'] },
  { path: ['Kitchen', 'Cups'], words: ['cup', 'saucer', 'handle', 'espresso'] },
  { path: ['Kitchen', 'Knives'], words: ['knife', 'blade', 'forged', 'paring'] },
  { path: ['Garden', 'Hoses'], words: ['hose', 'nozzle', 'watering', 'reel'] },
  { path: ['Garden', 'Seeds'], words: ['seeds', 'sowing', 'organic', 'tomato'] },
];
const ANYWHERE = ['large', 'small', 'classic', 'new', 'set', 'home', 'blue', 'best'];

/**
 * @param mislabelled share of the products that stand in a category of chance
 * @returns labels and paths by product; labels are places in `KINDS`
 */
export function madeUpShop(count: number, mislabelled: number) {
  const random = seededRandom('made-up shop');
  const pick = <Value>(values: readonly Value[]): Value => values[random.integer(values.length)] as Value;
  const labels = new Int32Array(count);
  const products = Array.from({ length: count }, (_, row): CatalogueProduct => {
    const kind = random.integer(KINDS.length);
    labels[row] = random.uniform() < mislabelled ? random.integer(KINDS.length) : kind;
    const words = KINDS[kind]?.words ?? [];
    const title = [pick(ANYWHERE), pick(words), pick(ANYWHERE), pick(words), pick(ANYWHERE)].join(' ');
    const categoryPath = KINDS[labels[row] as number]?.path ?? [];
    return { id: `p${row}`, title, availability: 'in_stock', categoryPath };
  });
  return { products, labels, paths: products.map(({ categoryPath }) => categoryPath) };
}
