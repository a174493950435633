import fc from 'fast-check';
import { expect, it } from 'vitest';
import { AmpersandMender } from './mend-ampersands.ts';

function mend(parts: readonly string[]): { text: string; count: number } {
  const mender = new AmpersandMender();
  const text = parts.map((part) => mender.push(part)).join('') + mender.push('', true);
  return { text, count: mender.count };
}

it('writes &amp; where no entity begins', () => {
  expect(mend(['Salt & pepper, R&D; Q&A &amp; &#38; &#x26; &eacute; &'])).toEqual({
    text: 'Salt &amp; pepper, R&D; Q&amp;A &amp; &#38; &#x26; &eacute; &amp;',
    count: 3,
  });
});

it('leaves CDATA as it is, and mends what follows', () => {
  expect(mend(['<a><![CDATA[?x=1&y=2]]></a>&<![CDATA[&]]>&']).text).toBe(
    '<a><![CDATA[?x=1&y=2]]></a>&amp;<![CDATA[&]]>&amp;',
  );
});

it('gives the same whatever the pieces are', () => {
  const token = fc.constantFrom('&', '&amp;', '<![CDATA[', ']]>', ']', ' ', 'a', '#', ';', '<', '!', '<b>', '&#x');
  fc.assert(
    fc.property(fc.array(token, { maxLength: 20 }), fc.array(fc.nat(80), { maxLength: 8 }), (tokens, cuts) => {
      const text = tokens.join('');
      const places = [0, ...cuts.map((cut) => cut % (text.length + 1)).sort((a, b) => a - b), text.length];
      const parts = places.slice(1).map((end, i) => text.slice(places[i], end));
      expect(mend(parts)).toEqual(mend([text]));
    }),
    { seed: 5, numRuns: 2000 },
  );
});
