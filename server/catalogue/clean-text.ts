/** Text of feeds as people read it: no markup, no entities, no control characters, single spaces. */
import { Parser } from 'htmlparser2';

/** Elements whose text is not for readers. */
const SILENT: ReadonlySet<string> = new Set(['script', 'style', 'template', 'noscript', 'title']);
/** Elements that part words. */
const INLINE =
  /^(a|abbr|b|bdi|bdo|cite|code|data|dfn|em|font|i|kbd|mark|q|s|samp|small|span|strong|sub|sup|u|var|wbr)$/;
const CONTROL = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/gu;

/**
 * Plain text of a field that may hold HTML or entities, whichever the feed wrote. A lone `<` stays.
 * @param longest characters that are kept
 */
export function plainText(text: string, longest: number): string {
  // Twice: Google's XML holds HTML that was escaped, and some shops escape it again.
  const once = looksMarked(text) ? withoutMarkup(text) : text;
  const twice = looksMarked(once) ? withoutMarkup(once) : once;
  return cutAt(singleSpaced(twice), longest);
}

function looksMarked(text: string): boolean {
  return /<[a-z/!]/i.test(text) || /&(#\d+|#x[\da-f]+|[a-z]\w+);/i.test(text);
}

function withoutMarkup(html: string): string {
  const parts: string[] = [];
  let silent = 0;
  const parser = new Parser({
    onopentag(name) {
      if (SILENT.has(name)) silent++;
      if (!INLINE.test(name)) parts.push(' ');
    },
    ontext(text) {
      if (silent === 0) parts.push(text);
    },
    onclosetag(name) {
      if (SILENT.has(name)) silent--;
      if (!INLINE.test(name)) parts.push(' ');
    },
  });
  parser.write(html);
  parser.end();
  return parts.join('');
}

function singleSpaced(text: string): string {
  return text
    .normalize('NFC')
    .replace(/[\t\n\r\u0085\u2028\u2029]/g, ' ')
    .replace(CONTROL, '')
    .replace(/\s+/gu, ' ')
    .trim();
}

/** At most so many UTF-16 units, no character cut in two. */
export function cutAt(text: string, longest: number): string {
  if (text.length <= longest) return text;
  const cut = text.slice(0, longest);
  return /[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut;
}
