import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { strings } from '../src/apps/widget/strings.ts';

const page = readFileSync('docs/embedding.md', 'utf8');
const source = (path: string) => readFileSync(`src/apps/${path}`, 'utf8');
const widget = readdirSync('src/apps/widget')
  .filter((name) => /\.tsx?$/.test(name) && !name.includes('.test.'))
  .map((name) => source(`widget/${name}`))
  .join('\n');
const found = (text: string, pattern: RegExp) =>
  [...new Set([...text.matchAll(pattern)].map(([, name]) => name ?? ''))].sort();
const section = (title: string) => page.split(`\n## ${title}\n`)[1]?.split('\n## ')[0] ?? '';
/** What stands alone between backticks in the first column of the section's tables. */
const rows = (title: string) => found(section(title), /^\| `([^`]+)`/gm);

test('the page lists every attribute of the tag that is read, and no other', () => {
  const read = /const \{ ([^}]+) \} =\s+script\.dataset/.exec(source('loader/settings.ts'))?.[1] ?? '';
  const names = read
    .split(', ')
    .map((name) => `data-${name.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`)}`);
  expect(names.length).toBeGreaterThan(5);
  expect(rows('The tag')).toEqual(names.sort());
});

test('the page lists every attribute of a slot', () => {
  const read = /observedAttributes = \[([^\]]+)\]/.exec(source('widget/recs-element.tsx'))?.[1] ?? '';
  expect(rows('The slots')).toEqual(found(read, /'([^']+)'/g));
});

test('the page lists every custom property and every part', () => {
  expect(rows('Looks')).toEqual(found(widget, /var\((--inkling-[a-z-]+)/g));
  const parts = /Parts for [^:]+:([^.]+)\./.exec(section('Looks').replace('::part(...)', ''))?.[1] ?? '';
  expect(found(parts, /`([^`]+)`/g)).toEqual(found(widget, /part="([a-z-]+)"/g));
});

test('the page lists every call, every word and every event that is heard', () => {
  const commands = ['event', 'consent', ...found(source('widget/widget.ts'), /name === '([a-z]+)'/g)];
  expect(found(section('Calls'), /^\| `inkling\('([a-z]+)'/gm)).toEqual([...commands].sort());
  const words = /The words[\s\S]+?Keep/.exec(section('Calls'))?.[0] ?? '';
  expect(found(words, /`([a-zA-Z]+)`/g)).toEqual(Object.keys(strings).sort());
  const heard = found(source('loader/data-layer.ts'), /'([a-z_ ]+)'\.split/g).flatMap((list) => list.split(' '));
  const named = found(section('What it hears'), /`([a-z_]+)`/g);
  expect(heard.length).toBeGreaterThan(15);
  expect(heard.filter((name) => !named.includes(name))).toEqual([]);
});
