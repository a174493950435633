/**
 * Fits the conversion head on every first view of the logs. What a product has done is counted without the shopper of
 * the example, or the label would stand among the features. Legend: N examples, F features, P products.
 */
import {
  CONVERSION_FEATURES,
  type ConversionCounts,
  conversionFeatures,
  isConversion,
  isView,
  LONGEST_PAST,
  overallRate,
} from '../../models/conversion.ts';
import type { ParameterValues } from '../../models/parameters.ts';
import { present } from '../../src/base/must.ts';
import { fitLogistic, type LogisticExamples } from './logistic-regression.ts';
import type { TrainingEvent } from './train-encoder.ts';

type Sequence = readonly TrainingEvent[];

/** A shopper's first touch of a product, where that is a view. */
interface FirstView {
  /** Place in the sequence. */
  readonly at: number;
  readonly product: number;
  /** Whether the same shopper carts or buys it later. */
  readonly converted: boolean;
}

/** How well probabilities agree with what happened, on shoppers that were left out of the fit. */
export interface ConversionQuality {
  readonly examples: number;
  readonly conversions: number;
  /** Area under the ROC curve; .5 guesses. */
  readonly auc: number;
  /** Mean distance of probability and share over ten bins of like size (expected calibration error). */
  readonly calibrationError: number;
}

export interface ConversionFit {
  readonly counts: ConversionCounts;
  /** By the names of CONVERSION_LAYOUT; zeros where the logs have too few conversions. */
  readonly weights: ParameterValues;
  /** Absent where there was nothing to fit. */
  readonly quality: ConversionQuality | undefined;
}

/** Fewer conversions say nothing. */
const FEWEST_CONVERSIONS = 20;
/** Every fifth shopper is left out of the fit that is measured; the one that is released has them all. */
const MEASURED_EVERY = 5;
const BINS = 10;

export function fitConversion(sequences: readonly Sequence[], products: number): ConversionFit {
  const counts = conversionCounts(sequences, products);
  const conversions = counts.converted.reduce((sum, count) => sum + count, 0);
  if (conversions < FEWEST_CONVERSIONS) return { counts, weights: weightsOf(undefined), quality: undefined };
  const measured = sequences.filter((_, at) => at % MEASURED_EVERY === 0);
  const others = sequences.filter((_, at) => at % MEASURED_EVERY !== 0);
  const weights = weightsOf(fitLogistic(examplesOf(sequences, counts)));
  const [taught, tested] = [examplesOf(others, conversionCounts(others, products)), examplesOf(measured, counts)];
  const measurable = taught.rows.length > 0 && tested.rows.length > 0;
  return { counts, weights, quality: measurable ? qualityOf(fitLogistic(taught), tested) : undefined };
}

export function conversionCounts(sequences: readonly Sequence[], products: number): ConversionCounts {
  const empty = () => new Float32Array(products);
  const counts = { shoppers: empty(), converted: empty(), views: empty() };
  const add = (column: Float32Array, row: number) => {
    column[row] = (column[row] as number) + 1;
  };
  for (const sequence of sequences) {
    for (const { product, converted } of firstViews(sequence)) {
      add(counts.shoppers, product);
      if (converted) add(counts.converted, product);
    }
    for (const event of sequence) if (isView(event)) add(counts.views, event.product);
  }
  return counts;
}

function firstViews(sequence: Sequence): FirstView[] {
  const lastConversion = new Map<number, number>();
  sequence.forEach((event, at) => {
    if (isConversion(event)) lastConversion.set(event.product, at);
  });
  const met = new Set<number>();
  return sequence.flatMap((event, at): FirstView[] => {
    const isNew = !met.has(event.product);
    met.add(event.product);
    if (!isNew || !isView(event)) return [];
    return [{ at, product: event.product, converted: (lastConversion.get(event.product) ?? -1) > at }];
  });
}

/** @param counts over logs that these sequences are part of */
function examplesOf(sequences: readonly Sequence[], counts: ConversionCounts): LogisticExamples {
  const rate = overallRate(counts);
  const rows: Float64Array[] = [];
  const labels: number[] = [];
  for (const sequence of sequences) {
    const views = new Map<number, number>();
    for (const event of sequence) if (isView(event)) views.set(event.product, (views.get(event.product) ?? 0) + 1);
    for (const { at, product, converted } of firstViews(sequence)) {
      const others = {
        shoppers: (counts.shoppers[product] as number) - 1,
        converted: (counts.converted[product] as number) - (converted ? 1 : 0),
        views: (counts.views[product] as number) - (views.get(product) ?? 0),
        overallRate: rate,
      };
      rows.push(conversionFeatures(others, sequence.slice(Math.max(0, at - LONGEST_PAST), at)));
      labels.push(converted ? 1 : 0);
    }
  }
  return { rows, labels };
}

function weightsOf(fitted: Float64Array | undefined): ParameterValues {
  const size = CONVERSION_FEATURES.length;
  return new Map([
    ['conversion.line', fitted ? Float32Array.from(fitted.subarray(0, size)) : new Float32Array(size)],
    ['conversion.bias', Float32Array.of(fitted?.[size] ?? 0)],
  ]);
}

function qualityOf(fitted: Float64Array, { rows, labels }: LogisticExamples): ConversionQuality {
  const scored = rows.map((row, at) => {
    const logits = row.reduce((sum, value, k) => sum + value * (fitted[k] as number), fitted[row.length] as number);
    return { probability: 1 / (1 + Math.exp(-logits)), label: present(labels[at], 'label') };
  });
  scored.sort((a, b) => a.probability - b.probability);
  return {
    examples: scored.length,
    conversions: labels.reduce((sum, label) => sum + label, 0),
    auc: areaUnderCurve(scored),
    calibrationError: calibrationError(scored),
  };
}

type Scored = { readonly probability: number; readonly label: number };

/** From the ranks of the positives; ties share their mean rank. @param scored ascending by probability */
function areaUnderCurve(scored: readonly Scored[]): number {
  let [rankSum, positives] = [0, 0];
  for (let begin = 0; begin < scored.length; ) {
    let end = begin + 1;
    while (end < scored.length && scored[end]?.probability === scored[begin]?.probability) end++;
    const hits = scored.slice(begin, end).reduce((sum, { label }) => sum + label, 0);
    rankSum += (hits * (begin + end + 1)) / 2;
    positives += hits;
    begin = end;
  }
  const negatives = scored.length - positives;
  return positives * negatives === 0 ? 0.5 : (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}

/** @param scored ascending by probability */
function calibrationError(scored: readonly Scored[]): number {
  let error = 0;
  for (let bin = 0; bin < BINS; bin++) {
    const part = scored.slice(Math.floor((bin * scored.length) / BINS), Math.floor(((bin + 1) * scored.length) / BINS));
    const gap = part.reduce((sum, { probability, label }) => sum + probability - label, 0);
    error += Math.abs(gap) / Math.max(1, scored.length);
  }
  return error;
}
