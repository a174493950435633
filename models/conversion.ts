/**
 * Whether a shopper who looks at a product will put it into the cart or buy it: a logistic line over what the product
 * has done with others and what this shopper has done so far. Plain numbers: it costs less than one kernel call.
 * Conditional on the look: with the ranker's probability p(look) it gives p(look and conversion) = p(look) p(conversion | look).
 * Legend: P products, F features (CONVERSION_FEATURES.length).
 * @see Ma et al. 2018, "Entire Space Multi-Task Model" (ESMM), arXiv 1804.07931
 */
import { present } from '../src/base/must.ts';
import { PRODUCT_EVENT_KINDS, type ProductEventKind } from '../src/domain/shop-event.ts';
import type { ParameterLayout, ParameterValues } from './parameters.ts';

export const CONVERSION_FEATURES = [
  'rate',
  'shoppers',
  'views',
  'position',
  'sinceConversion',
  'converted',
  'afterView',
  'afterCart',
  'afterPurchase',
  'variety',
  'noneYet',
] as const;

export const CONVERSION_LAYOUT: ParameterLayout = [
  { name: 'conversion.line', shape: [CONVERSION_FEATURES.length], start: { constant: 0 } },
  { name: 'conversion.bias', shape: [1], start: { constant: 0 } },
];

/** What shoppers did with each product when it was new to them. All zero where the logs know no conversions. */
export interface ConversionCounts {
  /** Shoppers who met the product by a view. [P] */
  readonly shoppers: Float32Array;
  /** Those of them who carted or bought it later. [P] */
  readonly converted: Float32Array;
  /** Views of all shoppers, repeated ones too. [P] */
  readonly views: Float32Array;
}

/** A product event as the head reads it. */
export interface ConversionEvent {
  /** Row of the product. */
  readonly product: number;
  /** Index into PRODUCT_EVENT_KINDS. */
  readonly kind: number;
}

/** Counts of one product, and the share of all shoppers who convert. */
export interface ProductConversions {
  readonly shoppers: number;
  readonly converted: number;
  readonly views: number;
  readonly overallRate: number;
}

/** A visitor with a hundred thousand events is no shopper, and must not hold up a training. */
export const LONGEST_PAST = 500;

const CONVERSIONS: ReadonlySet<ProductEventKind> = new Set(['cart-add', 'purchase']);
/** Shoppers of an average product that every product is given to begin with. */
const PRIOR_SHOPPERS = 10;

export function isConversion({ kind }: ConversionEvent): boolean {
  return CONVERSIONS.has(kindOf(kind));
}

export function isView({ kind }: ConversionEvent): boolean {
  return kindOf(kind) === 'view';
}

/** Share of first views that are converted, over all products. 0 where there are none. */
export function overallRate({ shoppers, converted }: ConversionCounts): number {
  const sum = (counts: Float32Array) => counts.reduce((total, count) => total + count, 0);
  return sum(converted) / Math.max(1, sum(shoppers));
}

/** @param before what the shopper did before the look, oldest first; the newest LONGEST_PAST count. @returns [F] */
export function conversionFeatures(product: ProductConversions, before: readonly ConversionEvent[]): Float64Array {
  const past = before.slice(-LONGEST_PAST);
  const rate =
    (product.converted + PRIOR_SHOPPERS * product.overallRate) / (Math.max(0, product.shoppers) + PRIOR_SHOPPERS);
  const last = past.at(-1);
  const lastKind = last && kindOf(last.kind);
  const converted = new Set(past.filter(isConversion).map((event) => event.product));
  const since = past.length - 1 - past.findLastIndex(isConversion);
  const features: Readonly<Record<(typeof CONVERSION_FEATURES)[number], number>> = {
    rate: logit(rate),
    shoppers: Math.log1p(Math.max(0, product.shoppers)),
    views: Math.log1p(Math.max(0, product.views)),
    position: Math.log1p(past.length),
    sinceConversion: Math.log1p(since),
    converted: Math.log1p(converted.size),
    afterView: lastKind === 'view' ? 1 : 0,
    afterCart: lastKind === 'cart-add' ? 1 : 0,
    afterPurchase: lastKind === 'purchase' ? 1 : 0,
    variety: new Set(past.map((event) => event.product)).size / Math.max(1, past.length),
    noneYet: converted.size === 0 ? 1 : 0,
  };
  return Float64Array.from(CONVERSION_FEATURES, (name) => features[name]);
}

/**
 * Probability that the look at `product`, after `past`, leads to a cart or a purchase. 0 to 1
 * @param rate of all products; computed from the counts when absent
 */
export function conversionProbability(
  weights: ParameterValues,
  counts: ConversionCounts,
  past: readonly ConversionEvent[],
  product: number,
  rate = overallRate(counts),
): number {
  const features = conversionFeatures(
    {
      shoppers: counts.shoppers[product] ?? 0,
      converted: counts.converted[product] ?? 0,
      views: counts.views[product] ?? 0,
      overallRate: rate,
    },
    past,
  );
  const line = present(weights.get('conversion.line'), 'conversion.line');
  const bias = present(weights.get('conversion.bias'), 'conversion.bias');
  const logits = features.reduce((sum, value, at) => sum + value * (line[at] as number), bias[0] as number);
  return 1 / (1 + Math.exp(-logits));
}

function kindOf(kind: number): ProductEventKind {
  return present(PRODUCT_EVENT_KINDS[kind], 'kind of an event');
}

function logit(share: number): number {
  const inside = Math.min(1 - 1e-6, Math.max(1e-6, share));
  return Math.log(inside / (1 - inside));
}
