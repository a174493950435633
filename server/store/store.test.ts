import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStore } from './open-store.ts';
import { loadOrMakeSecret } from './secret-file.ts';

interface Tables {
  teas: { name: string; grams: number };
}
const MIGRATIONS = [
  { name: 'teas', sql: 'CREATE TABLE teas (name TEXT PRIMARY KEY) STRICT' },
  { name: 'weights', sql: 'ALTER TABLE teas ADD COLUMN grams INTEGER NOT NULL DEFAULT 7' },
];

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'inkling-store-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const file = () => join(folder, 'data', 'teas.sqlite');

describe('store', () => {
  it('keeps what a transaction wrote, and nothing of one that failed', async () => {
    const store = openStore<Tables>(file(), MIGRATIONS);
    await store.database.insertInto('teas').values({ name: 'assam', grams: 40 }).execute();
    const failing = store.database.transaction().execute(async (transaction) => {
      await transaction.insertInto('teas').values({ name: 'sencha', grams: 9 }).execute();
      throw new Error('power cut');
    });
    await expect(failing).rejects.toThrow('power cut');
    await store.close();
    const again = openStore<Tables>(file(), MIGRATIONS);
    expect(await again.database.selectFrom('teas').selectAll().execute()).toEqual([{ name: 'assam', grams: 40 }]);
    await again.close();
  });

  it('brings an older file up to date and keeps its rows', async () => {
    const old = openStore<Tables>(file(), MIGRATIONS.slice(0, 1));
    await old.database
      .insertInto('teas')
      .values({ name: 'pu-erh' } as Tables['teas'])
      .execute();
    await old.close();
    const now = openStore<Tables>(file(), MIGRATIONS);
    expect(await now.database.selectFrom('teas').selectAll().execute()).toEqual([{ name: 'pu-erh', grams: 7 }]);
    await now.close();
  });

  it('refuses a file of a newer version and one that is no database', async () => {
    await openStore<Tables>(file(), MIGRATIONS).close();
    expect(() => openStore<Tables>(file(), MIGRATIONS.slice(0, 1))).toThrow(/schema 2, this version knows 1/);
    writeFileSync(join(folder, 'text.sqlite'), 'tea '.repeat(2_000));
    expect(() => openStore<Tables>(join(folder, 'text.sqlite'), MIGRATIONS)).toThrow(/not a usable SQLite/);
  });
});

describe('secret file', () => {
  const schema = v.strictObject({ key: v.string() });
  const path = () => join(folder, 'keys', 'keys.json');

  it('is made once, for its owner alone', async () => {
    expect(await loadOrMakeSecret(path(), schema, async () => ({ key: 'first' }))).toEqual({ key: 'first' });
    expect(await loadOrMakeSecret(path(), schema, async () => ({ key: 'second' }))).toEqual({ key: 'first' });
    expect(statSync(path()).mode & 0o777).toBe(0o600);
  });

  it('is refused when others can read it or when it is broken', async () => {
    await loadOrMakeSecret(path(), schema, async () => ({ key: 'first' }));
    chmodSync(path(), 0o644);
    await expect(loadOrMakeSecret(path(), schema, async () => ({ key: 'x' }))).rejects.toThrow(/read by others/);
    chmodSync(path(), 0o600);
    writeFileSync(path(), '{"key":');
    await expect(loadOrMakeSecret(path(), schema, async () => ({ key: 'x' }))).rejects.toThrow(/not a key file/);
  });
});
