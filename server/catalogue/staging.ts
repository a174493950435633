/**
 * Products of an import before it is known whether there will be one: on disk, so that a million rows cost no memory.
 * The file goes when the import ends.
 */
import { rmSync } from 'node:fs';
import SQLite from 'better-sqlite3';
import type { CatalogueProduct } from './catalogue-product.ts';
import type { CurrencyCount } from './one-currency.ts';

interface StagedRow {
  readonly json: string;
}

export class Staging {
  private readonly file: SQLite.Database;
  private readonly insert: SQLite.Statement;
  private readonly headOf: SQLite.Statement;
  private readonly firstAlike: SQLite.Statement;
  private readonly known: SQLite.Statement;
  private count = 0;

  constructor(private readonly path: string) {
    rmSync(path, { force: true });
    this.file = new SQLite(path);
    // Nothing here outlives a crash.
    this.file.pragma('journal_mode = OFF');
    this.file.pragma('synchronous = OFF');
    this.file.exec(`
      CREATE TABLE product (
        seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, grp TEXT, head INTEGER NOT NULL,
        likeness TEXT NOT NULL, currency TEXT, json TEXT NOT NULL);
      CREATE INDEX by_group ON product (grp) WHERE grp IS NOT NULL;
      CREATE INDEX by_likeness ON product (likeness);
      CREATE INDEX by_head ON product (head, seq);
      BEGIN`);
    this.insert = this.file.prepare('INSERT INTO product VALUES (?, ?, ?, ?, ?, ?, ?)');
    this.headOf = this.file.prepare('SELECT min(seq) FROM product WHERE grp = ?').pluck();
    this.firstAlike = this.file.prepare('SELECT id FROM product WHERE likeness = ? ORDER BY seq LIMIT 1').pluck();
    this.known = this.file.prepare('SELECT 1 FROM product WHERE id = ?').pluck();
  }

  get size(): number {
    return this.count;
  }

  has(id: string): boolean {
    return this.known.get(id) !== undefined;
  }

  /** Keeps a product that is not there yet. @returns the id of an earlier one that reads the same, of another group */
  add(product: CatalogueProduct): string | undefined {
    const seq = ++this.count;
    const group = product.groupId ?? null;
    const head = group === null ? seq : ((this.headOf.get(group) as number | null) ?? seq);
    const likeness = likenessOf(product);
    const alike = head === seq ? (this.firstAlike.get(likeness) as string | undefined) : undefined;
    const json = JSON.stringify(alike === undefined ? product : { ...product, duplicateOf: alike });
    this.insert.run(seq, product.id, group, head, likeness, product.currency ?? null, json);
    return alike;
  }

  /** Currencies of prices, the most common first. */
  currencies(): CurrencyCount[] {
    const rows = this.file.prepare(
      'SELECT currency, count(*) AS products FROM product WHERE currency IS NOT NULL GROUP BY currency ORDER BY 2 DESC, 1',
    );
    return rows.all() as CurrencyCount[];
  }

  /** Products when variants are grouped, how many of them have variants, and how many those are. */
  counts(): { readonly products: number; readonly groups: number; readonly variants: number } {
    const products = this.file.prepare('SELECT count(DISTINCT head) FROM product').pluck().get() as number;
    // Shopify's product stands before its variants and is none.
    const grouped = this.file.prepare(`
      SELECT count(*) AS groups, coalesce(sum(members), 0) AS variants
      FROM (SELECT sum(id IS NOT grp) AS members FROM product GROUP BY head HAVING count(*) > 1)`);
    return { products, ...(grouped.get() as { groups: number; variants: number }) };
  }

  /** Products one at a time, variants of a group together, in the order in which the feed first named each group. */
  *groups(): Iterable<readonly CatalogueProduct[]> {
    const rows = this.file.prepare('SELECT head, json FROM product ORDER BY head, seq');
    let head = 0;
    let group: CatalogueProduct[] = [];
    for (const row of rows.iterate() as Iterable<StagedRow & { readonly head: number }>) {
      if (row.head !== head && group.length > 0) {
        yield group;
        group = [];
      }
      head = row.head;
      group.push(JSON.parse(row.json) as CatalogueProduct);
    }
    if (group.length > 0) yield group;
  }

  close(): void {
    this.file.close();
    for (const path of [this.path, `${this.path}-journal`]) rmSync(path, { force: true });
  }
}

/** Two products with the same words, brand and price are very likely one. */
function likenessOf({ title, brand = '', priceMinor }: CatalogueProduct): string {
  const words = title.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return `${words.toSorted().join(' ')}|${brand.toLowerCase()}|${priceMinor ?? ''}`;
}
