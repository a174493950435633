import { describe, expect, it } from 'vitest';
import { wordsOf } from './words.ts';

describe('words of a text', () => {
  it.each([
    ['Running Shoes', ['running', 'shoe']],
    ['batteries', ['battery']],
    ['Beanie beanies', ['beany', 'beany']],
    ['glass boxes, brushes', ['glass', 'box', 'brush']],
    ['8GB DDR4', ['8', 'gb', 'ddr4']],
    ['1.5l kettle', ['1.5', 'l', 'kettle']],
    ['17" screen, 15-inch', ['17', 'inch', 'screen', '15', 'inch']],
    ['17″ or 17” or 17in', ['17', 'inch', 'or', '17', 'inch', 'or', '17', 'inch']],
    ['2-in-1 laptop', ['2', 'in', '1', 'laptop']],
    ['size 10 in stock', ['size', '10', 'in', 'stock']],
    ['1,5 l, 0,75l', ['1.5', 'l', '0.75', 'l']],
    ['HP 305A', ['hp', '305', 'a', '305a']],
    ['Wi-Fi', ['wi', 'fi', 'wifi']],
    ["men's L'Oréal", ['man', 'loreal']],
    ['Intel® Core™2', ['intel', 'core', '2']],
    ['40 × 60 cm', ['40', 'x', '60', 'cm']],
    ['1,299 pieces', ['1299', 'piece']],
    ['café Straße', ['cafe', 'straße']],
    ['', []],
    ['?!', []],
  ])('of %j', (text, words) => {
    expect(wordsOf(text)).toEqual(words);
  });
});
