import { describe, expect, test } from 'vitest';
import type { ProductId, Reason, Recommendation } from '../../index.ts';
import { fill, replaceStrings, strings } from './strings.ts';
import { causesOf, headingOf, quietLine, reasonWords } from './words.ts';

const kettle = { productId: 'k' as ProductId, title: 'Copper kettle' };
const because = (...reasons: Reason[]) => ({ reasons }) as unknown as Recommendation;

describe('the heading tells the truth', () => {
  test.each([
    ['personal', 'home', undefined, 'For you'],
    ['personal', 'related', undefined, 'You may also like'],
    ['related', 'related', undefined, 'Related to this'],
    ['related', 'home', undefined, 'Related to this'],
    ['popular', 'home', undefined, 'Popular now'],
    ['popular', 'related', undefined, 'Popular now'],
    ['personal', 'home', 'Picked by hand', 'Picked by hand'],
    ['popular', 'home', 'Picked for you', 'Popular now'],
    ['range', 'home', 'Picked for you', 'From our range'],
    ['own', 'continue', undefined, 'Continue where you left off'],
    ['own', 'again', undefined, 'Buy again'],
    ['own', 'again', 'Time for more', 'Time for more'],
    // Nothing of their own: it is what fits them, and no heading says otherwise.
    ['personal', 'again', 'Time for more', 'For you'],
  ] as const)('a %s list in %s with own heading %s is "%s"', (basis, placement, own, expected) => {
    expect(headingOf({ basis, placement }, own, strings)).toBe(expected);
  });
});

describe('causes in plain words', () => {
  test.each([
    [{ kind: 'viewed', ...kettle }, 'Because you looked at Copper kettle'],
    [{ kind: 'bought', ...kettle }, 'Because you bought Copper kettle'],
    [{ kind: 'in-cart', ...kettle }, 'Because Copper kettle is in your cart'],
    [{ kind: 'similar', ...kettle }, 'Similar to Copper kettle'],
    [{ kind: 'category', category: 'Kettles' }, 'Because you look at Kettles'],
    [{ kind: 'brand', brand: 'Morrow' }, 'Because you look at Morrow'],
    [{ kind: 'popular' }, 'Many shoppers like it'],
    [{ kind: 'range' }, 'Part of the range of this shop'],
    [{ kind: 'horoscope' }, 'It fits what you looked at before'],
  ] as [Reason, string][])('%o', (reason, expected) => {
    expect(reasonWords(reason, strings)).toBe(expected);
  });

  test('at most three, each once, and never none', () => {
    const viewed: Reason = { kind: 'viewed', ...kettle };
    const many = because(
      viewed,
      viewed,
      { kind: 'brand', brand: 'A' },
      { kind: 'brand', brand: 'B' },
      { kind: 'popular' },
    );
    expect(causesOf(many, 'personal', strings)).toHaveLength(3);
    expect(causesOf(because(), 'personal', strings)).toEqual(['It fits what you looked at before']);
    expect(causesOf(because(), 'popular', strings)).toEqual(['Many shoppers like it']);
  });

  test('a card does not repeat what its heading says', () => {
    expect(quietLine(because({ kind: 'popular' }), 'popular', strings)).toBe('Why this?');
    expect(quietLine(because({ kind: 'similar', ...kettle }), 'related', strings)).toBe('Why this?');
    expect(quietLine(because({ kind: 'similar', ...kettle }), 'personal', strings)).toBe('Similar to Copper kettle');
    expect(quietLine(because(), 'personal', strings)).toBe('Why this?');
  });
});

describe('replaceable words', () => {
  test('only our names and only texts are taken', () => {
    const before = { ...strings };
    replaceStrings({ forYou: 'Für dich', close: 7, toString: 'x', stranger: 'y' });
    expect(strings).toEqual({ ...before, forYou: 'Für dich' });
    replaceStrings(before);
    replaceStrings(undefined);
    expect(strings).toEqual(before);
  });

  test('a title with braces or dollars stands as it is', () => {
    expect(fill('See {title}!', { title: '$& {title} {other}' })).toBe('See $& {title} {other}!');
    expect(fill('{unknown} {title}', { title: 'T' })).toBe('{unknown} T');
  });
});
