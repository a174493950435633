import { useEffect, useRef } from 'react';
import type { Product } from '../../index.ts';
import { strings } from './strings.ts';

interface HiddenCardProps {
  readonly product: Product;
  /** Absent once it is too late. */
  readonly onUndo?: (() => void) | undefined;
}

/** In the place of a product that the shopper did not want, so that the others stay where they are. */
export function HiddenCard({ product, onUndo }: HiddenCardProps) {
  const undo = useRef<HTMLButtonElement>(null);
  // The sheet that was open is gone and so is its opener: the focus goes where the shopper can change their mind.
  useEffect(() => undo.current?.focus(), []);
  return (
    <div className="picture gone" part="hidden">
      <p role="status">
        <span className="spoken">{product.title}: </span>
        {strings.hidden}
      </p>
      {onUndo && (
        <button type="button" className="plain" part="undo" ref={undo} onClick={onUndo}>
          {strings.undo}
        </button>
      )}
    </div>
  );
}
