import reserve from './inkling.css?inline';

/** Keeps the space of every `<inkling-recs>` from the first paint after the loader ran, so that nothing moves later. */
export function reserveSpace(): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(reserve);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}
