import type { Brand } from '../base/brand.ts';

/** A product as the shop names it in its feed and its dataLayer (`item_id`). 1 to 200 characters. */
export type ProductId = Brand<string, 'ProductId'>;
/** SHA-256 of some bytes, 64 lower-case hexadecimal digits. */
export type Sha256 = Brand<string, 'Sha256'>;
/** A release: the SHA-256 of its canonical manifest. */
export type ReleaseId = Brand<Sha256, 'ReleaseId'>;

/** The id, or undefined when `value` cannot be one. Numbers are accepted: shops push both. */
export function parseProductId(value: unknown): ProductId | undefined {
  const text = typeof value === 'number' && Number.isFinite(value) ? String(value) : value;
  if (typeof text !== 'string') return undefined;
  const trimmed = text.trim();
  return trimmed.length >= 1 && trimmed.length <= 200 ? (trimmed as ProductId) : undefined;
}

export function parseSha256(value: unknown): Sha256 | undefined {
  return typeof value === 'string' && /^[0-9a-f]{64}$/.test(value) ? (value as Sha256) : undefined;
}

export function parseReleaseId(value: unknown): ReleaseId | undefined {
  return parseSha256(value) as ReleaseId | undefined;
}
