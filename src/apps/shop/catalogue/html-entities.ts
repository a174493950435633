/** The named entities that product feeds use; numbers are decoded by rule. */
const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  reg: '®',
  copy: '©',
  trade: '™',
  deg: '°',
  plusmn: '±',
  middot: '·',
  bull: '•',
  hellip: '…',
  ndash: '–',
  mdash: '—',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
  frac12: '½',
  frac14: '¼',
  frac34: '¾',
  times: '×',
  euro: '€',
  pound: '£',
  szlig: 'ß',
  ccedil: 'ç',
  ntilde: 'ñ',
  oslash: 'ø',
  aring: 'å',
  aelig: 'æ',
};
const MARKS: Readonly<Record<string, string>> = {
  grave: '\u0300',
  acute: '\u0301',
  circ: '\u0302',
  tilde: '\u0303',
  uml: '\u0308',
};

/** Text with its HTML entities decoded once; what is no known entity stays as it was written. */
export function decodeEntities(text: string): string {
  return text.replaceAll(/&(#x?[0-9a-f]+|[a-z][a-z0-9]*);/gi, (whole, name: string) => decodeOne(name) ?? whole);
}

function decodeOne(name: string): string | undefined {
  if (name.startsWith('#')) return decodeNumber(name.slice(1));
  if (Object.hasOwn(NAMED, name)) return NAMED[name];
  const accented = /^([A-Za-z])(grave|acute|circ|tilde|uml)$/.exec(name);
  return accented ? `${accented[1]}${MARKS[accented[2] ?? '']}`.normalize('NFC') : undefined;
}

function decodeNumber(digits: string): string | undefined {
  const hex = /^x/i.test(digits);
  const code = Number.parseInt(hex ? digits.slice(1) : digits, hex ? 16 : 10);
  const valid = Number.isInteger(code) && code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
  return valid ? String.fromCodePoint(code) : undefined;
}
