import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ENGINE_NOTICES } from '../src/domain/engine-status.ts';

const document = readFileSync('docs/troubleshooting.md', 'utf8');
const section = (title: string) => document.split(`\n## ${title}\n`)[1]?.split('\n## ')[0] ?? '';

test('every notice of the engine has a heading, and no heading names a code that does not exist', () => {
  const headings = [...section('Notices').matchAll(/^### (.+)$/gm)].map(([, code]) => code);
  expect(headings).toEqual([...ENGINE_NOTICES]);
});

test('every message that the document quotes is one that a program of ours says', () => {
  const sources = ['src', 'server', 'scripts']
    .flatMap((room) => readdirSync(room, { recursive: true }).map((name) => join(room, String(name))))
    .filter((path) => /\.(ts|tsx|mjs)$/.test(path) && !/\.test\./.test(path))
    .map((path) => readFileSync(path, 'utf8'))
    .join('\n');
  const messages = ["The shop's page", 'Command line', 'Aggregator and helper', 'npm start'].flatMap((title) =>
    [...section(title).matchAll(/^\| (`.+?`) .*?\|/gm)].flatMap(([, cell]) =>
      [...(cell ?? '').matchAll(/`([^`]+)`/g)].map(([, message]) => message ?? ''),
    ),
  );
  expect(messages.length).toBeGreaterThan(20);
  expect(messages.filter((message) => !sources.includes(message))).toEqual([]);
});
