/**
 * An amount in the shopper's notation.
 * @param minor integer in the currency's smallest unit, which Intl knows: cents of EUR, whole JPY
 * @returns undefined when the feed's currency is no ISO 4217 code
 */
export function formatMoney(minor: number, currency: string, locale: string | undefined): string | undefined {
  try {
    const format = formatFor(locale, { style: 'currency', currency });
    return format.format(minor / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
  } catch {
    return undefined;
  }
}

/** A number such as a rating, in the shopper's notation. */
export function formatNumber(value: number, locale: string | undefined, fractionDigits = 0): string {
  const digits = { minimumFractionDigits: fractionDigits, maximumFractionDigits: fractionDigits };
  return formatFor(locale, digits).format(value);
}

/** To make one takes as long as to draw a card; a page needs three or four. */
const formats = new Map<string, Intl.NumberFormat>();

function formatFor(locale: string | undefined, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = JSON.stringify([locale, options]);
  const made = formats.get(key) ?? new Intl.NumberFormat(knownLocale(locale), options);
  formats.set(key, made);
  return made;
}

/** Pages carry `lang` values such as "en_US" that Intl refuses with an exception. */
function knownLocale(locale: string | undefined): string | undefined {
  try {
    return locale && Intl.NumberFormat.supportedLocalesOf(locale)[0];
  } catch {
    return undefined;
  }
}
