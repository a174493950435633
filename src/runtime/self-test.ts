/** A small encoder with a known answer: proves that a backend has every kernel of serving and computes them right. */
import { encodeNewest } from '../../models/behaviour-encoder.ts';
import { agrees, probe } from './self-test-probe.ts';

/** The last state of the probe's history, from the plain backend; self-test.test.ts computes it anew. */
export const KNOWN_STATE: readonly number[] = [
  0.3990061, 0.8427447, 0.6813008, -1.425804, -0.2569155, 0.6093497, -1.809591, 0.9599093,
];

/** True when the backend in use gives the known state within 1e-4 of its largest number. Never throws. */
export async function passesSelfTest(): Promise<boolean> {
  try {
    return agrees(KNOWN_STATE, [...(await selfTestState())]);
  } catch {
    return false;
  }
}

/** The state that the backend in use computes. [8] */
export async function selfTestState(): Promise<Float32Array> {
  const { shape, base, weights, history, dispose } = probe();
  try {
    const rows = history.products.map((value) => value / Math.sqrt(shape.width));
    const last = encodeNewest(shape, base, weights, rows, [{ ...history, products: [...history.kinds.keys()] }]);
    const state = Float32Array.from(await last.data());
    last.dispose();
    return state;
  } finally {
    dispose();
  }
}
