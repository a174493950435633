import { FREE_DELIVERY_MINOR } from './cart.ts';

export interface DeliveryTier {
  readonly id: string;
  readonly label: string;
  readonly days: number;
  readonly priceMinor: number;
}

/** The ways an order can travel, the cheapest first. */
export const DELIVERY_TIERS: readonly DeliveryTier[] = [
  { id: 'standard', label: 'Standard', days: 3, priceMinor: 490 },
  { id: 'express', label: 'Express', days: 1, priceMinor: 990 },
  { id: 'collect', label: 'Collect in store', days: 2, priceMinor: 0 },
];

/** What a tier costs for a cart of this worth. */
export function deliveryPriceMinor(tier: DeliveryTier, cartMinor: number): number {
  return tier.id === 'standard' && cartMinor >= FREE_DELIVERY_MINOR ? 0 : tier.priceMinor;
}
