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
const NO_UNIT = String.raw`(?!\s*(?:-|["″”%°]|''|[\p{L}\d]*\d|(?:kg|g|mg|kilos?|(?:kilo|milli)?gram(?:me)?s?|lbs?|oz|ounces?|mm|cm|m|km|(?:centi|milli|kilo)?met(?:re|er)s?|sqm|yards?|miles?|inch(?:es)?|in|ft|feet|ml|cl|l|(?:milli|centi)?lit(?:er|re)s?|gallons?|pints?|cents?|percent|stars?|gb|tb|mb|mhz|ghz|hz|w|watts?|kw|v|volts?|a|amps?|mah|db|lm|lumens?|dpi|mp|rpm|k?cal(?:ories)?|years?|months?|weeks?|days?|hours?|min(?:ute)?s?|sec(?:ond)?s?|persons?|people|man|men|kids?|players?|guests?|users?|devices?|seats?|rooms?|items?|cards?|colou?rs?|layers?|pieces?|pcs|packs?|pages?|sheets?|cups?|bottles?|ports?|x|gsm|denier|degrees?|spf)${NO_LETTER}))`;
/** Only a price follows these. */
const NOT = String.raw`(?:not|no|nothing|none|never)\s+`;
const LESS = String.raw`(?:under|below|less\s+than|cheaper\s+than)`;
const MORE = String.raw`(?:over|above|more\s+than)`;
const UNDER = String.raw`(?:(?<!${NOT})${LESS}${NO_LETTER}|${NOT}${MORE}${NO_LETTER}|<=|<(?!\s*3${NO_LETTER}))`;
/** These say a price where the query ends with it, or where money is named: "tent up to 4 people". */
const UP_TO = String.raw`(?:(?:up\s+to|at\s+most|max(?:imum)?|within)${NO_LETTER}|max\.)`;
const FROM = String.raw`(?:(?:(?<!${NOT})${MORE}|${NOT}${LESS}|from|at\s+least|min(?:imum)?|starting\s+(?:at|from)|upwards\s+of)${NO_LETTER}|min\.|>=?)`;
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
  String.raw`${UNDER}\s*(?:${MONEY}|${BARE}${NO_UNIT})|${UP_TO}\s*(?:${MONEY}|${AT_END})|(?:${MONEY}|${BARE})\s*or\s+(?:less|under|below|cheaper)${NO_LETTER}|(?:${MONEY}\s*(?:max(?:imum)?|tops)|${BARE}\s*max(?:imum)?(?=\s*$))${NO_LETTER}`,
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
  const read = (expression: RegExp, text: string) => {
    const match = expression.exec(text);
    if (!match || (!NAMES_MONEY.test(match[0]) && isName(match[0]))) return undefined;
    const said = match.slice(1).filter((amount) => amount !== undefined);
    return { amounts: said.map((amount) => amountOf(amount, said)), rest: without(text, match) };
  };
  const range = read(BETWEEN, query) ?? read(RANGE, query);
  if (range) return { rest: range.rest, min: Math.min(...range.amounts), max: Math.max(...range.amounts) };
  const around = read(AROUND, query);
  if (around) {
    const [amount = 0] = around.amounts;
    return { rest: around.rest, min: toCents(amount * (1 - AROUND_SHARE)), max: toCents(amount * (1 + AROUND_SHARE)) };
  }
  const most = read(AT_MOST, query);
  const least = read(AT_LEAST, most?.rest ?? query);
  return {
    rest: least?.rest ?? most?.rest ?? query,
    ...(least && { min: least.amounts[0] }),
    ...(most && { max: most.amounts[0] }),
  };
}

/** "1,299.00", "1.299,00", "1’299" and "1.3k": the last mark with one or two digits behind it is the decimal one. */
function amountOf(text: string, all: readonly string[]): number {
  const [, whole = text, part = '', thousands] = /^(.*?)(?:[.,](\d{1,2}))?(k?)$/i.exec(text) ?? [];
  const amount = Number(`${whole.replace(/\D/g, '')}.${part || 0}`);
  // "1-2k" is from one thousand.
  const inThousands = thousands || (amount < 10 && all.some((other) => /k$/i.test(other)));
  return inThousands ? toCents(amount * 1000) : amount;
}

function toCents(amount: number): number {
  return Math.round(amount * 100) / 100;
}

function without(query: string, { index, 0: said }: RegExpExecArray): string {
  return `${query.slice(0, index)} ${query.slice(index + said.length)}`.replace(/\s+/g, ' ').trim();
}
