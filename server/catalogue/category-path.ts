/** Category paths as feeds write them: `Home > Kitchen > Kettles`, `Beauty, Skin Care`, `a/b/c`, `a|b`. */

/** What parts levels, tried in this order: only the first that a text has counts. */
const SEPARATORS = [/\s*(?:>|»|›|→)\s*/, /\s*\|\s*/, /\s+\/\s+/, /\//, /\s*,\s+/];
const MOST_LEVELS = 10;

/** Levels from the broadest to the narrowest, 10 at most; a number (Google's taxonomy) is no path. */
export function categoryPath(text: string): readonly string[] {
  if (/^\d*$/.test(text.trim())) return [];
  const separator = SEPARATORS.find((each) => each.test(text));
  const levels = (separator ? text.split(separator) : [text]).flatMap((level) => level.trim() || []);
  return levels.filter((level, i) => level !== levels[i - 1]).slice(0, MOST_LEVELS);
}
