import { useLayoutEffect } from 'react';
import { pushPageView } from './data-layer.ts';
import { writeStructuredData } from './structured-data.ts';

/**
 * What every page does when it opens: title, structured data, one page view.
 * Runs in the layout phase, as every page's own events do: so they stand in the data layer before the lists of the page, and
 * a shopper who leaves before the page is painted was there all the same (preact drops an effect that comes too late).
 * @param things called after the page is drawn; JSON-LD things of this page
 */
export function usePage(title: string, things: () => readonly Readonly<Record<string, unknown>>[] = () => []): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: the title names the page; a new title is a new page
  useLayoutEffect(() => {
    document.title = title.includes('Harbour Lane') ? title : `${title} · Harbour Lane`;
    writeStructuredData(things());
    pushPageView(document.title);
  }, [title]);
}
