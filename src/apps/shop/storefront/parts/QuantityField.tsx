import { Icon } from './Icon.tsx';

interface QuantityFieldProps {
  readonly value: number;
  readonly max: number;
  /** What the pieces are pieces of, for screen readers. */
  readonly label: string;
  readonly onChange: (value: number) => void;
  /** 0 lets the last piece go. */
  readonly min?: number;
}

/** Minus, number, plus. */
export function QuantityField({ value, max, min = 1, label, onChange }: QuantityFieldProps) {
  return (
    <fieldset className="quantity">
      <legend className="hidden">Pieces of {label}</legend>
      <button type="button" onClick={() => onChange(value - 1)} disabled={value <= min} aria-label="One less">
        <Icon name="minus" size={16} />
      </button>
      <output aria-live="polite">{value}</output>
      <button type="button" onClick={() => onChange(value + 1)} disabled={value >= max} aria-label="One more">
        <Icon name="plus" size={16} />
      </button>
    </fieldset>
  );
}
