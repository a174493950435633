/** A title as a page shows it: a number keeps its unit beside it (`1.2 l`) where a line breaks. */
export function titleText(title: string): string {
  return title.replace(/(?<=\d) (?=\p{Letter}{1,4}(?!\p{Letter}))/gu, '\u00a0');
}
