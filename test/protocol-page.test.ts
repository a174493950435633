/** docs/protocol.md says what the code does: its tables are read here. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { httpStatusOf } from '../src/protocol/http-status.ts';
import { PROBLEM_CODES } from '../src/protocol/problem.ts';
import { HEADER_BYTES, REPORT_HEADER, reportBytes } from '../src/protocol/report.ts';
import { ROUND_PHASES } from '../src/protocol/round-status.ts';
import { sampleTask } from './kit/sample-task.ts';

const page = readFileSync('docs/protocol.md', 'utf8');
const section = (title: string) => page.split(`\n## ${title}\n`)[1]?.split('\n## ')[0] ?? '';
/** Cells of a section's table rows, without the heads. */
const rowsOf = (title: string) =>
  [...section(title).matchAll(/^\| (.+) \|$/gm)]
    .map(([, row = '']) => row.split(' | ').map((cell) => cell.trim()))
    .filter(([first = '']) => !first.startsWith('---'))
    .slice(1);

test('every field of a task', () => {
  expect(rowsOf('Signed messages').map(([name = '']) => name.replaceAll('`', ''))).toEqual(Object.keys(sampleTask()));
});

test('every byte of a header, where it lies', () => {
  const header = rowsOf('A report').slice(0, Object.keys(REPORT_HEADER).length);
  expect(header.map(([offset, bytes, what = '']) => [what.split(',')[0], Number(offset), Number(bytes)])).toEqual(
    Object.entries(REPORT_HEADER).map(([name, [offset, bytes]]) => [name, offset, bytes]),
  );
  expect(section('A report')).toContain(`| ${HEADER_BYTES}, end of the header`);
  const largest = reportBytes({ paddedLength: 16_384, ringBits: 16 }).toLocaleString('en');
  expect(section('A report')).toContain(`a report has ${largest} bytes`);
});

test('every code with its status, and every phase', () => {
  const codes = rowsOf('Errors').map(([code = '', status]) => [code.replaceAll('`', ''), Number(status)]);
  expect(codes.sort()).toEqual(PROBLEM_CODES.map((code) => [code, httpStatusOf(code)]).sort());
  expect(rowsOf('A round').map(([phase]) => phase)).toEqual([...ROUND_PHASES]);
});
