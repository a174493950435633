/** Reading JSON of which nothing is known. */

export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A text, number or truth as text; undefined for anything else. */
export function textIn(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

/** The texts of a list, or the one that stands there alone. */
export function textsIn(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).flatMap((item) => textIn(item) ?? []);
}

/** The objects of a list, or the one that stands there alone. */
export function objectsIn(value: unknown): JsonObject[] {
  return (Array.isArray(value) ? value : [value]).filter(isObject);
}

/** What of these is text, by name: leaves out the rest. */
export function textFields<Name extends string>(
  values: Readonly<Record<Name, unknown>>,
): Partial<Record<Name, string | readonly string[]>> {
  const found: Partial<Record<Name, string | readonly string[]>> = {};
  for (const [name, value] of Object.entries(values) as [Name, unknown][]) {
    const texts = textsIn(value);
    if (texts.length > 0) found[name] = texts;
  }
  return found;
}
