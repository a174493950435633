/**
 * Today's prices and stock over the cards of a release: those of the last visit at once, while newer ones are fetched (stale while
 * revalidate), and again where a page stays open for long.
 */
import type { Clock } from '../base/clock.ts';
import type { EngineNotice } from '../domain/engine-status.ts';
import type { Product } from '../domain/product.ts';
import { MAX_OFFERS_BYTES, type Offers, parseOffers } from '../protocol/offers.ts';
import type { ReleaseCache } from '../release/release-cache.ts';
import { fetchBytes } from '../release/release-source.ts';

export interface LiveOffers {
  /** Resolves when a first list may be made: offers of the last visit are there, or the shop has answered, or is too slow. */
  readonly ready: Promise<void>;
  /** Asks for newer ones where those in use are old; nobody waits for it. */
  refresh(): void;
  /**
   * The card as it stands today; undefined for what the shop no longer sells.
   * @param all cards of the release
   */
  today(all: readonly Product[]): (card: Product) => Product | undefined;
}

export interface LiveOffersOptions {
  /** Absolute URL of the file. */
  readonly url: string;
  readonly cache: Pick<ReleaseCache, 'get' | 'put'>;
  readonly fetch: typeof globalThis.fetch;
  readonly clock: Clock;
  readonly onNotice: (notice: EngineNotice) => void;
}

/** Under this key of the cache stand the bytes of the last file that could be read. */
export const OFFERS_KEY = 'offers';
const OLD_MS = 10 * 60_000;
const FETCH_MS = 20_000;
/** A first visit waits no longer for prices than this, milliseconds. */
const PATIENCE_MS = 1500;
/** A file with fewer of the release's products is not of this shop, or not whole: then a product that it lacks is none that went. */
const LEAST_SHARE = 0.5;

export function liveOffers({ url, cache, fetch, clock, onNotice }: LiveOffersOptions): LiveOffers {
  let offers: Offers | undefined;
  let askedAtMs = Number.NEGATIVE_INFINITY;
  const shares = new WeakMap<readonly Product[], { readonly of: Offers; readonly share: number }>();

  const take = (bytes: Uint8Array<ArrayBuffer>): boolean => {
    const read = parseOffers(bytes);
    if (typeof read === 'string') return false;
    offers = read;
    return true;
  };
  const recall = async () => {
    const stored = await cache.get(OFFERS_KEY).catch(() => undefined);
    if (stored instanceof Uint8Array && !offers) take(Uint8Array.from(stored));
  };
  const ask = async () => {
    askedAtMs = clock.nowMs();
    try {
      const bytes = await fetchBytes(url, 'offers', MAX_OFFERS_BYTES, 'no-cache', { fetch, timeoutMs: FETCH_MS });
      if (!take(bytes)) return onNotice('offers-unreadable');
      await cache.put(OFFERS_KEY, bytes).catch(() => {});
    } catch {
      onNotice('offers-unreadable');
    }
  };
  const asked = ask();
  const patience = new Promise<void>((resolve) => setTimeout(resolve, PATIENCE_MS));
  const recalled = recall().then(() => (offers ? undefined : asked));
  return {
    ready: Promise.race([recalled, asked, patience]),
    refresh() {
      if (clock.nowMs() - askedAtMs >= OLD_MS) void ask();
    },
    today(all) {
      const current = offers;
      if (!current) return (card) => card;
      const known = shares.get(all);
      const share = known?.of === current ? known.share : shareOf(all, current);
      shares.set(all, { of: current, share });
      return (card) => {
        const offer = current.byId.get(card.id);
        if (!offer) return share < LEAST_SHARE ? card : undefined;
        const { priceMinor: _, compareAtPriceMinor: __, ...rest } = card;
        return { ...rest, ...(current.currency !== undefined && { currency: current.currency }), ...offer };
      };
    },
  };
}

function shareOf(all: readonly Product[], { byId }: Offers): number {
  return all.filter(({ id }) => byId.has(id)).length / Math.max(1, all.length);
}
