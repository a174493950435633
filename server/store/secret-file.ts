/** A small JSON file that only its owner reads: private keys. Made once, at the first start. */
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import * as v from 'valibot';
import { StoreError } from './open-store.ts';

/**
 * The secret at `path`, or a fresh one written there with mode 0600.
 * @param make called when the file does not exist
 * @throws StoreError when others may read the file, or when it does not parse: a key is never silently replaced
 */
export async function loadOrMakeSecret<Schema extends v.GenericSchema>(
  path: string,
  schema: Schema,
  make: () => Promise<v.InferInput<Schema>>,
): Promise<v.InferOutput<Schema>> {
  if (!existsSync(path)) write(path, await make());
  const openTo = statSync(path).mode & 0o077;
  if (openTo !== 0) throw new StoreError(`${path} can be read by others: chmod 600 it, or move it away for new keys`);
  const result = v.safeParse(schema, readJson(path));
  if (!result.success) throw new StoreError(`${path} is not a key file of this version: restore it or move it away`);
  return result.output;
}

function write(path: string, secret: unknown): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const fresh = `${path}.new`;
  writeFileSync(fresh, JSON.stringify(secret), { mode: 0o600, flush: true });
  chmodSync(fresh, 0o600);
  renameSync(fresh, path);
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}
