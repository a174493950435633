/**
 * The behaviour encoder as serving uses it: weights with the shared adapter folded in, kept on the backend, and one
 * history at a time. Not for training.
 */
import * as tf from '@tensorflow/tfjs-core';
import { type EncoderShape, encodeNewest, encoderLayout, foldAdapter } from '../../models/behaviour-encoder.ts';
import type { ParameterValues } from '../../models/parameters.ts';
import { present } from '../base/must.ts';

/** One product event, reduced to what the encoder reads. */
export interface EncoderEvent {
  /** Row of the product in the release. */
  readonly product: number;
  /** Index into PRODUCT_EVENT_KINDS. */
  readonly kind: number;
  /** See `gapsBetween`. */
  readonly gap: number;
}

export interface HistoryEncoder {
  /** Unit state after the last of `events` (not empty; the oldest beyond T are left out). Shape [D]. */
  encode(events: readonly EncoderEvent[]): Promise<Float32Array>;
  dispose(): void;
}

/**
 * @param rows unit product vectors [P, D]; borrowed
 */
export function historyEncoder(
  shape: EncoderShape,
  base: ParameterValues,
  shared: ParameterValues,
  rows: Float32Array,
): HistoryEncoder {
  const folded = foldAdapter(shape, base, shared);
  const tensors = new Map(
    encoderLayout(shape).map(({ name, shape: dims }) => [
      name,
      tf.keep(tf.tensor(present(folded.get(name), name), dims.slice())),
    ]),
  );
  const bias = present(shared.get('state.bias'), 'state.bias');
  return {
    async encode(events) {
      const recent = events.slice(-shape.maxEvents);
      const history = {
        products: recent.map((event) => event.product),
        kinds: recent.map((event) => event.kind),
        gaps: recent.map((event) => event.gap),
      };
      const states = encodeNewest(shape, folded, (name) => present(tensors.get(name), name), rows, [history]);
      const state = Float32Array.from(await states.data());
      states.dispose();
      return unit(state.map((value, d) => value + (bias[d] as number)));
    },
    dispose: () => tf.dispose([...tensors.values()]),
  };
}

function unit(state: Float32Array): Float32Array {
  const length = Math.hypot(...state) || 1;
  return state.map((value) => value / length);
}
