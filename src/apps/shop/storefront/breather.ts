/** Long work on the page's thread, in slices between which clicks and paints have their turn. */

const SLICE_MS = 20;

/** @returns to be awaited now and then: it waits for a turn when the last pause is a slice ago */
export function breather(): () => Promise<void> {
  let beganMs = performance.now();
  return async () => {
    if (performance.now() - beganMs < SLICE_MS) return;
    await new Promise((resolve) => setTimeout(resolve));
    beganMs = performance.now();
  };
}
