import { useEffect, useState } from 'react';

/** As many cards as the widest slot shows at first, and the one that peeks in. */
const FIRST = 6;
const STEP = 3;

/**
 * How many of `total` cards to draw: those in view at once, the others a few at a time once these are painted, so that no
 * list keeps the page's thread for long. What was drawn stays.
 */
export function useGradualCount(total: number): number {
  const [count, setCount] = useState(FIRST);
  useEffect(() => {
    if (count < total) setTimeout(setCount, 0, count + STEP);
  }, [count, total]);
  return Math.min(count, total);
}
