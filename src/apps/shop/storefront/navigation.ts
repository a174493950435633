/** Real URLs without reloads: one store holds where the shopper is, every same-origin link goes through it. */
import { createStore } from './store.ts';

export interface Place {
  readonly path: string;
  readonly query: URLSearchParams;
}

const SEARCH_PATH = '/search';

/** What was searched for stands behind the hash, where no request carries it: a reload asks for `/search` alone. */
const readPlace = (): Place => {
  const { pathname, search, hash } = window.location;
  return { path: pathname, query: new URLSearchParams(pathname === SEARCH_PATH ? hash.slice(1) : search) };
};

/** The address of the search page. @param query as `URLSearchParams` writes it, with `q` */
export function searchHref(query: string): string {
  return `${SEARCH_PATH}#${query}`;
}

export function searchWordsHref(words: string): string {
  return searchHref(new URLSearchParams({ q: words }).toString());
}

export const place = createStore<Place>(readPlace());

/** Goes to `href` on this origin. `replace` keeps the history short, for filters and paging. */
export function navigate(
  href: string,
  options: { readonly replace?: boolean; readonly keepScroll?: boolean } = {},
): void {
  if (options.replace) window.history.replaceState(null, '', href);
  else window.history.pushState(null, '', href);
  place.set(readPlace());
  if (!options.keepScroll) window.scrollTo({ top: 0, behavior: 'instant' });
}

/** Takes over clicks on plain links to this origin, also those inside open shadow roots, and the back button. */
export function startNavigation(): void {
  window.addEventListener('popstate', () => place.set(readPlace()));
  document.addEventListener('click', (event) => {
    if (
      event.defaultPrevented ||
      event.button !== 0 ||
      event.metaKey ||
      event.ctrlKey ||
      event.shiftKey ||
      event.altKey
    )
      return;
    const link = event.composedPath().find((target) => target instanceof HTMLAnchorElement);
    if (!link || link.target || link.hasAttribute('download') || !isOurs(link)) return;
    event.preventDefault();
    navigate(link.pathname + link.search + link.hash);
  });
}

function isOurs(link: HTMLAnchorElement): boolean {
  const anchorOnThisPage = link.hash !== '' && link.pathname === window.location.pathname;
  return link.origin === window.location.origin && !anchorOnThisPage && !/\.[a-z]+$/.test(link.pathname);
}
