/** Size out of a title: one amount, length or capacity; where there are several that do not agree, none. */
import type { FoundAttribute } from './found-attribute.ts';

interface Unit {
  readonly name: string;
  readonly family: 'amount' | 'length' | 'capacity';
  /** In millilitres or grams, which are near enough to tell two sizes apart; in centimetres; in megabytes. */
  readonly factor: number;
  readonly pattern: string;
}

const UNITS: readonly Unit[] = [
  { name: 'fl oz', family: 'amount', factor: 29.57, pattern: 'fl\\.?\\s?oz|fluid[\\s-]ounces?|fl\\.?\\s?ounces?' },
  { name: 'oz', family: 'amount', factor: 28.9, pattern: 'oz|ounces?' },
  { name: 'ml', family: 'amount', factor: 1, pattern: 'ml|millilit(?:er|re)s?|milliliters?' },
  { name: 'cl', family: 'amount', factor: 10, pattern: 'cl' },
  { name: 'l', family: 'amount', factor: 1000, pattern: 'lit(?:er|re)s?|l' },
  { name: 'kg', family: 'amount', factor: 1000, pattern: 'kg' },
  { name: 'g', family: 'amount', factor: 1, pattern: 'gr?|grams?|gm' },
  { name: 'lb', family: 'amount', factor: 453.6, pattern: 'lbs?|pounds?' },
  { name: 'mm', family: 'length', factor: 0.1, pattern: 'mm' },
  { name: 'cm', family: 'length', factor: 1, pattern: 'cm' },
  { name: 'm', family: 'length', factor: 100, pattern: 'm|met(?:er|re)s?' },
  { name: 'inch', family: 'length', factor: 2.54, pattern: "inch(?:es)?|in\\.|\"|”|''" },
  { name: 'ft', family: 'length', factor: 30.48, pattern: 'ft|feet|foot' },
  { name: 'MB', family: 'capacity', factor: 1, pattern: 'mb' },
  { name: 'GB', family: 'capacity', factor: 1000, pattern: 'gb' },
  { name: 'TB', family: 'capacity', factor: 1e6, pattern: 'tb' },
];

const NUMBER = '(?<![\\p{L}\\d.,/-])(?<number>\\d+\\s\\d/\\d|\\d+-\\d/\\d+|\\d/\\d+|\\d*[.,]?\\d+)';
const MEASURES = new RegExp(
  `${NUMBER}\\s?-?\\s?(?:${UNITS.map(({ pattern }, at) => `(?<u${at}>${pattern})`).join('|')})(?![\\p{L}\\d²³'"]|/(?!\\d))`,
  'giu',
);
/** What is said before a measure that is another thing's, and after one that is no size. */
const OF_ANOTHER = /\b(?:for|with|up to|fits?|over|under|within|range|x|to|-|cache|max\.?|minimum|from)\s*$/i;
const NO_SIZE =
  /^\.?\s?(?:l2|l3|cache|x\s?\d|×|to\b|of\b|range|deep|heels?|per\b|\/(?!\s?\d)|lens|waist|water|cushion|free\b|bonus)/i;
/** Measures of these are of their parts. */
const MANY_PARTS =
  /\b(figures?|dolls?|notebook|netbook|ultrabook|laptop|workstation|pc|server|tablet|phone|smartphone|processor|printer|copier)\b/i;
const SAID =
  /\bsize\s?[:=]?\s(xxs|xs|s|m|l|xl|xxl|xxxl|[2-5]xl|small|medium|large|x-large|\d{1,2}(?:\.5)?)(?![\p{L}\d.,])/iu;
/** Two ways to say one size differ by rounding, and ounces of weight are not those of volume. */
const SAME = 1.12;
const CONFIDENCE = { amount: 0.97, length: 0.9, capacity: 0.9, said: 0.9 } as const;

interface Measure {
  readonly unit: Unit;
  readonly number: number;
  readonly words: string;
}

export function readSize(title: string): FoundAttribute | undefined {
  const measures = [...title.matchAll(MEASURES)].flatMap((match) => measureOf(title, match) ?? []);
  for (const family of ['amount', 'capacity', 'length'] as const) {
    const own = measures.filter(({ unit }) => unit.family === family);
    const [first] = own;
    if (!first) continue;
    if (family !== 'amount' && MANY_PARTS.test(title)) return undefined;
    const value = ({ number, unit }: Measure) => number * unit.factor;
    const [least, most] = [Math.min(...own.map(value)), Math.max(...own.map(value))];
    if (most > least * SAME) return undefined;
    return { value: `${first.number} ${first.unit.name}`, confidence: CONFIDENCE[family], words: first.words };
  }
  const said = SAID.exec(title);
  return said ? { value: (said[1] ?? '').toUpperCase(), confidence: CONFIDENCE.said, words: said[0] } : undefined;
}

function measureOf(title: string, match: RegExpExecArray): Measure | undefined {
  const before = title.slice(0, match.index);
  const after = title.slice(match.index + match[0].length);
  if (OF_ANOTHER.test(before) || NO_SIZE.test(after)) return undefined;
  const unit = UNITS.find((_, at) => match.groups?.[`u${at}`] !== undefined);
  const number = numberOf(match.groups?.number ?? '');
  // 3M is a maker, 4G a network, and no size ends in a capital M after a space.
  const isName = /^3M$|\sM$|^\d\s?G$/.test(match[0]);
  return unit && number > 0 && !isName ? { unit, number, words: match[0] } : undefined;
}

/** `1 1/2`, `1-1/4`, `1/2`, `.5`, `1,5`. */
function numberOf(text: string): number {
  const [, whole = '0', above, below] = /^(?:(\d+)[\s-])?(\d+)\/(\d+)$/.exec(text) ?? [];
  if (above && below) return Number(whole) + Number((Number(above) / Number(below)).toFixed(3));
  return /,\d{3}$/.test(text) ? Number(text.replace(',', '')) : Number(text.replace(',', '.'));
}
