import type { ReleaseTables } from '../../models/candidate-features.ts';
import type { NeighbourTable } from '../../models/neighbours.ts';
import { productAttributes } from '../../models/product-attributes.ts';

/** One table for all three relations; nothing known of any product but its popularity. */
export function plainTables(table: NeighbourTable, popularity: Float32Array): ReleaseTables {
  const products = popularity.length;
  const none = () => new Float32Array(products);
  return {
    products,
    ...{ transition: table, covisit: table, content: table, popularity },
    attributes: productAttributes(Array.from({ length: products }, () => undefined)),
    conversions: { shoppers: none(), converted: none(), views: none() },
  };
}
