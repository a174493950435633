/** Prices as feeds write them, in minor units: `15.00 USD`, `USD 15`, `1.299,00 €`, `$12`. */

export type Price =
  | { readonly kind: 'price'; readonly minor: number; readonly currency: string | undefined }
  | { readonly kind: 'problem'; readonly what: string };

const SYMBOLS: Readonly<Record<string, string>> = {
  '€': 'EUR',
  '£': 'GBP',
  '¥': 'JPY',
  '₹': 'INR',
  '₩': 'KRW',
  zł: 'PLN',
};
/** Asking costs a hundred times what remembering does. */
const DIGITS = new Map<string, number>();
const CODES: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'));

/**
 * @param fallback ISO 4217 where the text names no currency; decides about digits only
 * @param minorUnits the number counts minor units already
 */
export function parsePrice(text: string, fallback: string | undefined, minorUnits: boolean): Price {
  const named = currencyIn(text);
  if (named === null) return { kind: 'problem', what: 'names a currency that ISO 4217 does not have' };
  const number = text.replace(/[A-Za-zł$€£¥₹₩]+\.?/g, '').replace(/[\s\u00A0\u202F']/g, '');
  const value = decimalIn(number);
  if (value === undefined) return { kind: 'problem', what: 'is no price; write 15.00 USD' };
  if (value < 0) return { kind: 'problem', what: 'is below 0' };
  const minor = minorUnits ? value : value * 10 ** minorDigits(named ?? fallback ?? 'USD');
  // Half a cent is rounded as people write it: 1.005 is 100.49999… in binary.
  const rounded = Math.round(Number(minor.toPrecision(15)));
  if (!Number.isSafeInteger(rounded)) return { kind: 'problem', what: 'is more than any price' };
  if (minorUnits && rounded !== value) return { kind: 'problem', what: 'is no whole number of minor units' };
  return { kind: 'price', minor: rounded, currency: named };
}

/** Digits after the point that a currency has: 2 for USD, 0 for JPY, 3 for KWD. */
export function minorDigits(currency: string): number {
  const known = DIGITS.get(currency);
  if (known !== undefined) return known;
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  DIGITS.set(currency, digits);
  return digits;
}

export function isCurrency(code: string): boolean {
  return CODES.has(code);
}

/** ISO code of the currency that a text names; undefined where it names none, null where it is none that exists. */
function currencyIn(text: string): string | undefined | null {
  const code = /(?<![A-Za-z])[A-Za-z]{3}(?![A-Za-z])/.exec(text)?.[0]?.toUpperCase();
  if (code) return CODES.has(code) ? code : null;
  const symbol = Object.keys(SYMBOLS).find((each) => text.includes(each));
  return symbol && SYMBOLS[symbol];
}

/** `1,299.00`, `1.299,00`, `15,5` and `1 299` as numbers; undefined when it is none. */
function decimalIn(text: string): number | undefined {
  if (!/^[-+]?[\d.,]*\d[\d.,]*-?$/.test(text)) return undefined;
  const sign = text.startsWith('-') ? -1 : 1;
  const digits = text.replace(/^[-+]/, '').replace(/[.,]?-$/, '');
  const decimal = decimalMark(digits);
  const [whole = '', fraction = ''] = decimal ? splitLast(digits, decimal) : [digits, ''];
  const grouped = whole.split(/[.,]/);
  const plain = grouped.slice(1).every((group) => group.length === 3 || group.length === 2);
  if (!plain || /[.,]/.test(fraction)) return undefined;
  return sign * Number(`${grouped.join('')}.${fraction || '0'}`);
}

/** The mark before the fraction: the later of two kinds; one comma before three digits parts thousands. */
function decimalMark(digits: string): '.' | ',' | undefined {
  const [point, comma] = [digits.lastIndexOf('.'), digits.lastIndexOf(',')];
  if (point >= 0 && comma >= 0) return point > comma ? '.' : ',';
  const mark = point >= 0 ? '.' : comma >= 0 ? ',' : undefined;
  if (!mark) return undefined;
  if (digits.split(mark).length > 2) return undefined;
  return mark === ',' && digits.length - comma === 4 ? undefined : mark;
}

function splitLast(text: string, mark: string): [string, string] {
  const at = text.lastIndexOf(mark);
  return [text.slice(0, at), text.slice(at + 1)];
}
