/** A table for people and the same figures for programs. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { dirname } from 'node:path';

export type Cell = string | number;

/** Columns as wide as their widest cell; numbers to the right. */
export function tableText(columns: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const cells = [columns, ...rows.map((row) => row.map(String))];
  const widths = columns.map((_, at) => Math.max(...cells.map((row) => row[at]?.length ?? 0)));
  const line = (row: readonly string[], isNumber: (at: number) => boolean) =>
    row.map((cell, at) => (isNumber(at) ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0))).join('  ');
  const numeric = (at: number) => at > 0;
  return cells.map((row) => line(row, numeric).trimEnd()).join('\n');
}

/** The machine and the moment that figures are of. */
export function circumstances(): Readonly<Record<string, Cell>> {
  const [first] = cpus();
  return {
    cpu: first?.model ?? 'unknown',
    cores: cpus().length,
    node: process.version,
    command: process.argv.slice(2).join(' '),
  };
}

export function writeJson(file: string, result: object): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify({ ...circumstances(), ...result }, undefined, 2)}\n`);
  process.stdout.write(`written: ${file}\n`);
}

/** The upper one of two in the middle; NaN of nothing. */
export function median(values: readonly number[]): number {
  const order = values.toSorted((a, b) => a - b);
  return order[Math.floor(order.length / 2)] ?? Number.NaN;
}
