/** What a simulated shopper sees of a product. The simulator has its own type: it knows no shop's pages. */
export interface SimulatedProduct {
  readonly id: string;
  /** From the broadest to the narrowest; the last one is where shoppers browse. */
  readonly categoryPath: readonly string[];
  readonly brand?: string;
  readonly priceMinor?: number;
  /** `colour` moves a shopper's choice where there is one. */
  readonly attributes?: Readonly<Record<string, string>>;
  /** Names of categories that go with this one. */
  readonly complements?: readonly string[];
}

export interface SimulatedEvent {
  readonly productId: string;
  readonly kind: 'view' | 'cart-add' | 'purchase';
  readonly atMs: number;
}

export interface SimulatedHistory {
  readonly shopper: string;
  /** Oldest first. */
  readonly events: readonly SimulatedEvent[];
}
