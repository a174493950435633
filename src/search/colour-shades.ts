/** Colours by the plain word that shoppers type, with the names that shops give to their shades. */
import { wordsOf } from './words.ts';

const SHADES: Readonly<Record<string, string>> = {
  beige: 'sand oat cream ecru camel taupe nude khaki',
  black: 'jet onyx ebony charcoal graphite',
  blue: 'navy cobalt azure sky teal turquoise denim indigo marine sapphire royal',
  brown: 'chocolate walnut chestnut mocha coffee tan cognac terracotta',
  green: 'olive sage pine moss fern mint emerald lime forest khaki',
  grey: 'gray slate graphite charcoal fog ash anthracite stone steel silver',
  gold: 'golden brass',
  orange: 'coral rust amber apricot tangerine terracotta copper',
  pink: 'blush rose fuchsia magenta salmon coral',
  purple: 'plum lilac violet lavender aubergine mauve',
  red: 'cherry brick crimson scarlet burgundy ruby rust maroon wine',
  silver: 'chrome platinum metallic',
  white: 'chalk ivory snow pearl cream',
  yellow: 'mustard sunflower lemon ochre canary',
};

const SHADES_OF: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries(SHADES).map(([colour, shades]) => [colour, new Set([colour, ...wordsOf(shades)])]),
);
const SPELLED: Readonly<Record<string, string>> = { gray: 'grey' };
/** Plain colours and their shades. */
export const COLOUR_WORDS: ReadonlySet<string> = new Set([...SHADES_OF.values()].flatMap((shades) => [...shades]));

/** Words for this colour and its shades; undefined for a word that is no plain colour. */
export function shadesOf(colour: string): ReadonlySet<string> | undefined {
  return SHADES_OF.get(SPELLED[colour] ?? colour);
}
