/** The report of a training: one HTML file without scripts, for whoever decides whether its release goes out. */
import type { ReleaseId } from '../../src/domain/ids.ts';
import type { Ablation } from './fit-release-ranker.ts';
import type { Estimate, ListQuality } from './list-quality.ts';
import { PHASE_NAMES, type TrainingProgress } from './training-options.ts';

export type EpochReport = Extract<TrainingProgress, { kind: 'epoch' }>;

export interface TrainingReport {
  readonly release: ReleaseId;
  readonly shop: string;
  /** Why the gate refused it; empty where it did not. */
  readonly refusals: readonly string[];
  readonly createdAtMs: number;
  readonly seconds: number;
  readonly backend: string;
  readonly products: number;
  readonly shoppers: number;
  /** Of this process: a training that was taken up again lacks what came before. */
  readonly epochs: readonly EpochReport[];
  readonly quality: ListQuality | undefined;
  readonly ablations: readonly Ablation[];
  /** As in the manifest. */
  readonly metrics: Readonly<Record<string, number>>;
  readonly running: Readonly<Record<string, number>> | undefined;
}

const CHART = { width: 640, height: 180, left: 56, bottom: 24, top: 10, right: 10 };

export function reportHtml(report: TrainingReport): string {
  const { release, shop, refusals, createdAtMs, seconds, backend, products, shoppers } = report;
  const made = new Date(createdAtMs).toISOString().slice(0, 16).replace('T', ' ');
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Training report, ${text(shop)}</title>
<style>
  :root { color-scheme: light dark; --line: #8884; --mark: #0b6e4f; --other: #b3541e }
  @media (prefers-color-scheme: dark) { :root { --mark: #5fd3a6; --other: #f0a070 } }
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem }
  h1 { font-size: 1.5rem } h2 { font-size: 1.1rem; margin-top: 2rem }
  table { border-collapse: collapse; width: 100% } td, th { padding: .3rem .5rem; border-bottom: 1px solid var(--line); text-align: left }
  td + td, th + th { text-align: right; font-variant-numeric: tabular-nums }
  code { font-size: .85em; overflow-wrap: anywhere } .refused { border-left: 4px solid var(--other); padding-left: 1rem }
  svg { width: 100%; height: auto } svg text { font: 11px system-ui, sans-serif; fill: currentColor }
</style>
<h1>Training report, ${text(shop)}</h1>
<p>Release <code>${text(release)}</code>, begun ${made} UTC, ${Math.round(seconds)} s on ${text(backend)}.
${products} products, ${shoppers} shoppers.</p>
${refusals.length > 0 ? `<p class="refused"><strong>Refused.</strong> Worse than the running release: ${text(refusals.join('; '))}.</p>` : ''}
<h2>How good the lists are</h2>
${qualitySection(report)}
<h2>What each source adds</h2>
${ablationSection(report)}
<h2>How the encoder learned</h2>
${shoppers === 0 ? '<p>It did not: without logs it is the decayed mean of what the products read like.</p>' : curveSection(report.epochs)}
<h2>Everything the manifest records</h2>
${table(
  ['figure', 'value'],
  Object.entries(report.metrics).map(([name, value]) => [name, figure(value)]),
)}
</html>
`;
}

function qualitySection({ quality, running, shoppers }: TrainingReport): string {
  if (shoppers === 0) return '<p>Made from the catalogue alone: there were no choices of shoppers to judge it by.</p>';
  if (!quality) {
    return '<p>Too few shoppers have choices that could be set aside, three events or more: nothing is known of it.</p>';
  }
  const before = (key: string) => {
    const value = running?.[key];
    return running ? [value === undefined ? 'not recorded' : figure(value)] : [];
  };
  const row = (name: string, value: Estimate, key: string) => [name, interval(value), ...before(key)];
  const rows = [
    row('HR@10', quality.hitRate, 'heldOutHitRateAt10'),
    row('NDCG@10', quality.ndcg, 'heldOutNdcgAt10'),
    row('HR@10 of rare products', quality.tailHitRate, 'heldOutTailHitRateAt10'),
    ['coverage@10', figure(quality.coverage), ...before('heldOutCoverageAt10')],
    ['calibration error of the first place', figure(quality.calibrationError), ...before('heldOutCalibrationError')],
  ];
  return `<p>On ${quality.cases} last choices of shoppers, up to three of one where shoppers are few, from which neither tables, encoder nor this
ranker had learned, ranked among all products. Without --valid the encoder's search was ended by held-out choices, in a small shop by
these too. What is released has since learned from them all. Intervals are 95%.</p>
${table(['figure', 'this release', ...(running ? ['running release'] : [])], rows)}`;
}

function ablationSection({ quality, ablations }: TrainingReport): string {
  if (!quality) return '<p>Not judged.</p>';
  const row = (name: string, one: ListQuality) => [name, interval(one.hitRate), interval(one.ndcg)];
  const rows = [row('everything', quality), ...ablations.map((one) => row(`without ${one.without}`, one.quality))];
  return `<p>The ranker fitted again without one of its sources, on the same choices; the candidates stay.</p>
${table(['ranker', 'HR@10', 'NDCG@10'], rows)}`;
}

function curveSection(epochs: readonly EpochReport[]): string {
  if (epochs.length === 0) return '<p>No epoch was trained in this process: it took up a finished encoder.</p>';
  const labels = epochs.map(({ phase, epoch }) => `${epoch}${PHASE_NAMES[phase]}`);
  const searched = epochs.filter(({ phase }) => phase === 'search').length;
  const losses = epochs.map(({ loss }) => loss);
  const found = epochs.map(({ quality }) => quality?.ndcg);
  const rows = epochs.map(({ loss, quality }, at) => [
    labels[at] ?? '',
    loss === undefined ? '' : figure(loss),
    quality ? figure(quality.ndcg) : '',
  ]);
  const first = epochs[0]?.phase === 'search' ? epochs[0].epoch : undefined;
  const resumed =
    first === 1 ? '' : ' The training was taken up again from a checkpoint: what came before is not here.';
  return `<p>By epoch.${resumed} Behind the dashed line the encoder trains on what the ranker has learned from, too.</p>
${chart('Loss, nats a position', losses, searched, first ?? 1)}${chart('Held-out NDCG@10 of the encoder alone', found, searched, first ?? 1)}
<details><summary>Epoch by epoch</summary>${table(['epoch', 'loss', 'NDCG@10'], rows)}</details>`;
}

/** A line through the values that are known, over their places, the first of which is called `first`; a dashed one after `before` of them. */
function chart(title: string, values: readonly (number | undefined)[], before: number, first: number): string {
  const points = values.flatMap((value, at) => (value === undefined ? [] : [{ at, value }]));
  if (points.length === 0) return '';
  const { width, height, left, bottom, top, right } = CHART;
  const [least, most] = [Math.min(...points.map((p) => p.value)), Math.max(...points.map((p) => p.value))];
  const x = (at: number) => left + (at / Math.max(1, values.length - 1)) * (width - left - right);
  const y = (value: number) => height - bottom - ((value - least) / (most - least || 1)) * (height - bottom - top);
  const line = points.map(({ at, value }) => `${x(at).toFixed(1)},${y(value).toFixed(1)}`).join(' ');
  const dots = points.map(({ at, value }) => `<circle cx="${x(at).toFixed(1)}" cy="${y(value).toFixed(1)}" r="2.5"/>`);
  return `<figure style="margin:0"><figcaption>${title}</figcaption>
<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${title}: from ${figure(points[0]?.value ?? 0)} to ${figure(points.at(-1)?.value ?? 0)}">
<path d="M${left} ${top}V${height - bottom}H${width - right}" fill="none" stroke="var(--line)"/>
${before > 0 && before < values.length ? `<path d="M${x(before - 0.5).toFixed(1)} ${top}V${height - bottom}" stroke="currentColor" stroke-dasharray="3 4" opacity=".5"/>` : ''}
<text x="${left - 6}" y="${top + 8}" text-anchor="end">${figure(most)}</text>
<text x="${left - 6}" y="${height - bottom}" text-anchor="end">${figure(least)}</text>
<text x="${left}" y="${height - 6}">${first}</text><text x="${width - right}" y="${height - 6}" text-anchor="end">${first + values.length - 1}</text>
<g fill="var(--mark)" stroke="none">${dots.join('')}</g>
<polyline points="${line}" fill="none" stroke="var(--mark)" stroke-width="1.5"/></svg></figure>
`;
}

function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = (tag: string, row: readonly string[]) => row.map((cell) => `<${tag}>${text(cell)}</${tag}>`).join('');
  return `<table><tr>${cells('th', columns)}</tr>\n${rows.map((row) => `<tr>${cells('td', row)}</tr>`).join('\n')}\n</table>`;
}

function interval({ mean, halfWidth }: Estimate): string {
  return Number.isFinite(halfWidth) ? `${figure(mean)} ±${figure(halfWidth)}` : 'no case';
}

function figure(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(4);
}

function text(raw: string): string {
  return raw.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
