import { createElement } from 'react';

interface RecommendationSlotProps {
  readonly placement: 'home' | 'related' | 'category' | 'continue';
  readonly productId?: string;
  /** Path of a category, on its page, which has margins already, from the broadest level: "Kitchen > Kettles". */
  readonly category?: string;
}

/** A place that the recommendation tag of index.html fills; without the tag it is an empty element. */
export function RecommendationSlot({ placement, productId, category }: RecommendationSlotProps) {
  const attributes = { placement, ...(productId && { 'product-id': productId }), ...(category && { category }) };
  return (
    <div className={category ? 'section' : 'wrap section'}>
      {createElement('inkling-recs', { key: `${placement}/${productId ?? category ?? ''}`, ...attributes })}
    </div>
  );
}
