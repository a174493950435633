import { type RefObject, useEffect, useState } from 'react';

export interface ScrollEnds {
  /** Nothing more towards the start of the line. */
  readonly start: boolean;
  readonly end: boolean;
}

/**
 * Whether a row stands at its ends; both while nothing overflows.
 * @param content a value that changes with the row's content
 */
export function useScrollEnds(row: RefObject<HTMLElement | null>, content: unknown): ScrollEnds {
  const [ends, setEnds] = useState<ScrollEnds>({ start: true, end: false });
  // biome-ignore lint/correctness/useExhaustiveDependencies: new content overflows differently
  useEffect(() => {
    const element = row.current;
    if (!element) return undefined;
    const measure = () => {
      // Negative in right-to-left rows; fractions of a pixel are no distance.
      const passed = Math.abs(element.scrollLeft);
      const start = passed < 2;
      const end = passed + element.clientWidth > element.scrollWidth - 2;
      setEnds((before) => (before.start === start && before.end === end ? before : { start, end }));
    };
    // In a frame of its own: what is drawn while sizes are told would have to be told of again.
    const resized = new ResizeObserver(() => requestAnimationFrame(measure));
    resized.observe(element);
    element.addEventListener('scroll', measure, { passive: true });
    return () => {
      resized.disconnect();
      element.removeEventListener('scroll', measure);
    };
  }, [row, content]);
  return ends;
}
