const SHAPES = {
  back: 'M15 5l-7 7 7 7',
  forward: 'M9 5l7 7-7 7',
  cart: 'M2 4h3l2.4 11.2h10.4L20 8H6M9 20h.01M17 20h.01',
  done: 'M5 12.5l4.5 4.5L19 7',
  info: 'M12 11v5M12 8h.01M12 3a9 9 0 100 18 9 9 0 000-18',
} as const;

/** A drawing of the widget's one set: 24 units wide, lines only, in the colour of the text. Says nothing by itself. */
export function Icon({ name }: { readonly name: keyof typeof SHAPES }) {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={SHAPES[name]} />
    </svg>
  );
}
