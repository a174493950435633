/** A shop's page: the products that its JSON-LD describes. */
import { Parser } from 'htmlparser2';
import { type FeedRow, shown } from './feed-row.ts';
import { breadcrumbIn, linkedProducts } from './linked-data.ts';

/** Products of one page. Blocks that are no JSON are reported and passed over, as a browser's reader would. */
export function* readHtmlPage(file: string, html: string): Iterable<FeedRow> {
  const { blocks, canonical } = blocksIn(html);
  const values: unknown[] = [];
  for (const [i, block] of blocks.entries()) {
    try {
      values.push(JSON.parse(block));
    } catch {
      const what = 'this block of JSON-LD is no JSON: passed over';
      yield {
        kind: 'problem',
        problem: { file, row: i + 1, field: 'JSON-LD', value: shown(block), what, kind: 'row' },
      };
    }
  }
  const breadcrumb = values.map(breadcrumbIn).find((names) => names.length > 0);
  const context = { ...(canonical && { page: canonical }), ...(breadcrumb && { breadcrumb }) };
  for (const [i, raw] of values.flatMap((value) => linkedProducts(value, context)).entries()) {
    yield { kind: 'product', place: { file, row: i + 1 }, raw };
  }
}

function blocksIn(html: string): { blocks: string[]; canonical: string | undefined } {
  const blocks: string[] = [];
  let canonical: string | undefined;
  let open: string | undefined;
  const parser = new Parser({
    onopentag(name, attributes) {
      if (name === 'script' && /^application\/ld\+json\b/i.test(attributes.type?.trim() ?? '')) open = '';
      if (name === 'link' && attributes.rel?.toLowerCase() === 'canonical') canonical ??= attributes.href;
    },
    ontext(text) {
      if (open !== undefined) open += text;
    },
    onclosetag(name) {
      if (name !== 'script' || open === undefined) return;
      blocks.push(open);
      open = undefined;
    },
  });
  parser.write(html);
  parser.end();
  return { blocks, canonical };
}
