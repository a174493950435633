import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { spellingDistance } from './spelling-distance.ts';

describe('spelling distance', () => {
  it.each([
    ['radio', 'radio', 0],
    ['raido', 'radio', 1],
    ['adaptr', 'adapter', 1],
    ['keyboardd', 'keyboard', 1],
    ['mouse', 'house', 1],
    ['tablet', 'cable', 2],
  ])('of %s and %s is %i', (one, other, distance) => {
    expect(spellingDistance(one, other, 2)).toBe(distance);
  });

  it('gives up beyond what is asked for', () => {
    expect(spellingDistance('keyboard', 'monitor', 2)).toBeUndefined();
    expect(spellingDistance('', 'abc', 2)).toBeUndefined();
  });

  it('is the same both ways', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 6 });
    fc.assert(
      fc.property(word, word, (one, other) => {
        expect(spellingDistance(one, other, 3)).toBe(spellingDistance(other, one, 3));
      }),
      { seed: 1 },
    );
  });
});
