import { expect, test } from 'vitest';
import { titleText } from './title-text.ts';

test('a number and its unit stay on one line, and nothing else is changed', () => {
  expect(titleText('Fernhollow Wren kettle, 1.2 l')).toBe('Fernhollow Wren kettle, 1.2\u00a0l');
  expect(titleText('Knife, 20 cm blade')).toBe('Knife, 20\u00a0cm blade');
  expect(titleText('Tent for 2 people, 24 pieces, size M')).toBe('Tent for 2 people, 24 pieces, size M');
});
