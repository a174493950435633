import { createElement } from 'react';

interface RecommendationSlotProps {
  readonly placement: 'home' | 'related';
  readonly productId?: string;
}

/** A place that the recommendation tag of index.html fills; without the tag it is an empty element. */
export function RecommendationSlot({ placement, productId }: RecommendationSlotProps) {
  const attributes = productId === undefined ? { placement } : { placement, 'product-id': productId };
  return (
    <div className="wrap section">
      {createElement('inkling-recs', { key: `${placement}/${productId ?? ''}`, ...attributes })}
    </div>
  );
}
