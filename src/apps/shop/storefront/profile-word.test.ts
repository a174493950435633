import { expect, test, vi } from 'vitest';
import { NO_PROFILE, readProfile } from './profile-word.ts';

test('a profile in words, each line with what its switch means', () => {
  vi.stubGlobal('document', { documentElement: { lang: 'en' } });
  const { traits, hidden } = readProfile({
    categories: [{ name: 'Outdoors > Tents', share: 0.624, counts: true }],
    brands: [{ name: 'Alba', share: 0.2, counts: false }],
    price: { counts: true, range: { fromMinor: 4000, toMinor: 8050, currency: 'EUR' } },
    hidden: [{ productId: 'p1', title: 'A lamp' }],
  });
  expect(traits).toEqual([
    {
      words: 'Tents',
      share: '62%',
      counts: true,
      correction: { trait: 'category', name: 'Outdoors > Tents' },
    },
    { words: 'By Alba', share: '20%', counts: false, correction: { trait: 'brand', name: 'Alba' } },
    { words: 'Prices from €40.00 to €80.50', counts: true, correction: { trait: 'price' } },
  ]);
  expect(hidden).toEqual([{ productId: 'p1', title: 'A lamp' }]);
  vi.unstubAllGlobals();
  expect(readProfile({ price: { counts: false } }).traits).toMatchObject([{ words: 'Prices', counts: false }]);
});

test.each([undefined, null, 7, {}, { categories: [{}], brands: 'x', price: { fromMinor: 1 }, hidden: [{}] }])(
  '%j is no profile',
  (answer) => expect(readProfile(answer)).toEqual(NO_PROFILE),
);
