/** Vectors of texts that were encoded before, by encoder and text: a catalogue of which one row changed costs one row. */
import { createHash } from 'node:crypto';
import { openStore, type Store } from '../../store/open-store.ts';
import type { TextEncoder } from './text-encoder.ts';

interface Tables {
  text_vector: { key: Uint8Array; vector: Uint8Array; used_at_ms: number };
}

const MIGRATIONS = [
  {
    name: 'text vectors by key',
    sql: 'CREATE TABLE text_vector (key BLOB PRIMARY KEY, vector BLOB NOT NULL, used_at_ms INTEGER NOT NULL) WITHOUT ROWID',
  },
];
/** Parameters of one statement. */
const AT_ONCE = 500;
/** What nobody asked for in so long goes. */
const KEPT_MS = 180 * 86_400e3;

export class TextCache {
  private constructor(private readonly store: Store<Tables>) {}

  /** @param path of the SQLite file, or `:memory:` */
  static open(path: string): TextCache {
    return new TextCache(openStore<Tables>(path, MIGRATIONS));
  }

  /** Vectors of those texts that are known, by place. */
  async find(encoder: TextEncoder, texts: readonly string[], nowMs: number): Promise<Map<number, Float32Array>> {
    const { database } = this.store;
    const places = new Map<string, number[]>();
    texts.forEach((text, at) => {
      const key = keyOf(encoder, text).toString('hex');
      places.set(key, [...(places.get(key) ?? []), at]);
    });
    const found = new Map<number, Float32Array>();
    const keys = [...places.keys()];
    for (let at = 0; at < keys.length; at += AT_ONCE) {
      const some = keys.slice(at, at + AT_ONCE).map((key) => Buffer.from(key, 'hex'));
      const rows = await database
        .selectFrom('text_vector')
        .select(['key', 'vector'])
        .where('key', 'in', some)
        .execute();
      for (const { key, vector } of rows) {
        if (vector.length !== 4 * encoder.dim) continue;
        const values = new Float32Array(Uint8Array.from(vector).buffer);
        for (const place of places.get(Buffer.from(key).toString('hex')) ?? []) found.set(place, values);
      }
      await database.updateTable('text_vector').set({ used_at_ms: nowMs }).where('key', 'in', some).execute();
    }
    return found;
  }

  /** @param vectors a row a text [texts, dim] */
  async keep(encoder: TextEncoder, texts: readonly string[], vectors: Float32Array, nowMs: number): Promise<void> {
    const rows = texts.map((text, at) => ({
      key: keyOf(encoder, text),
      vector: new Uint8Array(Float32Array.from(vectors.subarray(at * encoder.dim, (at + 1) * encoder.dim)).buffer),
      used_at_ms: nowMs,
    }));
    for (let at = 0; at < rows.length; at += AT_ONCE) {
      await this.store.database
        .replaceInto('text_vector')
        .values(rows.slice(at, at + AT_ONCE))
        .execute();
    }
  }

  /** Forgets what was not asked for in half a year. */
  async sweep(nowMs: number): Promise<void> {
    await this.store.database
      .deleteFrom('text_vector')
      .where('used_at_ms', '<', nowMs - KEPT_MS)
      .execute();
  }

  close(): Promise<void> {
    return this.store.close();
  }
}

function keyOf({ id, version, dim }: TextEncoder, text: string): Buffer {
  return createHash('sha256').update(`${id}\n${version}\n${dim}\n${text}`).digest();
}
