/** What a query says of the price: "under 50", "between 20 and 40 EUR", "around $100". */
export interface PriceWish {
  /** The query without what was said of the price. */
  readonly rest: string;
  /** Major units, as written. */
  readonly min?: number;
  readonly max?: number;
}

const NUMBER = String.raw`(\d+(?:[.,]\d{3})*(?:[.,]\d{1,2})?)`;
const CURRENCY = String.raw`(?:€|\$|£|¥|eur(?:os?)?|usd|gbp|chf|dollars?|bucks|pounds?|quid|francs?|yen)`;
const AMOUNT = String.raw`(?:${CURRENCY}\s*)?${NUMBER}(?:\s*(?:${CURRENCY}(?![\p{L}])|[,.]?-(?=\s|$)))?`;
/** A number before one of these is a measure and no price. */
const NO_UNIT = String.raw`(?!\s*(?:-|"|″|%|°|[\p{L}\d]*\d|kg|g|mg|lbs?|oz|mm|cm|m|km|inch(?:es)?|in|ft|ml|cl|l|lit(?:er|re)s?|gb|tb|mb|mhz|ghz|hz|w|watts?|kw|v|volts?|mah|lm|lumens?|dpi|mp|rpm|years?|months?|days?|hours?|persons?|people|man|men|pieces?|pcs|pack|pages?|sheets?|cups?|ports?|x|gsm|denier|degrees?)(?![\p{L}]))`;
const UP_TO = String.raw`(?:under|below|less\s+than|cheaper\s+than|up\s+to|max(?:imum|\.)?|at\s+most|no\s+more\s+than|not\s+over|within|<=?)`;
const FROM = String.raw`(?:over|above|more\s+than|from|at\s+least|min(?:imum|\.)?|starting\s+(?:at|from)|upwards\s+of|>=?)`;
const ABOUT = String.raw`(?:around|about|approx(?:\.|imately)?|circa|ca\.|~)`;

const pattern = (source: string) => new RegExp(String.raw`(?<![\p{L}\d])${source}`, 'iu');
const RANGE_IN_WORDS = pattern(String.raw`(?:between|from)\s+${AMOUNT}\s*(?:and|to|-|–)\s*${AMOUNT}${NO_UNIT}`);
const RANGE_IN_MONEY = pattern(
  String.raw`(?:${CURRENCY}\s*${NUMBER}\s*(?:-|–|to)\s*(?:${CURRENCY}\s*)?${NUMBER}|${NUMBER}\s*(?:-|–|to)\s*${NUMBER}\s*${CURRENCY}(?![\p{L}]))`,
);
const AT_MOST = pattern(String.raw`(?:for\s+)?${UP_TO}\s*${AMOUNT}${NO_UNIT}`);
const AT_LEAST = pattern(String.raw`${FROM}\s*${AMOUNT}${NO_UNIT}`);
const AROUND = pattern(String.raw`(?:for\s+)?${ABOUT}\s*${AMOUNT}${NO_UNIT}`);
/** "Around 50" is from 40 to 60. */
const AROUND_SHARE = 0.2;

export function priceWish(query: string): PriceWish {
  const range = RANGE_IN_WORDS.exec(query) ?? RANGE_IN_MONEY.exec(query);
  if (range) {
    const [one = 0, other = 0] = range.slice(1).flatMap((text) => (text === undefined ? [] : [amountOf(text)]));
    return { rest: without(query, range), min: Math.min(one, other), max: Math.max(one, other) };
  }
  const around = AROUND.exec(query);
  if (around) {
    const amount = amountOf(around[1] ?? '');
    return { rest: without(query, around), min: amount * (1 - AROUND_SHARE), max: amount * (1 + AROUND_SHARE) };
  }
  const most = AT_MOST.exec(query);
  const rest = most ? without(query, most) : query;
  const least = AT_LEAST.exec(rest);
  return {
    rest: least ? without(rest, least) : rest,
    ...(least && { min: amountOf(least[1] ?? '') }),
    ...(most && { max: amountOf(most[1] ?? '') }),
  };
}

/** "1,299.00", "1.299,00" and "49,90": the last mark with one or two digits behind it is the decimal one. */
function amountOf(text: string): number {
  const [, whole = text, part = ''] = /^(.*?)(?:[.,](\d{1,2}))?$/.exec(text) ?? [];
  return Number(`${whole.replace(/[.,]/g, '')}.${part || 0}`);
}

function without(query: string, { index, 0: said }: RegExpExecArray): string {
  return `${query.slice(0, index)} ${query.slice(index + said.length)}`.replace(/\s+/g, ' ').trim();
}
