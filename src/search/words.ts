/**
 * Text into the words that search compares: the same for products and for queries, in page, worker and Node. English plurals
 * meet their singulars; words of other languages stay as they are.
 */

const UNIT =
  'kg|g|mg|lb|oz|mm|cm|m|km|inch|ft|ml|cl|l|gb|tb|mb|kb|mhz|ghz|hz|w|kw|kwh|wh|mah|v|a|db|dpi|mp|rpm|gbps|mbps|pcs|pack';
/** "8gb", "15-inch" and "1.5 l" meet "8 GB", "15"" and "1.5l": a number and its unit are two words. */
const WITH_UNIT = new RegExp(`^(\\d+(?:\\.\\d+)?)(${UNIT})$`);
const DECIMAL_COMMA = new RegExp(`(\\d),(\\d{1,2})(?=\\s?(?:${UNIT})\\b)`, 'g');
/** Compared after NFKD, which makes two of ″. "2-in-1" is no length. */
const INCHES = /(\d)(?:\s*(?:["”]|''|′′|-?\s?inch(?:es)?\b)|-?in\b(?!-))/g;

const IRREGULAR: Readonly<Record<string, string>> = {
  children: 'child',
  feet: 'foot',
  knives: 'knife',
  men: 'man',
  mice: 'mouse',
  shelves: 'shelf',
  teeth: 'tooth',
  women: 'woman',
};

/** Words of a text in its order; a compound with a hyphen gives its parts and then the whole: wi-fi is wi, fi, wifi. */
export function wordsOf(text: string): string[] {
  const words: string[] = [];
  const plain = text
    .replace(/[™®©]/g, ' ')
    .replace(/×/g, ' x ')
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(INCHES, '$1 inch ')
    .replace(/(\d),(?=\d{3}\b)/g, '$1')
    .replace(DECIMAL_COMMA, '$1.$2')
    .replace(/['’]s\b/g, '')
    .replace(/(\p{L})['’](?=\p{L})/gu, '$1');
  for (const [compound] of plain.matchAll(/[\p{L}\p{N}]+(?:\.\d+)*(?:-[\p{L}\p{N}]+(?:\.\d+)*)*/gu)) {
    const parts = compound.split('-');
    for (const part of parts) words.push(...wordsOfPart(part));
    if (parts.length === 2 && compound.length <= 16) words.push(singular(parts.join('')));
  }
  return words;
}

function wordsOfPart(part: string): string[] {
  const [, number, unit] = WITH_UNIT.exec(part) ?? [];
  if (!number || !unit) return [singular(part)];
  // A whole number and a letter may be a model as well: 305A, 5G.
  return unit.length === 1 && !number.includes('.') ? [number, unit, part] : [number, unit];
}

/** @see Harman 1991, "How effective is suffixing?": the S stemmer */
export function singular(word: string): string {
  const irregular = Object.hasOwn(IRREGULAR, word) ? IRREGULAR[word] : undefined;
  if (irregular) return irregular;
  // Beanies are beanies whether one says "beanie" or "beany" to one of them.
  if (word.length > 4 && /ies?$/.test(word)) return word.replace(/ies?$/, 'y');
  if (word.length <= 3 || !word.endsWith('s') || /\d/.test(word)) return word;
  if (/(?:ss|sh|ch|x|zz)es$/.test(word)) return word.slice(0, -2);
  return /(?:ss|us|is)$/.test(word) ? word : word.slice(0, -1);
}
