import { expect, test } from 'vitest';
import type { ReleaseId } from '../../src/domain/ids.ts';
import { reportHtml, type TrainingReport } from './training-report.ts';

const about = (mean: number) => ({ mean, halfWidth: 0.01 });
const quality = {
  ...{ cases: 500, ndcg: about(0.0721), hitRate: about(0.12), tailHitRate: about(0.08) },
  ...{ coverage: 0.4, calibrationError: 0.02 },
};
const epoch = (at: number, loss: number) => ({
  ...{ kind: 'epoch' as const, phase: 'search' as const, epoch: at, loss, quality: { ndcg: 0.01 * at, hitRate: 0.1 } },
});
const report: TrainingReport = {
  ...{ release: 'abc' as ReleaseId, shop: 'tea <b>& more', refusals: [], createdAtMs: 0, seconds: 12.4 },
  ...{ backend: 'wasm', products: 10, shoppers: 20, epochs: [epoch(1, 9), epoch(2, 7)], quality },
  ...{ ablations: [{ without: 'encoder', quality }], metrics: { heldOutCases: 500 }, running: undefined },
};

test('tells the figures with their intervals, the ablations and both curves', () => {
  const html = reportHtml(report);
  expect(html).toContain('<td>NDCG@10</td><td>0.0721 ±0.0100</td>');
  expect(html).toContain('<td>without encoder</td>');
  expect(html.match(/<polyline/g)).toHaveLength(2);
  expect(html).not.toContain('stroke-dasharray');
  const finished = { ...epoch(1, 6), phase: 'finish' as const };
  expect(reportHtml({ ...report, epochs: [...report.epochs, finished] }).match(/stroke-dasharray/g)).toHaveLength(2);
  expect(html).toContain('aria-label="Loss, nats a position: from 9 to 7"');
  expect(html).not.toContain('Refused');
  expect(html).not.toContain('running release');
});

test('a name is shown as text, and nothing is run or fetched', () => {
  const html = reportHtml(report);
  expect(html).toContain('tea &lt;b>&amp; more');
  expect(html).not.toMatch(/<script|https?:|src=|NaN|undefined|Infinity/);
});

test('a refused release says why, beside the figures of the running one', () => {
  const html = reportHtml({ ...report, refusals: ['NDCG@10 0.01 against 0.09'], running: { heldOutNdcgAt10: 0.09 } });
  expect(html).toContain('<strong>Refused.</strong> Worse than the running release: NDCG@10 0.01 against 0.09.');
  expect(html).toContain('<td>0.0900</td>');
  expect(html).toContain('<td>not recorded</td>');
});

test('a shop with too few shoppers and a training that was taken up at its end are told in words', () => {
  const html = reportHtml({ ...report, quality: undefined, ablations: [], epochs: [] });
  expect(html).toContain('Too few shoppers');
  expect(html).toContain('it took up a finished encoder');
});
