/** Names that shops give colours, by the plain colour that they are near. */
const NAMES: Readonly<Record<string, string>> = {
  black: 'black onyx jet-black noir schwarz',
  white: 'white snow-white weiss',
  grey: 'grey gray charcoal slate graphite anthracite gunmetal',
  silver: 'silver',
  gold: 'gold golden',
  red: 'red crimson scarlet burgundy maroon ruby vermilion',
  blue: 'blue navy azure cobalt indigo cerulean sapphire',
  turquoise: 'turquoise teal aqua',
  cyan: 'cyan',
  magenta: 'magenta',
  green: 'green emerald khaki chartreuse',
  yellow: 'yellow',
  orange: 'orange tangerine',
  pink: 'pink fuchsia',
  purple: 'purple violet mauve aubergine lilac',
  brown: 'brown chestnut mahogany auburn',
  beige: 'beige taupe ecru',
  ivory: 'ivory',
  bronze: 'bronze',
  multicolour: 'multicolour multicolor multicolored multicoloured multi-color multi-colour',
  transparent: 'transparent translucent clear',
};

export const PLAIN_COLOURS: ReadonlyMap<string, string> = new Map(
  Object.entries(NAMES).flatMap(([plain, names]) => names.split(' ').map((name): [string, string] => [name, plain])),
);

/** Also scents, metals, grades, skin types: a colour only where nothing else stands beside it. */
export const DOUBTFUL_COLOURS: ReadonlySet<string> = new Set(
  'gold golden silver bronze orange tangerine clear onyx ruby emerald sapphire aqua jet lilac ivory noir slate'.split(
    ' ',
  ),
);

/** What makes a colour lighter or duller and leaves it what it is. */
export const SHADES: ReadonlySet<string> = new Set(
  'light dark medium deep bright pale soft matte matt glossy gloss metallic royal sky navy baby hot forest lime midnight pearl jet snow true classic solid'.split(
    ' ',
  ),
);
