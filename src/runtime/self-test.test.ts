import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { expect, test } from 'vitest';
import { KNOWN_STATE, passesSelfTest, selfTestState } from './self-test.ts';

test('the plain backend gives the known state and leaks no tensor', async () => {
  await tf.setBackend('cpu');
  const before = tf.memory().numTensors;
  const state = await selfTestState();
  expect([...state]).toEqual(KNOWN_STATE.map((value) => expect.closeTo(value, 5)));
  expect(await passesSelfTest()).toBe(true);
  expect(tf.memory().numTensors).toBe(before);
});
