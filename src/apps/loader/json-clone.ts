const MAX_DEPTH = 4;
const MAX_TEXT = 500;
const MAX_MEMBERS = 60;
const MAX_ITEMS = 200;
const MAX_VALUES = 6000;

/**
 * A copy of `value` that is plain JSON and small: texts cut at 500 characters, lists at 200, depth at 4. Whatever is
 * neither plain object, list, text, finite number nor boolean (DOM nodes, functions, cycles past the depth) is left
 * out, as is a member whose getter throws. Reads each member once.
 */
export function jsonClone(value: unknown): unknown {
  let left = MAX_VALUES;
  const copy = (part: unknown, depth: number): unknown => {
    if (left-- <= 0) return undefined;
    // A proxy can throw at any question, even at Array.isArray once it is revoked.
    try {
      return copyUnguarded(part, depth);
    } catch {
      return undefined;
    }
  };
  const copyUnguarded = (part: unknown, depth: number): unknown => {
    if (typeof part === 'string') return part.slice(0, MAX_TEXT);
    if (typeof part === 'boolean' || (typeof part === 'number' && Number.isFinite(part))) return part;
    if (typeof part !== 'object' || part === null || depth <= 0) return undefined;
    if (Array.isArray(part)) return copyList(part, depth);
    // A record of another frame has another Object.prototype; its tag is the same.
    return Object.prototype.toString.call(part) === '[object Object]' ? copyRecord(part, depth) : undefined;
  };
  const copyList = (list: readonly unknown[], depth: number) => {
    const copied: unknown[] = [];
    for (let i = 0; i < Math.min(list.length, MAX_ITEMS); i++) {
      const element = copy(read(list, i), depth - 1);
      if (element !== undefined) copied.push(element);
    }
    return copied;
  };
  const copyRecord = (record: object, depth: number) => {
    const copied: Record<string, unknown> = {};
    for (const key of Object.keys(record).slice(0, MAX_MEMBERS)) {
      const member = copy(read(record, key), depth - 1);
      // `__proto__` as an own key would set the prototype of the copy.
      if (member !== undefined && key !== '__proto__') copied[key] = member;
    }
    return copied;
  };
  return copy(value, MAX_DEPTH);
}

/** A member, or undefined when reading it throws. */
export function read(holder: unknown, key: string | number): unknown {
  try {
    return (holder as Record<string | number, unknown> | null | undefined)?.[key];
  } catch {
    return undefined;
  }
}
