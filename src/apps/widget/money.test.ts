import { expect, test } from 'vitest';
import { formatMoney, formatNumber } from './money.ts';

const plain = (text: string | undefined) => text?.replace(/\s/g, ' ');

test('minor units follow the currency: cents, whole yen, thousandths', () => {
  expect(formatMoney(123456, 'EUR', 'en')).toBe('€1,234.56');
  expect(plain(formatMoney(123456, 'EUR', 'de'))).toBe('1.234,56 €');
  expect(plain(formatMoney(1500, 'JPY', 'ja'))).toMatch(/[¥￥]1,500/);
  expect(plain(formatMoney(1500, 'KWD', 'en'))).toBe('KWD 1.500');
});

test('a currency that is none shows no price instead of a wrong one', () => {
  expect(formatMoney(100, 'euros', 'en')).toBeUndefined();
  expect(formatMoney(100, '', 'en')).toBeUndefined();
});

test('a page language that Intl refuses falls back to the browser', () => {
  expect(formatMoney(100, 'EUR', 'en_US')).toContain('1');
  expect(formatNumber(4.56, 'x', 1)).toMatch(/4[.,]6/);
  expect(formatNumber(4, 'de', 1)).toBe('4,0');
});
