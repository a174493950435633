/** Rows of the `count` largest values, best first; ties by row. */
export function topRows(values: Float32Array, count: number): number[] {
  const kept = Math.min(count, values.length);
  if (kept <= 0) return [];
  const threshold = kept < values.length ? nthLargest(values, kept) : Number.NEGATIVE_INFINITY;
  const rows: number[] = [];
  for (let row = 0; row < values.length; row++) if ((values[row] as number) >= threshold) rows.push(row);
  return rows.sort((a, b) => (values[b] as number) - (values[a] as number) || a - b).slice(0, kept);
}

/** The least of the `count` largest values, by a heap of that size: most values are only looked at. */
function nthLargest(values: Float32Array, count: number): number {
  const heap = Float32Array.from(values.subarray(0, count)).sort();
  for (let at = count; at < values.length; at++) {
    const value = values[at] as number;
    if (value > (heap[0] as number)) replaceLeast(heap, value);
  }
  return heap[0] as number;
}

/** Puts `value` in the place of the least value of a heap, which is its root. */
function replaceLeast(heap: Float32Array, value: number): void {
  let at = 0;
  for (let child = 1; child < heap.length; child = 2 * at + 1) {
    if (child + 1 < heap.length && (heap[child + 1] as number) < (heap[child] as number)) child++;
    if ((heap[child] as number) >= value) break;
    heap[at] = heap[child] as number;
    at = child;
  }
  heap[at] = value;
}
