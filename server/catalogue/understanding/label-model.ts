/**
 * The label of a product out of its words, brand, price and meaning: two logistic regressions and the likest products, blended.
 * Legend: N products, C labels.
 */
import { seededRandom } from '../../../src/base/seeded-random.ts';
import type { Meanings } from '../../trainer/content.ts';
import type { CatalogueProduct } from '../catalogue-product.ts';
import { blended, fitBlend } from './blend.ts';
import { fitCalibration } from './calibrate.ts';
import { neighbourOpinion, type Opinion } from './label-neighbours.ts';
import { likenessTerms, pieceTerms, productTerms } from './product-terms.ts';
import { fitSoftmax, softmaxOpinion } from './softmax-regression.ts';
import { weighTerms, withDenseColumns } from './weighed-terms.ts';

export interface LabelExamples {
  /** With those whose label is wanted. [N] */
  readonly products: readonly CatalogueProduct[];
  /** Rows of the same products, where their titles were read. */
  readonly meanings: Meanings | undefined;
  /** From 0 to `classes` - 1; of products that are not learned of, anything. [N] */
  readonly labels: Int32Array;
  readonly classes: number;
  /** Products whose label is known. */
  readonly learned: readonly number[];
}

export interface LabelModel {
  /** Of the labels, for a product. [C] */
  probabilities(row: number): Float64Array;
  /** Share of the likeliest labels of such a probability that are right. */
  confidenceOf(probability: number): number;
}

const EPOCHS = 8;
/** Of unit rows of meaning beside unit rows of words. */
const MEANING_SCALE = 0.3;
/** Share of the learned products that blend and calibration are fitted on; the models learn of them afterwards. */
const ASIDE = 0.2;

/** @param onProgress told the share that is done */
export function fitLabels(examples: LabelExamples, onProgress: (done: number) => void = () => {}): LabelModel {
  const order = seededRandom('aside').shuffle([...examples.learned]);
  const aside = order.slice(0, Math.round(ASIDE * order.length));
  const labels = aside.map((row) => examples.labels[row] as number);
  const most = opinionsOf({ ...examples, learned: order.slice(aside.length) }, (done) => onProgress(done / 2));
  const tried = aside.map((row) => most.map((opinion) => opinion(row)));
  const weights = fitBlend(tried, labels);
  const answers = tried.map((opinions) => blended(opinions, weights));
  const scores = answers.map((answer) => Math.max(...answer));
  const hits = answers.map((answer, at) => (answer.indexOf(scores[at] as number) === labels[at] ? 1 : 0));
  const all = opinionsOf(examples, (done) => onProgress(0.5 + done / 2));
  return {
    probabilities: (row) =>
      blended(
        all.map((opinion) => opinion(row)),
        weights,
      ),
    confidenceOf: fitCalibration(scores, hits),
  };
}

function opinionsOf(examples: LabelExamples, onProgress: (done: number) => void): Opinion[] {
  const { products, meanings, labels, classes, learned } = examples;
  const weighed = (terms: (product: CatalogueProduct) => string[]) =>
    weighTerms({ documents: products.map(terms), labels, classes, learned });
  const regression = (matrix: ReturnType<typeof weighed>, name: string, told: (done: number) => void) => {
    const model = fitSoftmax({ matrix, labels, classes, learned }, EPOCHS, seededRandom(name), told);
    return (row: number) => softmaxOpinion(model, matrix, row);
  };
  const words = weighed(productTerms);
  const read = meanings ? withDenseColumns(words, meanings.rows, meanings.width, MEANING_SCALE) : words;
  return [
    regression(read, 'words', (done) => onProgress(done / 2)),
    regression(weighed(pieceTerms), 'pieces', (done) => onProgress((1 + done) / 2)),
    neighbourOpinion(weighed(likenessTerms), meanings, labels, classes, learned),
  ];
}
