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

async function start(from: Backend, allowSoftwareAdapter = true, tierMs?: number) {
  const notices: EngineNotice[] = [];
  const started = await startBackend({
    from,
    allowSoftwareAdapter,
    tierMs,
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
])('demotes %s when its forward pass is wrong', async (tier, next) => {
  giveZeros('Relu', tier);
  const { started, notices } = await start(tier);
  expect(started).toEqual({ backend: next });
  expect(notices).toEqual(['backend-failed-self-test']);
});

it.each<Backend>(['webgpu', 'wasm'])(
  'tells when the gradients of %s are zero and its states are right',
  async (tier) => {
    giveZeros('Step', tier);
    const { started } = await start(tier);
    expect(started.backend).toBe(tier);
    expect(await passesSelfTest()).toBe(true);
    expect(await passesGradientSelfTest()).toBe(false);
  },
);

it('passes over a tier whose start never settles, and one that settles too late', async () => {
  let settle = () => {};
  const right = replaceFactory('wasm', (factory) => async () => {
    await new Promise<void>((resolve) => {
      settle = resolve;
    });
    return factory();
  });
  const { started, notices } = await start('wasm', false, 50);
  expect(started).toEqual({ backend: 'plain' });
  expect(notices).toEqual(['backend-failed-self-test']);
  expect(await passesSelfTest()).toBe(true);
  settle();
  const instance = await right.made;
  expect(instance).toBeDefined();
  await new Promise((later) => setTimeout(later, 50));
  expect(tf.backend()).not.toBe(instance);
  expect(tf.getBackend()).toBe('cpu');
});

it('passes over a driver that hangs in the self-test, and destroys the device without calling it lost', async () => {
  const right = replaceFactory('webgpu', (factory) => async () => {
    const backend = (await factory()) as WebGPUBackend;
    backend.read = () => new Promise(() => {});
    return backend;
  });
  const { started, notices } = await start('webgpu', true, 3000);
  expect(started).toEqual({ backend: 'wasm' });
  const { device } = (await right.made) as WebGPUBackend;
  expect((await device.lost).reason).toBe('destroyed');
  expect(notices).toEqual(['backend-failed-self-test']);
  expect(await passesGradientSelfTest()).toBe(true);
});

it('does not try wasm where the policy of the page refuses to compile it', async () => {
  const right = replaceFactory('wasm', (factory) => factory);
  const { Module } = WebAssembly;
  const restoreFactory = restore;
  restore = () => {
    WebAssembly.Module = Module;
    restoreFactory();
  };
  WebAssembly.Module = Refused as unknown as typeof Module;
  expect(await start('wasm')).toEqual({ started: { backend: 'plain' }, notices: [] });
  expect(right.asked).toBe(0);
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

/** Another way to start a backend, until the test is over; says how often it was asked for, and what it made last. */
function replaceFactory(name: string, change: (factory: Factory) => Factory) {
  const { factory, priority } = present(tf.engine().registryFactory[name], name);
  const seen: { asked: number; made: ReturnType<Factory> | undefined } = { asked: 0, made: undefined };
  const changed = change(factory);
  const swap = (by: Factory) => {
    tf.removeBackend(name);
    tf.registerBackend(name, by, priority);
  };
  swap(() => {
    seen.asked++;
    seen.made = changed();
    return seen.made;
  });
  restore = () => swap(factory);
  return seen;
}

type Factory = Parameters<typeof tf.registerBackend>[1];

/** A module under a policy without 'wasm-unsafe-eval'. */
class Refused {
  constructor() {
    throw new WebAssembly.CompileError('violates the content security policy');
  }
}

/** Step tells where a relu lets the gradient through; nothing in the forward pass asks for it. */
function giveZeros(kernel: string, backendName: Backend): void {
  const right = present(tf.getKernel(kernel, backendName), kernel);
  const replace = (config: tf.KernelConfig) => {
    tf.unregisterKernel(kernel, backendName);
    tf.registerKernel(config);
  };
  restore = () => replace(right);
  const zeros: tf.KernelFunc = ({ inputs }) => tf.zeros(present(inputs.x, 'x').shape);
  replace({ ...right, kernelFunc: zeros });
}
