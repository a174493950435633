/**
 * The ladder of backends: webgpu on real hardware, then wasm, then plain JavaScript. Each tier has to compute a known
 * answer and known gradients before it may serve; one that does not, or cannot start, is passed over. Runs in the worker.
 */

import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm/dist/backend_wasm';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu/dist/backend_webgpu';
import * as tf from '@tensorflow/tfjs-core';
import './gradients.ts';
import './kernels-cpu.ts';
import './kernels-wasm.ts';
import './kernels-webgpu.ts';
import type { Backend, EngineNotice, EngineStatus } from '../domain/engine-status.ts';
import { passesGradientSelfTest } from './gradient-self-test.ts';
import { passesSelfTest } from './self-test.ts';

export interface StartBackendOptions {
  /** Highest tier to try; default webgpu. */
  readonly from?: Backend | undefined;
  /** Tests only: a software adapter counts as hardware. */
  readonly allowSoftwareAdapter?: boolean | undefined;
  /** Folder of the .wasm files, absolute, with a trailing slash. */
  readonly assetsUrl: string;
  /** May be called after the start as well. */
  readonly onNotice: (notice: EngineNotice) => void;
}

export interface StartedBackend {
  readonly backend: Backend;
  readonly adapter?: NonNullable<EngineStatus['adapter']>;
}

const TIERS: readonly Backend[] = ['webgpu', 'wasm', 'plain'];
const TFJS_NAME: Readonly<Record<Backend, string>> = { webgpu: 'webgpu', wasm: 'wasm', plain: 'cpu' };

/**
 * Starts the highest tier that computes right, and leaves it in use. When its GPU device is lost later, says
 * `device-lost`; the backend stays as it is and every computation on it rejects, so the worker has to be started again.
 * @throws Error when not even plain JavaScript passes
 */
export async function startBackend(options: StartBackendOptions): Promise<StartedBackend> {
  setWasmPaths(options.assetsUrl, true);
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  for (const backend of TIERS.slice(TIERS.indexOf(options.from ?? 'webgpu'))) {
    const adapter = backend === 'webgpu' ? await usableAdapter(options.allowSoftwareAdapter ?? false) : undefined;
    if (backend === 'webgpu' && !adapter) {
      options.onNotice('no-webgpu');
      continue;
    }
    if (!(await starts(backend))) continue;
    if ((await passesSelfTest()) && (await passesGradientSelfTest())) {
      if (backend === 'webgpu') watchDevice(options.onNotice);
      return adapter ? { backend, adapter } : { backend };
    }
    options.onNotice('backend-failed-self-test');
  }
  throw new Error('no backend passed its self-test');
}

async function starts(backend: Backend): Promise<boolean> {
  try {
    // Resolves false, and another backend stays, where this one cannot start.
    return (await tf.setBackend(TFJS_NAME[backend])) && tf.getBackend() === TFJS_NAME[backend];
  } catch {
    return false;
  }
}

async function usableAdapter(allowSoftware: boolean): Promise<EngineStatus['adapter'] | undefined> {
  try {
    const adapter = await globalThis.navigator?.gpu?.requestAdapter();
    if (!adapter) return undefined;
    const { vendor, architecture, isFallbackAdapter: software } = adapter.info;
    return software && !allowSoftware ? undefined : { vendor, architecture, software };
  } catch {
    return undefined;
  }
}

/** Neither tfjs nor we ever destroy the device, so whatever the reason, it was taken away. */
function watchDevice(onNotice: (notice: EngineNotice) => void): void {
  const { device } = tf.backend() as WebGPUBackend;
  device.lost.then(
    () => onNotice('device-lost'),
    () => {},
  );
}
