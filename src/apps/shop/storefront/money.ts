const formatters = new Map<string, Intl.NumberFormat>();

/** Money in the notation of the page's language, as the recommendations on it write it. @param minor cents of `currency` */
export function formatMoney(minor: number, currency: string): string {
  let format = formatters.get(currency);
  if (!format) {
    format = new Intl.NumberFormat(pageLanguage(), { style: 'currency', currency });
    formatters.set(currency, format);
  }
  return format.format(minor / 100);
}

export function formatCount(count: number): string {
  return new Intl.NumberFormat(pageLanguage()).format(count);
}

/** @param share 0 to 1 */
export function formatShare(share: number): string {
  return new Intl.NumberFormat(pageLanguage(), { style: 'percent' }).format(share);
}

/** `Thursday, November 26`, some days from now. */
export function formatDeliveryDay(daysFromNow: number, nowMs = Date.now()): string {
  const day = new Date(nowMs + daysFromNow * 24 * 60 * 60 * 1000);
  return new Intl.DateTimeFormat(pageLanguage(), { weekday: 'long', day: 'numeric', month: 'long' }).format(day);
}

function pageLanguage(): string {
  return document.documentElement.lang || navigator.language;
}
