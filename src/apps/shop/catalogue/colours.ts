/** The shop's colour chart: the names of the filter and the inks of the drawings. */
const CHART = {
  Chalk: '#ece6da',
  Ivory: '#f3ead3',
  Oat: '#d9c8a9',
  Sand: '#cdb48a',
  Clay: '#c07b54',
  Terracotta: '#bb5f3f',
  Rust: '#9f4a2b',
  Brick: '#a8423a',
  Cherry: '#b8293d',
  Coral: '#e2765f',
  Blush: '#dfa79b',
  Plum: '#6d3f5c',
  Lilac: '#a893c2',
  Mustard: '#d19a2a',
  Sunflower: '#e9b93a',
  Moss: '#6f7d45',
  Sage: '#9aab8b',
  Fern: '#4b7a4f',
  Pine: '#2c5546',
  Teal: '#2c7a7b',
  Mint: '#a3cbb8',
  Sky: '#8db8d4',
  Cobalt: '#2f56a6',
  Navy: '#26375c',
  Slate: '#5b6873',
  Fog: '#b9bfc1',
  Graphite: '#3d4145',
  Black: '#26272a',
  Steel: '#a9b1b6',
  Copper: '#b8713f',
  Brass: '#bf9a4a',
  Walnut: '#6e4a31',
  Oak: '#c39a66',
  Beech: '#dcbb8c',
} as const;

export type ColourName = keyof typeof CHART;

/** Ink of a colour as `#rrggbb`; a quiet grey for a name that is not on the chart (imported catalogues). */
export function inkOf(name: string): string {
  return Object.hasOwn(CHART, name) ? CHART[name as ColourName] : '#8f979b';
}
