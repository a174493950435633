/** The public calls of the recommendation tag that a privacy page needs. Without the tag the answer never comes. */
import { type ProfileWord, readProfile, type TraitWord } from './profile-word.ts';

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
export function forgetMemory(tell: (isDone: boolean) => void): void {
  call('wipe', (answer: unknown) => tell(answer !== false));
}

/** What the shopper is taken for. */
export function readMemoryProfile(tell: (profile: ProfileWord) => void): void {
  call('profile', (answer: unknown) => tell(readProfile(answer)));
}

/** Switches a trait off or on; the lists of the page are drawn anew. */
export function correctProfile(
  correction: TraitWord['correction'] & { readonly counts: boolean },
  done: () => void,
): void {
  call('correct', correction, done);
}

/** Forgets all that happened with a product, also that it was hidden. */
export function forgetProduct(productId: string, done: () => void): void {
  call('forget', { productId }, done);
}

function call(...values: unknown[]): void {
  const { inkling } = window as unknown as { readonly inkling?: Inkling };
  inkling?.(...values);
}
