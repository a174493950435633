/**
 * Today's prices and stock over the cards of a release: those of the last visit at once, while newer ones are fetched (stale while
 * revalidate), and again where a page stays open for long.
 */
import type { Clock } from '../base/clock.ts';
import type { EngineNotice } from '../domain/engine-status.ts';
import type { Product } from '../domain/product.ts';
import { MAX_OFFERS_BYTES, type Offer, type Offers, parseOffers } from '../protocol/offers.ts';
import type { ReleaseCache } from '../release/release-cache.ts';
import { fetchBytes } from '../release/release-source.ts';

export interface LiveOffers {
  /**
   * Resolves when a list may be made: offers are there, or the shop has answered, or is too slow. Asks for newer ones where those in use
   * are old.
   */
  ready(): Promise<unknown>;
  /** The card as it stands today; undefined for what the shop no longer sells. */
  today(release: ReleaseOfCards): (card: Product) => Product | undefined;
}

export interface ReleaseOfCards {
  readonly products: readonly Product[];
  /** When its cards were made, epoch milliseconds; 0 where that is not known. */
  readonly createdAtMs: number;
}

export interface LiveOffersOptions {
  /** Absolute URL of the file. */
  readonly url: string;
  readonly cache: Pick<ReleaseCache, 'get' | 'put'>;
  readonly fetch: typeof globalThis.fetch;
  readonly clock: Clock;
  readonly onNotice: (notice: EngineNotice) => void;
}

/** Under this key of the cache stand the address and the bytes of the last file that could be read. */
export const OFFERS_KEY = 'offers';
const OLD_MS = 10 * 60_000;
const FETCH_MS = 20_000;
/** A list waits no longer for prices than this, milliseconds. */
const PATIENCE_MS = 1500;
/** A release that is younger by more has the better prices; less, and its training may have begun before the feed was read. */
const TRAINING_MS = 24 * 3_600_000;
/** A file with fewer of the release's products is not of this shop, or not whole: then a product that it lacks is none that went. */
const LEAST_SHARE = 0.5;

interface StoredOffers {
  readonly url: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export function liveOffers({ url, cache, fetch, clock, onNotice }: LiveOffersOptions): LiveOffers {
  let offers: Offers | undefined;
  let askedAtMs = Number.NEGATIVE_INFINITY;
  const shares = new WeakMap<readonly Product[], { readonly of: Offers; readonly share: number }>();

  /** False where they cannot be read. What a slow host still has of before does not take the place of what is known. */
  const take = (bytes: Uint8Array<ArrayBuffer>): boolean => {
    const read = parseOffers(bytes);
    if (typeof read === 'string') return false;
    if (!offers || read.asOfMs > offers.asOfMs) offers = read;
    return true;
  };
  const recall = async () => {
    const stored = (await cache.get(OFFERS_KEY).catch(() => undefined)) as Partial<StoredOffers> | undefined;
    if (stored?.url === url && stored.bytes instanceof Uint8Array) take(Uint8Array.from(stored.bytes));
  };
  const ask = async () => {
    askedAtMs = clock.nowMs();
    try {
      const bytes = await fetchBytes(url, 'offers', MAX_OFFERS_BYTES, 'no-cache', { fetch, timeoutMs: FETCH_MS });
      const before = offers;
      if (!take(bytes)) return onNotice('offers-unreadable');
      if (offers !== before) await cache.put(OFFERS_KEY, { url, bytes } satisfies StoredOffers).catch(() => {});
    } catch {
      onNotice('offers-unreadable');
    }
  };
  const asked = ask();
  let waited: Promise<unknown> = inTime(Promise.race([recall().then(() => (offers ? undefined : asked)), asked]));
  return {
    ready() {
      if (clock.nowMs() - askedAtMs >= OLD_MS) waited = inTime(ask());
      return waited;
    },
    today({ products, createdAtMs }) {
      const current = offers;
      if (!current || current.asOfMs + TRAINING_MS < createdAtMs) return (card) => card;
      const known = shares.get(products);
      const share = known?.of === current ? known.share : shareOf(products, current);
      shares.set(products, { of: current, share });
      // What came with a younger release is new, not gone.
      const complete = share >= LEAST_SHARE && current.asOfMs >= createdAtMs;
      return (card) => {
        const offer = offerOf(card, current);
        if (!offer) return complete ? undefined : card;
        const { priceMinor: _, compareAtPriceMinor: __, ...rest } = card;
        return { ...rest, ...(current.currency !== undefined && { currency: current.currency }), ...offer };
      };
    },
  };
}

/** A feed that begins with another size names the product by that one. */
function offerOf({ id, variantIds = [] }: Product, { byId }: Offers): Offer | undefined {
  const name = [id, ...variantIds].find((one) => byId.has(one));
  return name === undefined ? undefined : byId.get(name);
}

function shareOf(products: readonly Product[], offers: Offers): number {
  return products.filter((card) => offerOf(card, offers)).length / Math.max(1, products.length);
}

function inTime(work: Promise<unknown>): Promise<unknown> {
  return Promise.race([work, new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))]);
}
