/**
 * The model of a shop without any logs, from what its products read like alone: the content neighbours, vectors that place
 * likenesses near each other, an encoder that is the decayed mean of those, and a ranker that has nothing else to weigh.
 * Everything is as in a trained release, so that rounds can make it better. Legend: P products, D width.
 */
import { type EncoderShape, encoderLayout } from '../../models/behaviour-encoder.ts';
import { FEATURES } from '../../models/candidate-features.ts';
import { compactValues } from '../../models/compact-parameters.ts';
import { neighbourTable } from '../../models/neighbours.ts';
import { type ParameterValues, startingValues } from '../../models/parameters.ts';
import { productAttributes } from '../../models/product-attributes.ts';
import { quantiseRows, unitRowsInPlace } from '../../models/product-vectors.ts';
import { type ReleaseModel, sharedLayout } from '../../models/release-model.ts';
import { present } from '../../src/base/must.ts';
import { type SeededRandom, seededRandom } from '../../src/base/seeded-random.ts';
import { LEVEL_MARK, type Product } from '../../src/domain/product.ts';
import { CONTENT_WIDTH, contentNeighbours } from './content.ts';
import type { SparseRows } from './cooccurrence.ts';
import type { Dataset } from './dataset.ts';
import { fitConversion } from './fit-conversion.ts';
import { tablesOf } from './tables.ts';
import type { TrainingOptions, TrainingProgress } from './training-options.ts';
import { scaledLeftVectors, sparseMatrix } from './truncated-svd.ts';

/** How much of what the encoder remembers gives way to the newest event: the decay .7 of the content relation. */
const GATE = 0.3;
/**
 * What the ranker's line gives a feature; the others nothing. Content alone found as many of Beauty's validation products, equal weights
 * a tenth less. What a shopper has looked at already is not news to them, and
 * of what they come back to the shop's logs have to tell.
 */
const LINE: Partial<Readonly<Record<(typeof FEATURES)[number], number>>> = {
  content: 0.6,
  contentRoot: 0.6,
  likeness: 0.1,
  encoder: 0.1,
  category: 0.1,
  brand: 0.1,
  own: -1,
};

/** @param products cards in row order */
export function catalogueModel(
  { ids, texts, meanings }: Dataset,
  products: readonly Product[],
  { shape, seed }: TrainingOptions,
  onProgress: (progress: TrainingProgress) => void,
): ReleaseModel {
  const random = seededRandom(seed);
  onProgress({ kind: 'stage', stage: 'content neighbours' });
  const near = contentNeighbours(texts, meanings);
  onProgress({ kind: 'stage', stage: 'product vectors' });
  const vectors = likenessVectors(near, shape.width, random.fork('vectors'));
  const conversion = fitConversion([], ids.length);
  const fixed = { attributes: productAttributes(texts), conversions: conversion.counts };
  const tables = tablesOf([], ids.length, neighbourTable(near, CONTENT_WIDTH), fixed);
  const shared = startingValues(sharedLayout(shape), random.fork('shared'));
  shared.set(
    'ranker.line',
    Float32Array.from(FEATURES, (feature) => LINE[feature] ?? 0),
  );
  const layout = encoderLayout(shape);
  const base = compactValues(layout, decayedMean(shape, random.fork('encoder')));
  return {
    shape,
    base: new Map([...base, ...conversion.weights]),
    shared,
    vectors: quantiseRows(vectors, shape.width),
    tables: { ...tables, popularity: orderOfRange(products, random.fork('range')) },
  };
}

/** Unit vectors whose dot products are near what the products have in common: truncated SVD of the likenesses. [P, D] */
function likenessVectors(near: SparseRows, width: number, random: SeededRandom): Float32Array {
  const withSelf = near.map((row, product) => new Map(row).set(product, 1));
  return unitRowsInPlace(scaledLeftVectors(sparseMatrix(withSelf, near.length), width, random), width);
}

/** An encoder whose state is the newest product's vector and the decayed sum of all; nothing else of it says anything yet. */
function decayedMean(shape: EncoderShape, random: SeededRandom): ParameterValues {
  const values = startingValues(encoderLayout(shape), random);
  const fill = (name: string, value: number) => void present(values.get(name), name).fill(value);
  const times = (name: string, factor: number) => {
    fill(name, 0);
    const matrix = present(values.get(name), name);
    for (let d = 0; d < shape.width; d++) matrix[d * shape.width + d] = factor;
  };
  for (const table of ['kind', 'gap']) fill(table, 0);
  for (let block = 0; block < shape.blocks; block++) {
    for (const matrix of ['output', 'contract']) fill(`block${block}.${matrix}`, 0);
  }
  fill('block0.gate', 0);
  fill('block0.gate.bias', Math.log(GATE / (1 - GATE)));
  times('block0.candidate', 1);
  times('block0.output', 1 / GATE);
  return values;
}

/**
 * In place of what is popular, of which nothing is known: some of everything. A product of each category in turn, the largest category
 * first, and within one what most shoppers have rated; what is rated alike in any order, or one brand would come first everywhere. The
 * first 1, falling to 0. [P]
 */
function orderOfRange(products: readonly Product[], random: SeededRandom): Float32Array {
  const shelves = new Map<string, number[]>();
  products.forEach(({ categoryPath }, row) => {
    const path = categoryPath.join(LEVEL_MARK);
    const shelf = shelves.get(path) ?? [];
    shelf.push(row);
    shelves.set(path, shelf);
  });
  const ratings = (row: number) => products[row]?.rating?.count ?? 0;
  const order = [...shelves.values()]
    .sort((a, b) => b.length - a.length)
    .flatMap((rows, shelf) => {
      const rated = random.shuffle(rows).sort((a, b) => ratings(b) - ratings(a));
      return rated.map((row, turn) => ({ row, turn, shelf }));
    })
    .sort((a, b) => a.turn - b.turn || a.shelf - b.shelf);
  const values = new Float32Array(products.length);
  order.forEach(({ row }, place) => {
    values[row] = 1 - place / products.length;
  });
  return values;
}
