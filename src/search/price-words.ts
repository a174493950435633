/** What a query says of the price: "under 50", "between 20 and 40 EUR", "around $100", "1k or less". */
export interface PriceWish {
  /** The query without what was said of the price. */
  readonly rest: string;
  /** Major units, as written: nothing is converted. */
  readonly min?: number;
  readonly max?: number;
}

/** The same amount in other words leaves so much of a range: "around 50" is from 40 to 60. */
const AROUND_SHARE = 0.2;

const CURRENCY = String.raw`(?:(?:us|ca?|au?|nz|hk|s|r)?\$|€|£|¥|₹|₩|zł|kč|eur(?:os?)?|usd|gbp|chf|sfr|fr\.|cad|aud|nzd|sek|nok|dkk|isk|kr\.?|pln|czk|huf|ron|bgn|jpy|cny|rmb|inr|krw|sgd|hkd|twd|brl|mxn|zar|dollars?|bucks|pounds?|quid|francs?|yen|rupees?|kron(?:a|or|er|e)|zlot(?:y|ych)|lira)`;
const GROUPS = String.raw`\d{1,3}(?:[.,’'\u00a0\u202f]\d{3})+(?:[.,]\d{1,2})?`;
/** "1 299": a space divides the groups of one number only where nothing but money can follow. */
const SPACED = String.raw`\d{1,3}(?: \d{3})+(?=\s*(?:${CURRENCY}|$))`;
const NUMBER = String.raw`((?:${SPACED}|${GROUPS}|\d+(?:[.,]\d{1,2})?)k?)`;
const NO_LETTER = String.raw`(?![\p{L}\d])`;
/** A number ends here: "over 50s" names no price, and 1.2345 is none. */
const ENDS = String.raw`(?![\p{L}\d]|[.,]\d)`;
const MONEY = String.raw`(?:${CURRENCY}\s*${NUMBER}${ENDS}|${NUMBER}(?:\s*${CURRENCY}${NO_LETTER}|[,.]?-(?=\s|$)))`;
const BARE = `${NUMBER}${ENDS}`;
const AMOUNT = `(?:${MONEY}|${BARE})`;
/** A number before one of these is a measure or a count and no price. */
const NO_UNIT = String.raw`(?!\s*(?:-|["″”%°]|''|[\p{L}\d]*\d|(?:kg|g|mg|lbs?|oz|mm|cm|m|km|miles?|inch(?:es)?|in|ft|feet|ml|cl|l|lit(?:er|re)s?|gb|tb|mb|mhz|ghz|hz|w|watts?|kw|v|volts?|a|amps?|mah|db|lm|lumens?|dpi|mp|rpm|k?cal(?:ories)?|years?|months?|weeks?|days?|hours?|min(?:ute)?s?|sec(?:ond)?s?|persons?|people|man|men|kids?|players?|guests?|users?|devices?|seats?|rooms?|items?|cards?|colou?rs?|layers?|pieces?|pcs|packs?|pages?|sheets?|cups?|bottles?|ports?|x|gsm|denier|degrees?|spf)${NO_LETTER}))`;
/** Only a price follows these. */
const UNDER = String.raw`(?:under|below|less\s+than|cheaper\s+than|no\s+more\s+than|not\s+over|<=|<(?!\s*3${NO_LETTER}))`;
/** These say a price where the query ends with it, or where money is named: "tent up to 4 people". */
const UP_TO = String.raw`(?:up\s+to|at\s+most|max(?:imum|\.)?|within)`;
const FROM = String.raw`(?:over|above|more\s+than|from|at\s+least|min(?:imum|\.)?|starting\s+(?:at|from)|upwards\s+of|>=?)`;
const ABOUT = String.raw`(?:around|about|approx(?:\.|imately)?|circa|ca\.|~)`;
const TO = String.raw`\s*(?:to|-|–)\s*`;
const AT_END = String.raw`${BARE}(?=\s*$)`;
const NO_YEAR = String.raw`(?!\s*(?:19|20)\d\d${NO_LETTER})`;

const pattern = (source: string) => new RegExp(String.raw`(?<![\p{L}\d])(?:for\s+)?(?:${source})`, 'iu');
const BETWEEN = pattern(String.raw`between\s+${AMOUNT}\s*(?:and|to|-|–)\s*${AMOUNT}${NO_UNIT}`);
const RANGE = pattern(
  String.raw`(?:from\s+)?(?:${MONEY}${TO}${AMOUNT}|${AMOUNT}${TO}${MONEY})|from\s+${NO_YEAR}${BARE}${TO}${AT_END}`,
);
const AROUND = pattern(String.raw`${ABOUT}\s*(?:${MONEY}|${AT_END})`);
const AT_MOST = pattern(
  String.raw`${UNDER}\s*(?:${MONEY}|${BARE}${NO_UNIT})|${UP_TO}\s*(?:${MONEY}|${AT_END})|${MONEY}\s*(?:max(?:imum)?|or\s+(?:less|under|below|cheaper)|tops)${NO_LETTER}`,
);
const AT_LEAST = pattern(
  String.raw`${FROM}${NO_YEAR}\s*(?:${MONEY}|${AT_END})|${FROM}\s*${MONEY}|${MONEY}\s*(?:min(?:imum)?|or\s+(?:more|over|above)|and\s+up)${NO_LETTER}`,
);
const NAMES_MONEY = new RegExp(String.raw`(?<!\p{L})${CURRENCY}${NO_LETTER}|[€$£¥₹₩]`, 'iu');

/**
 * @param isName whether words stand so in the name of a product: "max 90" in a shop that sells the Air Max 90. Asked where no
 * currency says that money is meant.
 */
export function priceWish(query: string, isName: (words: string) => boolean = () => false): PriceWish {
  const said = (expression: RegExp, text: string) => {
    const match = expression.exec(text);
    if (!match || (!NAMES_MONEY.test(match[0]) && isName(match[0]))) return undefined;
    const amounts = match.slice(1).flatMap((amount) => (amount === undefined ? [] : [amountOf(amount)]));
    return { amounts, rest: without(text, match) };
  };
  const range = said(BETWEEN, query) ?? said(RANGE, query);
  if (range) return { rest: range.rest, min: Math.min(...range.amounts), max: Math.max(...range.amounts) };
  const around = said(AROUND, query);
  if (around) {
    const [amount = 0] = around.amounts;
    return { rest: around.rest, min: toCents(amount * (1 - AROUND_SHARE)), max: toCents(amount * (1 + AROUND_SHARE)) };
  }
  const most = said(AT_MOST, query);
  const least = said(AT_LEAST, most?.rest ?? query);
  return {
    rest: least?.rest ?? most?.rest ?? query,
    ...(least && { min: least.amounts[0] }),
    ...(most && { max: most.amounts[0] }),
  };
}

/** "1,299.00", "1.299,00", "1’299" and "1.3k": the last mark with one or two digits behind it is the decimal one. */
function amountOf(text: string): number {
  const [, whole = text, part = '', thousands] = /^(.*?)(?:[.,](\d{1,2}))?(k?)$/i.exec(text) ?? [];
  const amount = Number(`${whole.replace(/\D/g, '')}.${part || 0}`);
  return thousands ? toCents(amount * 1000) : amount;
}

function toCents(amount: number): number {
  return Math.round(amount * 100) / 100;
}

function without(query: string, { index, 0: said }: RegExpExecArray): string {
  return `${query.slice(0, index)} ${query.slice(index + said.length)}`.replace(/\s+/g, ' ').trim();
}
