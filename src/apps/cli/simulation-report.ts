/** What a simulation measured, and as a table for a person. */
export interface Quality {
  readonly ndcgAt10: number;
  readonly hitRateAt10: number;
}

export interface RoundFigures {
  readonly round: string;
  readonly release: string;
  /** Reports in the sum. */
  readonly reports: number;
  /** Browsers that left before they reported. */
  readonly left: number;
  /** From the first browser's question to the published release, seconds. */
  readonly seconds: number;
  /** Of which from the last report to the published release. */
  readonly secondsToPublish: number;
  /** Mean bytes of bodies over the browsers that reported. */
  readonly bytesSentPerClient: number;
  readonly bytesReceivedPerClient: number;
  readonly quality: Quality;
}

export interface SimulationReport {
  readonly clients: number;
  readonly seed: string;
  readonly dropout: number;
  readonly clip: number;
  readonly noiseMultiplier: number;
  readonly sharedParameters: number;
  /** Shoppers outside the fleet whose next product quality is measured on. */
  readonly judges: number;
  /** Mean bytes that a browser fetched to start: release and cards. */
  readonly startBytesPerClient: number;
  readonly before: Quality;
  readonly rounds: readonly RoundFigures[];
}

const HEADER = [
  'round',
  'reports',
  'left',
  'seconds',
  'to publish',
  'sent/client',
  'received/client',
  'NDCG@10',
  'HR@10',
];

/** Fixed-width text with a line for each round and one for before them. */
export function simulationTable(report: SimulationReport): string {
  const quality = ({ ndcgAt10, hitRateAt10 }: Quality) => [ndcgAt10.toFixed(4), hitRateAt10.toFixed(4)];
  const rows = [
    HEADER,
    ['before', '', '', '', '', '', bytes(report.startBytesPerClient), ...quality(report.before)],
    ...report.rounds.map((round, i) => [
      String(i + 1),
      String(round.reports),
      String(round.left),
      round.seconds.toFixed(1),
      round.secondsToPublish.toFixed(2),
      bytes(round.bytesSentPerClient),
      bytes(round.bytesReceivedPerClient),
      ...quality(round.quality),
    ]),
  ];
  const widths = HEADER.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  const lines = rows.map((row) => row.map((cell, column) => cell.padStart(widths[column] ?? 0)).join('  '));
  const { clip, noiseMultiplier, judges, sharedParameters } = report;
  return `${lines.join('\n')}
quality: next new product of ${judges} shoppers outside the fleet, all products ranked
${sharedParameters} shared parameters, clip ${clip}, noise multiplier ${noiseMultiplier}${noiseMultiplier < 1 ? ': too little for a privacy claim' : ''}
`;
}

function bytes(count: number): string {
  return count < 10_000 ? `${Math.round(count)} B` : `${(count / 1000).toFixed(1)} kB`;
}
