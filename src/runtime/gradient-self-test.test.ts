import * as tf from '@tensorflow/tfjs-core';
import './gradients.ts';
import '@tensorflow/tfjs-backend-cpu';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { present } from '../base/must.ts';
import { gradientFingerprints, KNOWN_GRADIENTS, passesGradientSelfTest } from './gradient-self-test.ts';
import { passesSelfTest } from './self-test.ts';

/** Kernels that only the backward pass runs. */
const BACKWARD_KERNELS = ['Step', 'Pow', 'Neg'];
/** Gradients that both problems ask for, or one of them. */
const GRADIENTS = 'Add BatchMatMul Exp Log Mean Multiply Neg PadV2 Relu Reshape Rsqrt Sigmoid Slice Sub Sum'.split(' ');

beforeEach(() => tf.setBackend('cpu'));
let restore = () => {};
afterEach(() => {
  restore();
  restore = () => {};
});

test('the plain backend gives the known gradients and leaks no tensor', async () => {
  const before = tf.memory().numTensors;
  const { adapter, ranker } = await gradientFingerprints();
  expect(adapter).toEqual(KNOWN_GRADIENTS.adapter.map((value) => expect.closeTo(value, 5)));
  expect(ranker).toEqual(KNOWN_GRADIENTS.ranker.map((value) => expect.closeTo(value, 5)));
  expect(await passesGradientSelfTest()).toBe(true);
  expect(tf.memory().numTensors).toBe(before);
});

test.each(BACKWARD_KERNELS)(
  'a backend whose %s is always zero passes forward and fails on gradients',
  async (kernel) => {
    sabotageKernel(kernel, tf.zerosLike);
    expect(await passesSelfTest()).toBe(true);
    expect(await passesGradientSelfTest()).toBe(false);
  },
);

test.each(BACKWARD_KERNELS)('a backend whose %s is not a number fails on gradients', async (kernel) => {
  sabotageKernel(kernel, (right) => tf.fill(right.shape, Number.NaN));
  expect(await passesSelfTest()).toBe(true);
  expect(await passesGradientSelfTest()).toBe(false);
});

test.each(GRADIENTS)('a zero gradient of %s is noticed', async (kernel) => {
  const right = present(tf.getGradient(kernel), kernel);
  replaceGradient({
    ...right,
    gradFunc: (dy, saved, attrs) => {
      const parts = right.gradFunc(dy, saved, attrs);
      return Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, () => tf.zerosLike(part())]));
    },
  });
  expect(await passesSelfTest()).toBe(true);
  expect(await passesGradientSelfTest()).toBe(false);
});

test.each(GRADIENTS)('a gradient of %s that is not there is noticed', async (kernel) => {
  const right = present(tf.getGradient(kernel), kernel);
  tf.unregisterGradient(kernel);
  restore = () => tf.registerGradient(right);
  expect(await passesGradientSelfTest()).toBe(false);
});

function replaceGradient(config: tf.GradConfig): void {
  const right = present(tf.getGradient(config.kernelName), config.kernelName);
  tf.unregisterGradient(config.kernelName);
  tf.registerGradient(config);
  restore = () => {
    tf.unregisterGradient(config.kernelName);
    tf.registerGradient(right);
  };
}

function sabotageKernel(kernelName: string, wrong: (right: tf.Tensor) => tf.Tensor): void {
  const right = present(tf.getKernel(kernelName, 'cpu'), kernelName);
  const replace = (config: tf.KernelConfig) => {
    tf.unregisterKernel(kernelName, 'cpu');
    tf.registerKernel(config);
  };
  restore = () => replace(right);
  replace({
    ...right,
    kernelFunc: (params) => {
      const result = right.kernelFunc(params) as tf.TensorInfo;
      return wrong(tf.engine().makeTensorFromTensorInfo(result));
    },
  });
}
