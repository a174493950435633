/**
 * Google Merchant Center and Meta as XML: RSS 2.0 (`channel/item`) and Atom 1.0 (`feed/entry`), read as it comes in. Entities
 * that a document defines for itself are never expanded.
 */
import { SaxesParser } from 'saxes';
import { FeedError } from '../feed-error.ts';
import { type FeedRow, type FeedText, type Place, shown } from './feed-row.ts';
import { type ColumnMap, FieldReader, normalName } from './field-names.ts';
import { AmpersandMender } from './mend-ampersands.ts';

/** Longer text is cut: no field needs as much, and a tag that was never closed must not fill the memory. */
const LONGEST_FIELD = 64 * 1024;
/** More complaints about one item say nothing new. */
const MOST_COMPLAINTS = 3;
const ITEMS: ReadonlySet<string> = new Set(['item', 'entry']);
/** Elements that hold others: an item's `g:product_detail` has a name and a value. */
const DETAIL = 'product_detail';

interface Item {
  readonly place: Place;
  readonly values: Map<string, string[]>;
  complaints: number;
}

/**
 * Reads items as they come.
 * @throws FeedError when the document ends in the middle, or has no item
 */
export async function* readXmlFeed(file: string, text: FeedText, map: ColumnMap): AsyncIterable<FeedRow> {
  const reader = new ItemReader(file, map);
  for await (const part of text) {
    reader.write(part);
    yield* reader.take();
  }
  reader.close();
  yield* reader.take();
}

class ItemReader {
  private readonly parser = new SaxesParser({ fragment: false });
  private readonly rows: FeedRow[] = [];
  private readonly fields: FieldReader;
  private readonly mender = new AmpersandMender();
  private readonly path: string[] = [];
  private item: Item | undefined;
  private detail: string[] = [];
  private value = '';
  private cut = false;
  private items = 0;
  private closed = false;

  constructor(
    private readonly file: string,
    map: ColumnMap,
  ) {
    this.fields = new FieldReader(map);
    this.parser.on('opentag', (tag) => this.open(tag.name, tag.attributes as Record<string, string>));
    this.parser.on('closetag', (tag) => this.shut(tag.name));
    this.parser.on('text', (text) => this.append(text));
    this.parser.on('cdata', (text) => this.append(text));
    this.parser.on('error', (error) => this.complain(error.message));
  }

  write(part: string): void {
    this.parser.write(this.mender.push(part));
  }

  take(): FeedRow[] {
    return this.rows.splice(0);
  }

  close(): void {
    this.parser.write(this.mender.push('', true));
    if (this.mender.count > 0) {
      this.say(
        'XML',
        '&',
        `${this.mender.count} times a lone & in the file: taken for &amp;, which XML asks for`,
        'note',
      );
    }
    if (this.path.length > 0) {
      throw new FeedError(
        `${this.file}: ends in the middle, at line ${this.parser.line}, after ${this.items} items: it was not loaded whole; fetch it again`,
      );
    }
    this.closed = true;
    this.parser.close();
    if (this.items === 0) throw new FeedError(`${this.file}: has no <item> and no <entry>: is it a product feed?`);
  }

  private open(name: string, attributes: Record<string, string>): void {
    this.path.push(name);
    const own = normalName(name);
    if (!this.item && ITEMS.has(own)) {
      this.items++;
      this.item = { place: { file: this.file, row: this.items }, values: new Map(), complaints: 0 };
      return;
    }
    // Atom's link is an attribute, and of several only the page itself is wanted.
    if (this.item && own === 'link' && attributes.href && (attributes.rel ?? 'alternate') === 'alternate') {
      this.keep('link', attributes.href);
    }
    this.value = '';
    this.cut = false;
    if (own === DETAIL) this.detail = [];
  }

  private append(text: string): void {
    if (!this.item) return;
    const room = LONGEST_FIELD - this.value.length;
    if (text.length > room) this.cut = true;
    this.value += text.length > room ? text.slice(0, room) : text;
  }

  private shut(name: string): void {
    this.path.pop();
    if (!this.item) return;
    const own = normalName(name);
    if (ITEMS.has(own) && !this.path.some((outer) => ITEMS.has(normalName(outer)))) {
      this.finish(this.item);
      return;
    }
    if (this.cut)
      this.say(own, this.value, `is longer than ${LONGEST_FIELD / 1024} KiB: its beginning is kept`, 'note');
    if (/^(section_name|attribute_name|attribute_value)$/.test(own)) this.detail.push(this.value.trim());
    else if (own === DETAIL) this.keep(`attribute_${this.detail.at(-2) ?? ''}`, this.detail.at(-1) ?? '');
    else this.keep(own, this.value);
    this.value = '';
    this.cut = false;
  }

  private finish(item: Item): void {
    this.item = undefined;
    this.rows.push({ kind: 'product', place: item.place, raw: this.fields.read(item.values) });
  }

  private keep(name: string, value: string): void {
    if (!value.trim()) return;
    const values = this.item?.values.get(name) ?? [];
    values.push(value);
    this.item?.values.set(name, values);
  }

  private complain(message: string): void {
    if (this.closed) return;
    if (this.item && ++this.item.complaints > MOST_COMPLAINTS) return;
    const what = message.replace(/^.*?\d+:\d+: /, '').replace(/\.$/, '');
    this.say('XML', '', `line ${this.parser.line}: ${what}; what could be read is kept`, 'note');
  }

  private say(field: string, value: string, what: string, kind: 'note' | 'field'): void {
    const place = this.item?.place ?? { file: this.file, row: this.items };
    this.rows.push({ kind: 'problem', problem: { ...place, field, value: shown(value), what, kind } });
  }
}
