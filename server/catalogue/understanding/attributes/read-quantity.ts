/** How many pieces a pack has: `pack of 3`, `6 pc(s)`, `2 x 50 ml`. Packs count before pieces; where two do not agree, none. */
import type { FoundAttribute } from './found-attribute.ts';

const OF_PACK = [
  /\b(?:packs?|sets?|box|case|bundle|lot)\s?(?:of)\s?(?<number>\d+)\b/giu,
  /(?<![\p{L}\d.,/-])(?<number>\d+)[\s-]?(?:pack|pk)s?\b/giu,
  /(?<![\p{L}\d.,/-])(?<number>\d{1,2})\s?(?:x|×)\s?[\d.]+\s?(?:ml|g|oz|fl\.? oz|l|gb)\b/giu,
];
const OF_PIECES = [/(?<![\p{L}\d.,/-])(?<number>\d+)[\s-]?(?:pc\(s\)|pcs?\b|pieces?\b|counts?\b|ct\b|pairs?\b)/giu];
const CONFIDENCE = { pack: 0.97, pieces: 0.93 } as const;

export function readQuantity(title: string): FoundAttribute | undefined {
  const packs = matchesOf(title, OF_PACK);
  return packs.length > 0 ? agreed(packs, CONFIDENCE.pack) : agreed(matchesOf(title, OF_PIECES), CONFIDENCE.pieces);
}

function matchesOf(title: string, patterns: readonly RegExp[]): RegExpExecArray[] {
  return patterns.flatMap((pattern) => [...title.matchAll(pattern)]);
}

function agreed(matches: readonly RegExpExecArray[], confidence: number): FoundAttribute | undefined {
  const numbers = new Set(matches.map(({ groups }) => Number(groups?.number)));
  const [first] = matches;
  const [number = 0] = numbers;
  return first && numbers.size === 1 && number > 0 ? { value: String(number), confidence, words: first[0] } : undefined;
}
