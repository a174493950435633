import { useEffect } from 'react';
import { pushPageView } from './data-layer.ts';
import { writeStructuredData } from './structured-data.ts';

/**
 * What every page does when it opens: title, structured data, one page view.
 * @param things called after the page is drawn; JSON-LD things of this page
 */
export function usePage(title: string, things: () => readonly Readonly<Record<string, unknown>>[] = () => []): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: the title names the page; a new title is a new page
  useEffect(() => {
    document.title = title.includes('Harbour Lane') ? title : `${title} · Harbour Lane`;
    writeStructuredData(things());
    pushPageView(document.title);
  }, [title]);
}
