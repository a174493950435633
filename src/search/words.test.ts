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
