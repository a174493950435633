/** Colour out of a title: where it stands alone between commas, or ends a part. In the middle it is as often a name. */
import { DOUBTFUL_COLOURS, PLAIN_COLOURS, SHADES } from './colour-words.ts';
import { type FoundAttribute, titleParts } from './found-attribute.ts';

/** A name of these is a scent. */
const SCENTED = /\b(fragrance|perfumes?|parfum|cologne|eau de|edt|edp|aftershave|scented|candle)\b/i;
const SAID = /\bcolou?r\s?[:=]\s?([\p{L}-]+(?:\s(?:and|&|\/)\s[\p{L}-]+)?)/iu;
const AND = /\s*(?:,|\/|&|\+|\band\b)\s*/i;
/** What has a set of colours is not of that colour. */
const SET = /\b(markers?|pens?|pencils?|crayons?|leds?|lights?|inks?)\b/i;
const CONFIDENCE = { said: 0.97, alone: 0.95, atEnd: 0.9 } as const;

/** @param kind category path and type of the product, in words */
export function readColour(title: string, description: string, kind: string): FoundAttribute | undefined {
  const said = SAID.exec(`${title}\n${description}`);
  const saidColours = said && coloursIn(said[1] ?? '', true);
  if (said && saidColours) return { value: saidColours, confidence: CONFIDENCE.said, words: said[0] };
  if (SCENTED.test(`${kind} ${title}`)) return undefined;
  const parts = titleParts(title).filter((part, at, all) => !(AND.test(part) && SET.test(all[at - 1] ?? '')));
  const alone = parts.flatMap((part, at) =>
    at > 0 ? (found(part, coloursIn(part, true), CONFIDENCE.alone) ?? []) : [],
  );
  if (alone.length > 0) return onlyOne(alone);
  return onlyOne(parts.flatMap((part) => found(part, colourAtEnd(part), CONFIDENCE.atEnd) ?? []));
}

function found(words: string, value: string | undefined, confidence: number): FoundAttribute | undefined {
  return value === undefined ? undefined : { value, confidence, words };
}

/** Two parts that say different things say nothing. */
function onlyOne(all: readonly FoundAttribute[]): FoundAttribute | undefined {
  return new Set(all.map(({ value }) => value)).size === 1 ? all[0] : undefined;
}

/** Colours of a text that has nothing else: `Light Blue`, `Black/Silver`. */
function coloursIn(text: string, doubtful: boolean): string | undefined {
  const colours = text.split(AND).map((each) => {
    const words = wordsOf(each);
    const last = words.at(-1) ?? '';
    const isShade = (word: string) => SHADES.has(word) || PLAIN_COLOURS.has(word);
    return words.slice(0, -1).every(isShade) && (doubtful || !DOUBTFUL_COLOURS.has(last))
      ? PLAIN_COLOURS.get(last)
      : undefined;
  });
  if (colours.length === 0 || colours.some((colour) => colour === undefined)) return undefined;
  return [...new Set(colours)].sort().join(', ');
}

/** The colour that a part ends with: `Mascara Brown`, `Cable, 2 m Black`. */
function colourAtEnd(part: string): string | undefined {
  const [, before = '', end = ''] = /^(.*?\s)?(\S+(?:\s*[/&,]\s*\S+)*)$/u.exec(part) ?? [];
  if (wordsOf(before).length === 0) return undefined;
  // `in black and gold` has colours before the end: they are not told from names.
  if (wordsOf(before).some((word) => PLAIN_COLOURS.has(word))) return undefined;
  return coloursIn(end, false);
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+(?:-[\p{L}]+)*/gu) ?? [];
}
