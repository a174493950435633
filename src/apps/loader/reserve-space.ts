/**
 * Height of a slot before its element is defined: a square picture whose side follows the slot's width, and the lines
 * around it. The same sums stand in src/apps/widget/styles.ts; a test in Chromium holds the two together.
 */
const RESERVE = `inkling-recs:not(:defined){display:block;inline-size:100%;container-type:inline-size}
inkling-recs:not(:defined)::before{content:"";display:block;--n:2;block-size:calc((100cqi - var(--n)*1em)/(var(--n) + .3) + 13.5em)}
@container (min-width:32em){inkling-recs:not(:defined)::before{--n:3}}
@container (min-width:48em){inkling-recs:not(:defined)::before{--n:4}}
@container (min-width:64em){inkling-recs:not(:defined)::before{--n:5}}`;

/** Keeps the space of every `<inkling-recs>` from the first paint after the loader ran, so that nothing moves later. */
export function reserveSpace(): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(RESERVE);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}
