import { describe, expect, it } from 'vitest';
import { buildWordIndex } from './build-word-index.ts';
import type { SearchProduct } from './search-product.ts';
import { WordIndex } from './word-index.ts';
import { wordsOf } from './words.ts';

const TITLES = [
  'Red mug',
  'Mug, red, big mug',
  'Big red pan with a lid of glass',
  'Glass',
  'Adapter',
  'Adaptor',
  'Pans',
];
const products: SearchProduct[] = TITLES.map((title, at) => ({ id: `${at}`, title, categoryPath: [] }));
const index = new WordIndex(buildWordIndex(products));

describe('word index', () => {
  it('knows of every word who has it', () => {
    for (const word of new Set(TITLES.flatMap(wordsOf))) {
      const holders = TITLES.flatMap((title, row) => (wordsOf(title).includes(word) ? row : []));
      expect([...index.postings(word).rows], word).toEqual(holders);
    }
    expect(index.postings('teapot').rows.length).toBe(0);
    expect(index.has('mug')).toBe(true);
    expect(index.has('constructor')).toBe(false);
  });

  it('counts a word more in a short title than in a long one, and more where it stands twice', () => {
    const impact = (word: string, row: number) => {
      const { rows, impacts } = index.postings(word);
      return impacts[rows.indexOf(row)] ?? 0;
    };
    expect(impact('red', 0)).toBeGreaterThan(impact('red', 2));
    expect(impact('mug', 1)).toBeGreaterThan(impact('red', 1));
  });

  it('finds words that begin so, and words that are written so', () => {
    expect(index.longerWords('ada', 5)).toEqual(['adapter', 'adaptor']);
    expect(index.longerWords('zz', 5)).toEqual([]);
    expect(index.likeWords('adaptr', 1, 5).map(({ word }) => word)).toEqual(['adapter', 'adaptor']);
    expect(index.likeWords('gals', 1, 5)).toEqual([]);
    expect(index.likeWords('galss', 1, 5)).toEqual([{ word: 'glass', distance: 1, holders: 2 }]);
  });

  it('takes rare words for more than common ones', () => {
    expect(index.rarity(1)).toBeGreaterThan(index.rarity(3));
    expect(index.rarity(products.length)).toBeGreaterThan(0);
  });
});
