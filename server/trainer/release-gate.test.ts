import { expect, test } from 'vitest';
import type { ListQuality } from './list-quality.ts';
import { qualityMetrics, worseThan } from './release-gate.ts';

const quality = (ndcg: number, cases = 400): ListQuality => {
  const about = (mean: number) => ({ mean, halfWidth: 1 / Math.sqrt(cases) });
  return {
    ...{ cases, ndcg: about(ndcg), hitRate: about(2 * ndcg), tailHitRate: about(ndcg) },
    ...{ coverage: 0.5, calibrationError: 0.1 },
  };
};

test('a release that is as good, better, or worse within both intervals passes', () => {
  const running = qualityMetrics(quality(0.3));
  for (const ndcg of [0.3, 0.9, 0.27]) expect(worseThan(running, qualityMetrics(quality(ndcg)))).toEqual([]);
});

test('one that is worse beyond them does not, and the figures that are worse are named', () => {
  const refusals = worseThan(qualityMetrics(quality(0.3)), qualityMetrics(quality(0.2)));
  expect(refusals).toEqual([
    'NDCG@10 0.2000 against 0.3000, noise 0.0707',
    'HR@10 0.4000 against 0.6000, noise 0.0707',
    'HR@10 of rare products 0.2000 against 0.3000, noise 0.0707',
  ]);
});

test('few cases make for much noise', () => {
  expect(worseThan(qualityMetrics(quality(0.3, 20)), qualityMetrics(quality(0.2, 20)))).toEqual([]);
});

test('a release without figures does not take the place of one that has them', () => {
  expect(worseThan(qualityMetrics(quality(0.3)), { searchNdcgAt10: 1 })).toEqual([
    'its logs have too few choices to say how good it is',
  ]);
  expect(worseThan({ searchNdcgAt10: 1 }, { searchNdcgAt10: 0.1 })).toEqual([]);
});

test('figures that the running release lacks are not compared, and infinity is not recorded', () => {
  expect(worseThan({ searchNdcgAt10: 1 }, qualityMetrics(quality(0.2)))).toEqual([]);
  const without = qualityMetrics({ ...quality(0.2), tailHitRate: { mean: 0, halfWidth: Number.POSITIVE_INFINITY } });
  expect(Object.values(without).every(Number.isFinite)).toBe(true);
  expect(without).not.toHaveProperty('heldOutTailHitRateAt10');
});
