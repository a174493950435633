/** Colour arithmetic on `#rrggbb`, enough for flat illustration. */

/** `amount` 0 gives `from`, 1 gives `to`. */
export function mix(from: string, to: string, amount: number): string {
  const [r, g, b] = channels(from).map((value, i) => Math.round(value + ((channels(to)[i] ?? 0) - value) * amount));
  return `#${[r, g, b].map((value) => (value ?? 0).toString(16).padStart(2, '0')).join('')}`;
}

/** Toward warm white, as the light side of an object. */
export function lighten(ink: string, amount: number): string {
  return mix(ink, '#fffaf0', amount);
}

/** Toward a cool near-black, as the shadow side of an object. */
export function darken(ink: string, amount: number): string {
  return mix(ink, '#1c1f2b', amount);
}

/** Perceived lightness, 0 to 1 (Rec. 709 weights on gamma-coded values: good enough to choose a backdrop). */
export function lightness(ink: string): number {
  const [r = 0, g = 0, b = 0] = channels(ink);
  return (0.2126 * r + 0.7152 * g + 0.0722 * b) / 255;
}

function channels(ink: string): readonly number[] {
  return [1, 3, 5].map((start) => Number.parseInt(ink.slice(start, start + 2), 16));
}
