import { composeCategory, PRODUCTS_PER_CATEGORY } from './compose.ts';
import { active } from './departments/active.ts';
import { desk } from './departments/desk.ts';
import { kitchen } from './departments/kitchen.ts';
import { living } from './departments/living.ts';
import { outdoors } from './departments/outdoors.ts';
import { play } from './departments/play.ts';
import { hashText, shopRandom } from './random.ts';
import type { ShopProduct } from './shop-product.ts';

const DEPARTMENTS = [kitchen, living, outdoors, active, desk, play];
const SEED = 'harbour-lane/1';
const FIRST_NUMBER = 1001;
const EDITORS_PICKS = 8;

/** The shop's own assortment: 690 products in 30 categories, the same on every machine, in the order of the shelves. */
export function demoCatalogue(): readonly ShopProduct[] {
  const shelves = DEPARTMENTS.flatMap((department) =>
    department.categories.map((category) => ({ department: department.name, category })),
  );
  const products = shelves.flatMap(({ department, category }, index) =>
    composeCategory(department, category, SEED, FIRST_NUMBER + index * PRODUCTS_PER_CATEGORY),
  );
  const ranks = drawRanks(products.length);
  const picks = pickIds(products);
  return products.map((product, index) => ({
    ...product,
    salesRank: ranks[index] ?? products.length,
    ...(picks.has(product.id) ? { editorsPick: true } : {}),
  }));
}

/** A random order of popularity, 1 to `count`. */
function drawRanks(count: number): number[] {
  const order = Array.from({ length: count }, (_, index) => index);
  order.sort((left, right) => hashText(`${SEED}/rank/${left}`) - hashText(`${SEED}/rank/${right}`));
  const ranks = new Array<number>(count).fill(count);
  order.forEach((index, place) => {
    ranks[index] = place + 1;
  });
  return ranks;
}

/** One product of each of a few shelves, well rated and on the shelf. */
function pickIds(products: readonly Omit<ShopProduct, 'salesRank'>[]): ReadonlySet<string> {
  const random = shopRandom(`${SEED}/picks`);
  const categories = [
    'Kettles',
    'Table lamps',
    'Chairs',
    'Tents',
    'Backpacks',
    'Headphones',
    'Notebooks',
    'Wooden vehicles',
  ];
  const picks = categories.slice(0, EDITORS_PICKS).map((category) => {
    const good = products.filter(
      (product) => product.categoryPath[1] === category && product.stock > 3 && (product.rating?.value ?? 0) >= 4.2,
    );
    return random.pick(good.length > 0 ? good : products).id;
  });
  return new Set(picks);
}
