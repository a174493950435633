import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src/base/seeded-random.ts';
import { KINDS, madeUpShop } from '../../../test/kit/made-up-shop.ts';
import { blended, fitBlend } from './blend.ts';
import { fitLabels } from './label-model.ts';
import { weighTerms, withDenseColumns } from './weighed-terms.ts';

describe('a blend', () => {
  it('listens to the model that knows', () => {
    const random = seededRandom(3);
    const labels = Array.from({ length: 500 }, () => random.integer(3));
    const opinion = (label: number) => [0, 1, 2].map((c) => Math.log(c === label ? 0.6 : 0.2));
    const opinions = labels.map((label) => [
      Float64Array.from(opinion(random.uniform() < 0.9 ? label : (label + 1) % 3)),
      Float64Array.from(opinion(random.integer(3))),
    ]);
    const [knows = 0, guesses = 0] = fitBlend(opinions, labels);
    expect(knows).toBeGreaterThan(1);
    expect(guesses).toBeLessThan(0.3);
    expect(blended(opinions[0] ?? [], Float64Array.of(knows, guesses)).reduce((a, b) => a + b)).toBeCloseTo(1, 9);
  });
});

describe('weighed terms', () => {
  const documents = [['tea', 'new'], ['tea'], ['cup', 'new'], ['cup'], ['cup', 'tea', 'odd']];
  const matrix = weighTerms({ documents, labels: Int32Array.of(0, 0, 1, 1, -1), classes: 2, learned: [0, 1, 2, 3] });

  it('are more the more they tell of the label, and the unlabelled have rows too', () => {
    expect(matrix.width).toBe(3);
    const [tea = 0, fresh = 0] = matrix.values.subarray(0, 2);
    expect(tea).toBeGreaterThan(2 * fresh);
    expect(Math.hypot(tea, fresh)).toBeCloseTo(1, 6);
    expect(matrix.offsets[5]).toBe(8);
  });

  it('take dense columns behind them', () => {
    const wide = withDenseColumns(
      matrix,
      Float32Array.from({ length: 10 }, (_, i) => i),
      2,
      0.5,
    );
    expect(wide.width).toBe(5);
    expect([...wide.columns.subarray(2, 4)]).toEqual([3, 4]);
    expect([...wide.values.subarray(wide.values.length - 2)]).toEqual([4, 4.5]);
  });
});

describe('the label of a product', () => {
  const { products, labels } = madeUpShop(600, 0.1);
  const held = products.map((_, row) => row).filter((row) => row % 4 === 0);
  const learned = products.map((_, row) => row).filter((row) => row % 4 !== 0);
  const hidden = labels.map((label, row) => (row % 4 === 0 ? -1 : label));
  const model = fitLabels({ products, meanings: undefined, labels: hidden, classes: KINDS.length, learned });
  const answers = held.map((row) => {
    const probabilities = model.probabilities(row);
    const most = Math.max(...probabilities);
    return { sure: model.confidenceOf(most), hit: probabilities.indexOf(most) === labels[row] ? 1 : 0 };
  });
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

  it('is found as often as labels are true, far above the most frequent one', () => {
    expect(mean(answers.map(({ hit }) => hit))).toBeGreaterThan(0.8);
  });

  it('comes with the share that is right', () => {
    const [sure, hits] = [mean(answers.map((each) => each.sure)), mean(answers.map(({ hit }) => hit))];
    expect(Math.abs(sure - hits)).toBeLessThan(0.08);
  });
});
