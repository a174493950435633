/** What the search box asks of the recommendation tag. Read field by field: the shop shares no type with it. */
/** Between the levels of a category's path. */
const LEVEL_MARK = ' > ';

type Inkling = ((...call: unknown[]) => void) & { q?: unknown[] };

export interface Found {
  /** Ids, best first. */
  readonly products: readonly string[];
  /** What the tag understood beside the words, in the words of a chip. */
  readonly wishes: readonly string[];
  /** Words that were written wrongly, and how they were read. */
  readonly corrections: readonly { readonly written: string; readonly read: string }[];
  /** Nothing costs what was asked. */
  readonly priceIgnored: boolean;
  readonly suggestions: readonly string[];
}

/** The first question starts a worker and fetches the search file; then the shop's own list is better than nothing. */
const PATIENCE_MS = 10_000;
const MOST = 240;

/** What this device finds; undefined where the tag is away, or too slow. */
export function findProducts(query: string, typing: boolean): Promise<Found | undefined> {
  return new Promise((resolve) => {
    if (document.documentElement.dataset.inkling === 'away') return resolve(undefined);
    setTimeout(resolve, PATIENCE_MS);
    call('search', { query, typing, limit: typing ? 6 : MOST }, (answer: unknown) => resolve(readFound(answer)));
  });
}

/** What this shopper looked for last, where that may be remembered; there is nothing to show instead, so it may take its time. */
export function recentSearches(): Promise<readonly string[]> {
  return new Promise((resolve) => {
    call('recent', (answer: unknown) => resolve(texts(answer)));
  });
}

/** Calls wait in the tag's queue until it has loaded. */
function call(...values: unknown[]): void {
  const host = window as unknown as { inkling?: Inkling };
  host.inkling ??= Object.assign((...waiting: unknown[]) => void host.inkling?.q?.push(waiting), { q: [] });
  host.inkling(...values);
}

function readFound(answer: unknown): Found | undefined {
  const { products, intent, corrections, priceIgnored, suggestions } = record(answer);
  if (!Array.isArray(products)) return undefined;
  return {
    products: texts(products),
    wishes: wishesIn(record(intent)),
    corrections: records(corrections).map(({ written, read }) => ({ written: String(written), read: String(read) })),
    priceIgnored: priceIgnored === true,
    suggestions: texts(records(suggestions).map(({ text }) => text)),
  };
}

function wishesIn({ brand, category, attributes, priceMin, priceMax }: Record<string, unknown>): string[] {
  const price = [
    ...(typeof priceMin === 'number' ? [`from ${priceMin}`] : []),
    ...(typeof priceMax === 'number' ? [`up to ${priceMax}`] : []),
  ].join(' ');
  const leaf = typeof category === 'string' ? category.split(LEVEL_MARK).at(-1) : undefined;
  return texts([brand, leaf, ...Object.values(record(attributes)), price]).filter((text) => text !== '');
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

function records(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.map(record) : [];
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
