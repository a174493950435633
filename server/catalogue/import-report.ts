/** What an import found: counts, and complaints that name row, field, value and what to do. */
import type { RowProblem } from './feeds/feed-row.ts';

/** More of one kind say nothing new, and a feed of a million broken rows must not fill memory or disk. */
const MOST_OF_A_KIND = 100;
const MOST_KINDS = 200;

export interface ProblemKind {
  readonly field: string;
  readonly what: string;
  readonly kind: RowProblem['kind'];
  readonly count: number;
  /** The first of them, in the feed's order. */
  readonly examples: readonly RowProblem[];
}

export interface ImportCounts {
  /** Rows, items or objects of the feed. */
  readonly rows: number;
  /** Rows that were left out. */
  readonly leftOut: number;
  /** Products after variants were grouped. */
  readonly products: number;
  readonly groups: number;
  readonly variants: number;
  /** Products that read like an earlier one. */
  readonly duplicates: number;
}

export interface ImportReport {
  readonly source: string;
  readonly format: string;
  readonly counts: ImportCounts;
  /** Most frequent first. */
  readonly problems: readonly ProblemKind[];
  /** Complaints that were not written down, for their number. */
  readonly untold: number;
}

interface Gathered {
  readonly problem: RowProblem;
  count: number;
  readonly examples: RowProblem[];
}

export class Problems {
  private readonly kinds = new Map<string, Gathered>();
  private untoldCount = 0;
  /** Complaints that `--strict` does not take. */
  errors = 0;

  add(problem: RowProblem): void {
    if (problem.kind !== 'note') this.errors++;
    const key = `${problem.kind} ${problem.field} ${problem.what}`;
    const found = this.kinds.get(key);
    if (!found && this.kinds.size >= MOST_KINDS) {
      this.untoldCount++;
      return;
    }
    const kind = found ?? { problem, count: 0, examples: [] };
    kind.count++;
    if (kind.examples.length < MOST_OF_A_KIND) kind.examples.push(problem);
    else this.untoldCount++;
    this.kinds.set(key, kind);
  }

  get untold(): number {
    return this.untoldCount;
  }

  list(): ProblemKind[] {
    const rank = { row: 0, field: 1, note: 2 };
    return [...this.kinds.values()]
      .map(({ problem: { field, what, kind }, count, examples }) => ({ field, what, kind, count, examples }))
      .sort((a, b) => rank[a.kind] - rank[b.kind] || b.count - a.count);
  }
}

/** Complaints that a terminal has room for. */
const SHOWN_KINDS = 12;
const SHOWN_PLACES = 3;

/** For a person: counts first, then what is wrong, the worst first. */
export function reportText(report: ImportReport, reportFile: string): string {
  const { counts } = report;
  const lines = [
    `${counted(counts.products, 'product')} from ${counted(counts.rows, 'row')} (${report.format})`,
    ...(counts.groups > 0 ? [`  ${counts.groups} of them with variants, ${counts.variants} in all`] : []),
    ...(counts.leftOut > 0 ? [`  ${counted(counts.leftOut, 'row')} left out`] : []),
    ...(counts.duplicates > 0 ? [`  like an earlier product (same words, brand and price): ${counts.duplicates}`] : []),
  ];
  for (const { kind, field, what, count, examples } of report.problems.slice(0, SHOWN_KINDS)) {
    const places = examples.slice(0, SHOWN_PLACES).map(({ row, value }) => `${row}${value ? ` "${value}"` : ''}`);
    const more = count > SHOWN_PLACES ? ', …' : '';
    lines.push(`${TITLES[kind]} ${field}: ${what} (${count}: row ${places.join(', ')}${more})`);
  }
  const rest = report.problems.length - SHOWN_KINDS;
  if (rest > 0) lines.push(`and ${rest} kinds of complaints more`);
  if (report.problems.length > 0) lines.push(`all of them: ${reportFile}`);
  return lines.join('\n');
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

const TITLES: Readonly<Record<RowProblem['kind'], string>> = { row: 'left out:', field: 'wrong:', note: 'note:' };
