import type { SyncStorage } from '../../src/sync/sync-environment.ts';

/** Storage that keeps structured clones, as IndexedDB does. */
export function memoryStorage(): SyncStorage & { readonly values: Map<string, unknown> } {
  const values = new Map<string, unknown>();
  return {
    values,
    get: async (key) => structuredClone(values.get(key)),
    put: async (key, value) => void values.set(key, structuredClone(value)),
    delete: async (key) => void values.delete(key),
  };
}
