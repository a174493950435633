const formatters = new Map<string, Intl.NumberFormat>();

/** Money in the shopper's own notation. @param minor cents of `currency` */
export function formatMoney(minor: number, currency: string): string {
  let format = formatters.get(currency);
  if (!format) {
    format = new Intl.NumberFormat(navigator.language, { style: 'currency', currency });
    formatters.set(currency, format);
  }
  return format.format(minor / 100);
}

export function formatCount(count: number): string {
  return new Intl.NumberFormat(navigator.language).format(count);
}

/** `Thursday, 26 November`, some days from now. */
export function formatDeliveryDay(daysFromNow: number, nowMs = Date.now()): string {
  const day = new Date(nowMs + daysFromNow * 24 * 60 * 60 * 1000);
  return new Intl.DateTimeFormat(navigator.language, { weekday: 'long', day: 'numeric', month: 'long' }).format(day);
}
