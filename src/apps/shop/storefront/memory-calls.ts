/** The public calls of the recommendation tag that a privacy page needs. Without the tag the answer never comes. */

type Inkling = (...call: unknown[]) => void;

/** The file that was offered last: a browser may read it after the click, so it goes when the next one comes. */
let offered: string | undefined;

/** Saves everything that is remembered on this device as a JSON file, through the browser's own download. */
export function downloadMemory(): void {
  call('export', (history: unknown) => {
    if (offered !== undefined) URL.revokeObjectURL(offered);
    offered = URL.createObjectURL(new Blob([JSON.stringify(history, null, 2)], { type: 'application/json' }));
    Object.assign(document.createElement('a'), { href: offered, download: 'harbour-lane-memory.json' }).click();
  });
}

/** Forgets everything that the recommendations remember on this device. The shop's own cart stays. */
export function forgetMemory(done: () => void): void {
  call('wipe', done);
}

function call(name: string, answered: (answer: unknown) => void): void {
  const { inkling } = window as unknown as { readonly inkling?: Inkling };
  inkling?.(name, answered);
}
