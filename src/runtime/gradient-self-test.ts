/**
 * Two gradients with a known answer. Some drivers give zero gradients while the forward pass is right, and then a device
 * would learn nothing, or noise, and report it.
 * @see https://github.com/tensorflow/tfjs/issues/8590
 */
import { sharedEncoderLayout } from '../../models/behaviour-encoder.ts';
import { adapterGradient, type LocalGradient, rankerGradient } from '../../models/local-gradients.ts';
import { type ParameterLayout, unflatten } from '../../models/parameters.ts';
import { RANKER_LAYOUT } from '../../models/ranker.ts';
import { seededRandom } from '../base/seeded-random.ts';
import { agrees, probe } from './self-test-probe.ts';

/** Both fingerprints from the plain backend; gradient-self-test.test.ts computes them anew. */
export const KNOWN_GRADIENTS: GradientFingerprints = {
  adapter: [2.38614, -0.115523, -0.171019, -0.08222719, 0.2831009, -0.6171229, -0.0592814],
  ranker: [5.670024, -10.71488, -1.605492, -0.9037213, 4.179537],
};
const TEMPERATURE = 0.3;

/**
 * A gradient in few numbers, none of which can stay as it is when the gradient changes: the loss, then for every tensor
 * of the layout its product with a fixed random direction.
 */
export interface GradientFingerprints {
  readonly adapter: readonly number[];
  readonly ranker: readonly number[];
}

/** True when the backend in use gives both known gradients within 1e-4 of their largest number. Never throws. */
export async function passesGradientSelfTest(): Promise<boolean> {
  try {
    const { adapter, ranker } = await gradientFingerprints();
    return agrees(KNOWN_GRADIENTS.adapter, adapter) && agrees(KNOWN_GRADIENTS.ranker, ranker);
  } catch {
    return false;
  }
}

/** What the backend in use computes. */
export async function gradientFingerprints(): Promise<GradientFingerprints> {
  const { shape, weights, history, sharedEncoder, sharedRanker, candidates, dispose } = probe();
  try {
    const adapter = await adapterGradient(shape, TEMPERATURE, weights, weights, sharedEncoder, history);
    const ranker = await rankerGradient(sharedRanker, candidates, 4);
    return {
      adapter: fingerprint(sharedEncoderLayout(shape), adapter),
      ranker: fingerprint(RANKER_LAYOUT, ranker),
    };
  } finally {
    dispose();
  }
}

function fingerprint(layout: ParameterLayout, { loss, gradient }: LocalGradient): number[] {
  const parts = unflatten(layout, gradient);
  const along = ([name, part]: [string, Float32Array]) => {
    const random = seededRandom(`direction/${name}`);
    return part.reduce((sum, value) => sum + value * random.normal(), 0);
  };
  return [loss, ...[...parts].map(along)];
}
