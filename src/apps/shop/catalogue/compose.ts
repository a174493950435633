/** Turns one category's spec into products: every draw comes from the category's own seed, so a new category moves no other. */
import { type Brand, brandNamed } from './brands.ts';
import type { CategorySpec, KindSpec, SizeSpec, TraitSpec } from './category-spec.ts';
import type { ColourName } from './colours.ts';
import { type ShopRandom, shopRandom } from './random.ts';
import type { ShopFact, ShopProduct, ShopVariant } from './shop-product.ts';

/** Products each category gets. */
export const PRODUCTS_PER_CATEGORY = 23;
const TIER_FACTOR = [0.72, 1, 1.42] as const;

interface Draw {
  readonly brand: Brand;
  readonly line: string;
  readonly kindIndex: number;
  readonly kind: KindSpec;
  readonly size: SizeSpec;
  readonly trait: TraitSpec;
  readonly colour: ColourName;
}

/**
 * The products of one category, without their place in the shop's order of popularity.
 * @param firstNumber number of the first id; ids run on from it
 */
export function composeCategory(
  department: string,
  spec: CategorySpec,
  seed: string,
  firstNumber: number,
): Omit<ShopProduct, 'salesRank'>[] {
  const random = shopRandom(`${seed}/${spec.name}`);
  return Array.from({ length: PRODUCTS_PER_CATEGORY }, (_, index) => {
    const draw = drawProduct(spec, index, random);
    return composeProduct(department, spec, draw, `HL-${firstNumber + index}`, random);
  });
}

function drawProduct(spec: CategorySpec, index: number, random: ShopRandom): Draw {
  const kindIndex = index % spec.kinds.length;
  const kind = at(spec.kinds, kindIndex);
  return {
    // Stepping on after each round of kinds gives every brand each kind.
    brand: brandNamed(at(spec.brands, (index + Math.floor(index / spec.kinds.length)) % spec.brands.length)),
    line: at(spec.lines.split(' '), index),
    kindIndex,
    kind,
    size: at(spec.sizes, random.pick(kind.sizes ?? spec.sizes.map((_, i) => i))),
    trait: at(spec.traits, random.pick(kind.traits ?? spec.traits.map((_, i) => i))),
    // Walking the chart kind by kind keeps colours even, and neighbours on a page from looking alike.
    colour: at(spec.colours, (Math.floor(index / spec.kinds.length) + kindIndex * 2) % spec.colours.length),
  };
}

function composeProduct(
  department: string,
  spec: CategorySpec,
  draw: Draw,
  id: string,
  random: ShopRandom,
): Omit<ShopProduct, 'salesRank'> {
  const priceMinor = shelfPrice(spec.basePriceMinor, draw, random);
  const compareAtPriceMinor = random.uniform() < 0.16 ? oldPrice(priceMinor, random) : undefined;
  const variants = composeVariants(spec, draw, random);
  const stock = variants.length > 0 ? variants.reduce((sum, variant) => sum + variant.stock, 0) : drawStock(random);
  const count = Math.floor(3 + 240 * random.uniform() ** 3);
  return {
    id,
    title: `${draw.brand.name} ${draw.line} ${draw.kind.name}, ${draw.size.label}`,
    description: composeText(draw),
    brand: draw.brand.name,
    categoryPath: [department, spec.name],
    priceMinor,
    ...(compareAtPriceMinor === undefined ? {} : { compareAtPriceMinor }),
    currency: 'EUR',
    stock,
    attributes: {
      colour: draw.colour,
      size: draw.size.label,
      material: draw.trait.material,
      type: draw.kind.name,
    },
    facts: composeFacts(spec, draw, random),
    rating: { value: Math.round((3.6 + 1.3 * random.uniform()) * 10) / 10, count },
    variants,
    complements: spec.complements,
    url: `/p/${id}`,
    imageUrl: `/pictures/${id}.svg`,
    picture: { drawing: spec.drawing, kind: draw.kindIndex, colour: draw.colour, seed: random.integer(1_000_000) },
  };
}

/** Ends in .90, .00 or .50 by height, as shelf labels do. */
function shelfPrice(basePriceMinor: number, draw: Draw, random: ShopRandom): number {
  const raw =
    basePriceMinor *
    TIER_FACTOR[draw.brand.tier] *
    draw.kind.priceFactor *
    draw.size.priceFactor *
    draw.trait.priceFactor *
    random.between(0.93, 1.07);
  if (raw < 2000) return Math.max(450, Math.round(raw / 50) * 50);
  if (raw < 10_000) return Math.round(raw / 100) * 100 - 10;
  return Math.round(raw / 500) * 500 - 100;
}

function oldPrice(priceMinor: number, random: ShopRandom): number {
  const raw = priceMinor * random.between(1.15, 1.4);
  return raw < 10_000 ? Math.round(raw / 100) * 100 + 90 : Math.round(raw / 500) * 500 + 400;
}

function drawStock(random: ShopRandom): number {
  const draw = random.uniform();
  if (draw < 0.06) return 0;
  return draw < 0.2 ? 1 + random.integer(4) : 5 + random.integer(60);
}

function composeVariants(spec: CategorySpec, draw: Draw, random: ShopRandom): ShopVariant[] {
  if (spec.choice === 'size') {
    const soldOut = random.uniform() < 0.05;
    return (spec.fits ?? []).map((label) => ({
      id: slug(label),
      kind: 'size',
      label,
      stock: soldOut || random.uniform() < 0.12 ? 0 : 1 + random.integer(14),
    }));
  }
  if (spec.choice === 'none' || random.uniform() < 0.3) return [];
  const start = spec.colours.indexOf(draw.colour);
  const labels = Array.from({ length: 2 + random.integer(3) }, (_, step) =>
    at(spec.colours, (start + step) % spec.colours.length),
  );
  const stocks = pictureFirst(labels.map(() => drawStock(random)));
  return labels.map((label, index) => ({ id: slug(label), kind: 'colour', label, stock: at(stocks, index) }));
}

/** The colour in the picture is on the shelf where any is, so that a card never adds another one than it shows. */
function pictureFirst(stocks: readonly number[]): readonly number[] {
  const available = stocks.findIndex((stock) => stock > 0);
  if (available <= 0) return stocks;
  return stocks.with(available, 0).with(0, at(stocks, available));
}

function composeText(draw: Draw): string {
  const first = draw.kind.text.replaceAll('{size}', draw.size.label);
  return [first, draw.trait.text, draw.size.text].filter((sentence) => sentence !== '').join(' ');
}

function composeFacts(spec: CategorySpec, draw: Draw, random: ShopRandom): ShopFact[] {
  return [
    { name: draw.size.fact, value: draw.size.label },
    { name: 'Material', value: draw.trait.material },
    { name: 'Colour', value: draw.colour },
    { name: spec.careFact ?? 'Care', value: draw.trait.care },
    { name: 'Guarantee', value: `${at([2, 3, 5], draw.brand.tier) + (random.uniform() < 0.2 ? 1 : 0)} years` },
  ];
}

/** Lower-case words joined by hyphens, for ids and paths. */
export function slug(text: string): string {
  return text
    .toLowerCase()
    .normalize('NFKD')
    .replaceAll('&', ' and ')
    .replaceAll(/[^\p{Letter}\p{Number}]+/gu, '-')
    .replaceAll(/^-+|-+$/g, '');
}

function at<Value>(values: readonly Value[], index: number): Value {
  const value = values[index];
  if (value === undefined) throw new Error(`compose: expected an index below ${values.length}, got ${index}`);
  return value;
}
