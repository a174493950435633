/**
 * Letters to put in, take out, replace or swap with their neighbour to come from one word to the other; undefined where that takes
 * more than `most`.
 * @see Boytsov 2011, "Indexing methods for approximate dictionary searching": optimal string alignment
 */
export function spellingDistance(one: string, other: string, most: number): number | undefined {
  let beforeLast: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let i = 1; i <= one.length; i++) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= other.length; j++) {
      const same = one[i - 1] === other[j - 1];
      let cost = Math.min(
        (last[j] as number) + 1,
        (row[j - 1] as number) + 1,
        (last[j - 1] as number) + (same ? 0 : 1),
      );
      if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) {
        cost = Math.min(cost, (beforeLast[j - 2] as number) + 1);
      }
      row.push(cost);
      least = Math.min(least, cost);
    }
    if (least > most) return undefined;
    beforeLast = last;
    last = row;
  }
  const distance = last[other.length] as number;
  return distance <= most ? distance : undefined;
}
