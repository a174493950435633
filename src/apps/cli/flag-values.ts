/** Parsers of flags that are numbers; a value that is none ends the command with a message that names the flag. */
import { InvalidArgumentError } from 'commander';
import { isCurrency } from '../../../server/catalogue/prices.ts';

/** A commander parser for numbers above 0. */
export function positive(flag: string): (text: string) => number {
  return (text) => {
    const value = numberIn(text);
    if (!(value > 0) || !Number.isFinite(value)) throw new InvalidArgumentError(`${flag} wants a number above 0`);
    return value;
  };
}

/** A commander parser for whole numbers from `least` on. */
export function positiveInteger(flag: string, least = 1): (text: string) => number {
  return (text) => {
    const value = numberIn(text);
    if (Number.isSafeInteger(value) && value >= least) return value;
    throw new InvalidArgumentError(`${flag} wants a whole number of ${least} or more`);
  };
}

/** A commander parser for numbers from 0 on. */
export function zeroOrMore(text: string): number {
  const value = numberIn(text);
  if (!(value >= 0) || !Number.isFinite(value)) throw new InvalidArgumentError('wants a number of 0 or more');
  return value;
}

/** A commander parser for the origin of a server. */
export function httpOrigin(flag: string): (text: string) => string {
  return (text) => {
    if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return new URL(text).origin;
    throw new InvalidArgumentError(`${flag} wants an address such as http://127.0.0.1:8788`);
  };
}

/** A commander parser for the name of a shop, as a manifest takes it. */
export function shopName(text: string): string {
  if (text.length >= 1 && text.length <= 100) return text;
  throw new InvalidArgumentError('wants a name of 1 to 100 characters');
}

/** A commander parser for currencies. */
export function currencyCode(text: string): string {
  const code = text.toUpperCase();
  if (isCurrency(code)) return code;
  throw new InvalidArgumentError('wants a code of ISO 4217, such as EUR');
}

/** A commander parser for ports; 0 takes a free one. */
export function portNumber(text: string): number {
  const port = numberIn(text);
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    throw new InvalidArgumentError('wants a whole number from 0 to 65535');
  }
  return port;
}

/** NaN for blank text, which JavaScript takes for 0: an unset variable is no number. */
function numberIn(text: string): number {
  return text.trim() === '' ? Number.NaN : Number(text);
}
