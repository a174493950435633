/** The figures of `bench lifelong`, as tables for people, numbers for programs, and a page with charts. */
import { tableText } from '../table.ts';
import { lineChart, pageOf } from './html.ts';
import { BASE, CHARTED, COMPARISONS } from './methods.ts';
import type { Probe } from './mixture.ts';
import { PLANTED, type PlantedGains } from './planted-taste.ts';
import { mean, type PairedTests, relativeGain, shareHarmed } from './statistics.ts';
import { type Gains, PROTOCOLS, type Protocol, WARM_UP } from './walk.ts';

/** Tests of one shopper by method. */
export type Tested = ReadonlyMap<string, readonly Gains[]>;

export interface FoldResult {
  readonly tested: readonly Tested[];
  /** Of each shopper. */
  readonly probes: readonly (readonly Probe[])[];
  /** Of each simulated shopper. */
  readonly planted: readonly PlantedGains[];
}

interface Section {
  readonly title: string;
  readonly tables: readonly { readonly columns: readonly string[]; readonly rows: readonly (readonly string[])[] }[];
  /** Drawn on the page. */
  readonly charts: readonly string[];
  readonly figures: object;
}

/** Where in a history tests are told apart: from so many events on. */
const STAGES = [WARM_UP, 10, 20, 50, 100] as const;
/** Choices before and after a planted change of taste. */
const WINDOWS = [
  ['before it', WARM_UP, PLANTED.before],
  ['0 to 5 after', PLANTED.before, PLANTED.before + 5],
  ['5 to 10 after', PLANTED.before + 5, PLANTED.before + 10],
  ['5 to 50 after', PLANTED.before + 5, PLANTED.before + 50],
] as const;
/** Choices that make a point of the planted chart. */
const POINT = 5;

export function lifelongReport({ tested, probes, planted }: FoldResult) {
  const sections = [
    ...PROTOCOLS.map((protocol) => protocolSection(protocol, tested)),
    ...(probes.some((some) => some.length > 0) ? [probeSection(probes)] : []),
    ...(planted.length > 0 ? [plantedSection(planted)] : []),
  ];
  return {
    text: sections.map(sectionText).join(''),
    html: pageOf('What a device learns in a lifetime', sections),
    figures: Object.fromEntries(sections.map(({ title, figures }) => [title, figures])),
  };
}

function sectionText({ title, tables }: Section): string {
  return `\n${title}\n${tables.map(({ columns, rows }) => `${tableText(columns, rows)}\n`).join('\n')}`;
}

function protocolSection(protocol: Protocol, tested: readonly Tested[]): Section {
  const gainsOf = (shopper: Tested, name: string) =>
    (shopper.get(name) ?? []).flatMap((gains) => gains[protocol] ?? []);
  const names = [...(tested[0]?.keys() ?? [])];
  const levels = names.map((name) => mean(tested.flatMap((shopper) => gainsOf(shopper, name))));
  const tests = tested.reduce((sum, shopper) => sum + gainsOf(shopper, BASE).length, 0);
  const charted = CHARTED.filter((name) => names.includes(name));
  const compared = COMPARISONS.filter((pair) => pair.every((name) => names.includes(name)));
  const comparisons = compared.map(([one, other]) => {
    const pairs = tested.map(
      (shopper): PairedTests => ({ one: gainsOf(shopper, one), other: gainsOf(shopper, other) }),
    );
    return { one, other, ...relativeGain(pairs), harmed: shareHarmed(pairs) };
  });
  const stages = STAGES.map((from, at) => {
    const to = STAGES[at + 1] ?? Number.POSITIVE_INFINITY;
    const of = (name: string) => mean(tested.flatMap((shopper) => within(shopper.get(name) ?? [], protocol, from, to)));
    return { from, means: Object.fromEntries(names.map((name) => [name, of(name)])) };
  });
  return {
    title: `${protocol}, ${tests} tests`,
    tables: [
      { columns: ['NDCG@10', 'mean'], rows: names.map((name, at) => [name, figure(levels[at])]) },
      {
        columns: ['', 'gain', '95% interval', 'shoppers worse'],
        rows: comparisons.map(({ one, other, gain, low, high, harmed }) => [
          `${one} / ${other}`,
          ...[percent(gain), `${percent(low)} to ${percent(high)}`, percent(harmed)],
        ]),
      },
      {
        columns: ['from event', ...charted],
        rows: stages.map(({ from, means }) => [String(from), ...charted.map((name) => figure(means[name]))]),
      },
    ],
    charts: [
      lineChart(
        'NDCG@10 by place in the history',
        stages.map(({ from }) => String(from)),
        charted.map((name) => ({ name, values: stages.map(({ means }) => means[name] ?? 0) })),
      ),
    ],
    figures: { tests, levels: Object.fromEntries(names.map((name, at) => [name, levels[at]])), comparisons, stages },
  };
}

/** Gains of tests at places of the history from `from` to before `to`. */
function within(gains: readonly Gains[], protocol: Protocol, from: number, to: number): number[] {
  return gains.flatMap((one, at) => (at + WARM_UP >= from && at + WARM_UP < to ? (one[protocol] ?? []) : []));
}

function probeSection(probes: readonly (readonly Probe[])[]): Section {
  const count = probes.reduce((sum, some) => sum + some.length, 0);
  const against = (other: 'atTheTime' | 'frozen') =>
    relativeGain(
      probes.map((some) => ({ one: some.map((one) => one.atTheEnd), other: some.map((one) => one[other]) })),
    );
  const figures = { probes: count, endOverThen: against('atTheTime'), endOverFrozen: against('frozen') };
  const row = (name: string, { gain, low, high }: ReturnType<typeof against>) => [
    ...[name, percent(gain), `${percent(low)} to ${percent(high)}`],
  ];
  return {
    title: `what the mixture of the end makes of the older half of a history, ${count} probes`,
    tables: [
      {
        columns: ['', 'gain', '95% interval'],
        rows: [
          row('at the end, when it has learned from these choices / as it was then', figures.endOverThen),
          row('at the end / without a mixture', figures.endOverFrozen),
        ],
      },
    ],
    charts: [],
    figures,
  };
}

function plantedSection(planted: readonly PlantedGains[]): Section {
  const pairs = (one: keyof PlantedGains, other: keyof PlantedGains, from: number, to: number) =>
    planted.map(
      (shopper): PairedTests => ({ one: shopper[one].slice(from, to), other: shopper[other].slice(from, to) }),
    );
  const windows = WINDOWS.map(([name, from, to]) => ({
    name,
    overFrozen: relativeGain(pairs('personal', 'frozen', from, to)),
    overOracle: relativeGain(pairs('personal', 'oracle', from, to)),
  }));
  const until = PLANTED.before + PLANTED.after;
  const points = Array.from({ length: Math.floor(until / POINT) }, (_, at) => at * POINT);
  const curve = (which: keyof PlantedGains) =>
    points.map((from) => mean(planted.flatMap((shopper) => shopper[which].slice(from, from + POINT))));
  return {
    title: `a taste that changes at choice ${PLANTED.before}, ${planted.length} simulated shoppers`,
    tables: [
      {
        columns: [
          'choices',
          'mixture over the frozen release',
          '95% interval',
          'over one told of the change',
          '95% interval',
        ],
        rows: windows.map(({ name, overFrozen, overOracle }) => [
          ...[name, percent(overFrozen.gain), `${percent(overFrozen.low)} to ${percent(overFrozen.high)}`],
          ...[percent(overOracle.gain), `${percent(overOracle.low)} to ${percent(overOracle.high)}`],
        ]),
      },
    ],
    charts: [
      lineChart(
        'NDCG@10 by choice',
        points.map(String),
        (['frozen', 'personal', 'oracle'] as const).map((name) => ({ name, values: curve(name) })),
      ),
    ],
    figures: { shoppers: planted.length, windows },
  };
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)}%`;
}

function figure(value: number | undefined): string {
  return value?.toFixed(4) ?? '';
}
