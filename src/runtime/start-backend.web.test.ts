/** The ladder in a real browser, with a software WebGPU adapter, kernels that lie and a device that goes away. */
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu/dist/backend_webgpu';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, expect, it, vi } from 'vitest';
import { present } from '../base/must.ts';
import type { Backend, EngineNotice } from '../domain/engine-status.ts';
import { passesGradientSelfTest } from './gradient-self-test.ts';
import { passesSelfTest } from './self-test.ts';
import { startBackend } from './start-backend.ts';

let restore = () => {};
afterEach(() => {
  restore();
  restore = () => {};
});

async function start(from: Backend, allowSoftwareAdapter = true) {
  const notices: EngineNotice[] = [];
  const started = await startBackend({
    from,
    allowSoftwareAdapter,
    assetsUrl: '/node_modules/@tensorflow/tfjs-backend-wasm/wasm-out/',
    onNotice: (notice) => notices.push(notice),
  });
  return { started, notices };
}

it('serves on WebGPU where there is an adapter that may be used', async () => {
  const { started, notices } = await start('webgpu');
  expect(started).toMatchObject({ backend: 'webgpu', adapter: { software: true } });
  expect(tf.getBackend()).toBe('webgpu');
  expect(notices).toEqual([]);
});

it('passes over a software adapter in a shop', async () => {
  const { started, notices } = await start('webgpu', false);
  expect(started).toEqual({ backend: 'wasm' });
  expect(tf.getBackend()).toBe('wasm');
  expect(notices).toEqual(['no-webgpu']);
});

it.each<readonly [Backend, Backend]>([
  ['webgpu', 'wasm'],
  ['wasm', 'plain'],
])('demotes %s when its gradients are zero and its forward pass is right', async (tier, next) => {
  zeroStep(tier);
  const { started, notices } = await start(tier);
  expect(started).toEqual({ backend: next });
  expect(notices).toEqual(['backend-failed-self-test']);
  await tf.setBackend(tier);
  expect(await passesSelfTest()).toBe(true);
  expect(await passesGradientSelfTest()).toBe(false);
});

// The last: the device is gone for good.
it('says so when the device of the tier in use is lost, and not before', async () => {
  const { started, notices } = await start('webgpu');
  expect(started.backend).toBe('webgpu');
  const { device } = tf.backend() as WebGPUBackend;
  expect(notices).toEqual([]);
  device.destroy();
  await vi.waitFor(() => expect(notices).toEqual(['device-lost']));
  const again = await start('webgpu');
  expect(again.started.backend).toBe('wasm');
  expect(again.notices).toEqual(['backend-failed-self-test']);
});

/** Step tells where a relu lets the gradient through; nothing in the forward pass asks for it. */
function zeroStep(backendName: Backend): void {
  const right = present(tf.getKernel('Step', backendName), 'Step');
  const replace = (config: tf.KernelConfig) => {
    tf.unregisterKernel('Step', backendName);
    tf.registerKernel(config);
  };
  restore = () => replace(right);
  const zeros: tf.KernelFunc = ({ inputs }) => tf.zeros(present(inputs.x, 'x').shape);
  replace({ ...right, kernelFunc: zeros });
}
