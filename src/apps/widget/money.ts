/**
 * An amount in the shopper's notation.
 * @param minor integer in the currency's smallest unit, which Intl knows: cents of EUR, whole JPY
 * @returns undefined when the feed's currency is no ISO 4217 code
 */
export function formatMoney(minor: number, currency: string, locale: string | undefined): string | undefined {
  try {
    const format = new Intl.NumberFormat(knownLocale(locale), { style: 'currency', currency });
    return format.format(minor / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
  } catch {
    return undefined;
  }
}

/** A number such as a rating, in the shopper's notation. */
export function formatNumber(value: number, locale: string | undefined, fractionDigits = 0): string {
  const digits = { minimumFractionDigits: fractionDigits, maximumFractionDigits: fractionDigits };
  return new Intl.NumberFormat(knownLocale(locale), digits).format(value);
}

/** Pages carry `lang` values such as "en_US" that Intl refuses with an exception. */
function knownLocale(locale: string | undefined): string | undefined {
  try {
    return locale && Intl.NumberFormat.supportedLocalesOf(locale)[0];
  } catch {
    return undefined;
  }
}
