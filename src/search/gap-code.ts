/**
 * Ascending numbers as the gaps between them, seven bits a byte: what postings are on the wire.
 * @see Manning, Raghavan and Schütze 2008, "Introduction to Information Retrieval", section 5.3.1
 */

/** @param ends where each list of `values` ends; the values of a list ascend */
export function encodeGaps(values: Uint32Array, ends: Uint32Array): Uint8Array<ArrayBuffer> {
  const bytes: number[] = [];
  let at = 0;
  for (const end of ends) {
    let before = 0;
    for (; at < end; at++) {
      let gap = (values[at] as number) - before;
      before = values[at] as number;
      for (; gap >= 128; gap >>>= 7) bytes.push((gap & 127) | 128);
      bytes.push(gap);
    }
  }
  return Uint8Array.from(bytes);
}

/** @throws RangeError where the bytes are not as many numbers as `ends` says, or one is not below `limit` */
export function decodeGaps(bytes: Uint8Array, ends: Uint32Array, limit: number): Uint32Array {
  const values = new Uint32Array(ends.at(-1) ?? 0);
  let [at, read] = [0, 0];
  for (const end of ends) {
    let before = 0;
    for (; at < end; at++) {
      let [gap, shift] = [0, 0];
      let byte: number;
      do {
        byte = bytes[read++] as number;
        gap |= (byte & 127) << shift;
        shift += 7;
      } while (byte >= 128 && shift < 35);
      before += gap;
      if (read > bytes.length || before >= limit) throw new RangeError(`number ${at} of a list of rows`);
      values[at] = before;
    }
  }
  if (read !== bytes.length) throw new RangeError(`${bytes.length - read} bytes behind the lists of rows`);
  return values;
}
