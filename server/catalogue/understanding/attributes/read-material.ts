/** Material out of words that say so, and out of names of materials that are nothing else in a title. */
import type { FoundAttribute } from './found-attribute.ts';

/** Said anywhere they are what a thing is made of, unless it is made for them. */
const FIRM: Readonly<Record<string, string>> = {
  'stainless steel': 'stainless steel',
  'stainless-steel': 'stainless steel',
  aluminium: 'aluminium',
  aluminum: 'aluminium',
  polyurethane: 'polyurethane',
  polyester: 'polyester',
  polycarbonate: 'polycarbonate',
  neoprene: 'neoprene',
  nylon: 'nylon',
  microfiber: 'microfibre',
  microfibre: 'microfibre',
  wooden: 'wood',
  'genuine leather': 'leather',
  'faux leather': 'faux leather',
  'pu leather': 'faux leather',
  porcelain: 'porcelain',
};
/** Also scents, ingredients and colours: only where the text says that a thing is made of them. */
const SOFT: Readonly<Record<string, string>> = {
  cotton: 'cotton',
  silk: 'silk',
  wool: 'wool',
  linen: 'linen',
  bamboo: 'bamboo',
  leather: 'leather',
  wood: 'wood',
  glass: 'glass',
  ceramic: 'ceramic',
  plastic: 'plastic',
  metal: 'metal',
  rubber: 'rubber',
  silicone: 'silicone',
  steel: 'steel',
};
/** Shades of make-up are called so. */
const ALSO_SHADES: ReadonlySet<string> = new Set(['porcelain']);

const names = (list: Readonly<Record<string, string>>) => Object.keys(list).join('|');
const ALL = { ...FIRM, ...SOFT };
const SAID = new RegExp(
  `\\b(?:made (?:of|from|out of)|material\\s?[:=]|100\\s?%|genuine|solid|pure)\\s(?:\\w+\\s)?(${names(ALL)})\\b(?!\\s(?:oil|extract|protein|powder|milk|free))`,
  'iu',
);
const NAMED = new RegExp(
  `(?<!\\b(?:for|on|of|with)\\s(?:\\w+\\s)?)\\b(${names(FIRM)})\\b(?![\\s-](?:free|cleaner|polish|6|12|66))`,
  'giu',
);
const CONFIDENCE = { said: 0.95, named: 0.9 } as const;

export function readMaterial(title: string, description: string): FoundAttribute | undefined {
  const said = SAID.exec(`${title}\n${description}`);
  const value = ALL[(said?.[1] ?? '').toLowerCase()];
  if (said && value) return { value, confidence: CONFIDENCE.said, words: said[0] };
  const named = [...title.matchAll(NAMED)].map((match) => (match[1] ?? '').toLowerCase());
  const found = new Set(named.filter((name) => !ALSO_SHADES.has(name)).map((name) => FIRM[name]));
  const [only] = found;
  return found.size === 1 && only ? { value: only, confidence: CONFIDENCE.named, words: named[0] ?? only } : undefined;
}
