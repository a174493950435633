/**
 * One SQLite file, opened so that what a transaction wrote is on the disk when it returns (WAL, synchronous=FULL).
 * Aggregator and helper each open their own; nothing here knows what they keep.
 */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import SQLite from 'better-sqlite3';
import { Kysely, SqliteDialect } from 'kysely';

/** A step of the schema's history. Never changed once released; corrections are new steps. */
export interface Migration {
  readonly name: string;
  /** SQL statements, run in one transaction. */
  readonly sql: string;
}

export interface Store<Tables> {
  readonly database: Kysely<Tables>;
  /** Closes the file; a store that was closed answers nothing. */
  close(): Promise<void>;
}

/** The file cannot be used. `message` names it and says what to do. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
}

/**
 * Opens or creates the database at `path` (or `:memory:`) and brings its schema up to date.
 * @param migrations all steps, oldest first; the file remembers how many it has had
 * @throws StoreError when the file is no database, or was written by a newer version
 */
export function openStore<Tables>(path: string, migrations: readonly Migration[]): Store<Tables> {
  if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const file = openFile(path);
  try {
    migrate(file, path, migrations);
  } catch (error) {
    file.close();
    throw error;
  }
  const database = new Kysely<Tables>({ dialect: new SqliteDialect({ database: file }) });
  return { database, close: () => database.destroy() };
}

function openFile(path: string): SQLite.Database {
  const file = new SQLite(path, { timeout: 5_000 });
  try {
    file.pragma('journal_mode = WAL');
    file.pragma('synchronous = FULL');
    file.pragma('foreign_keys = ON');
    // Masked sums and seeds are deleted when they have served: their bytes should go too.
    file.pragma('secure_delete = ON');
    return file;
  } catch (cause) {
    file.close();
    throw new StoreError(`${path} is not a usable SQLite database; move it away to start anew`, { cause });
  }
}

function migrate(file: SQLite.Database, path: string, migrations: readonly Migration[]): void {
  const had = Number(file.pragma('user_version', { simple: true }));
  if (had > migrations.length) {
    throw new StoreError(`${path} has schema ${had}, this version knows ${migrations.length}: run the newer version`);
  }
  for (const [i, migration] of migrations.entries()) {
    if (i < had) continue;
    file.transaction(() => {
      file.exec(migration.sql);
      file.pragma(`user_version = ${i + 1}`);
    })();
  }
}
