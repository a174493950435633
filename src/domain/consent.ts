/** What the shopper allows. Without a signal both are false: events then live in memory until the page closes. */
export interface Consent {
  /** Events may be kept in IndexedDB on this device. */
  readonly history: boolean;
  /** Masked updates of shared weights may leave the device; needs `history`. */
  readonly sync: boolean;
}

export const NO_CONSENT: Consent = { history: false, sync: false };
