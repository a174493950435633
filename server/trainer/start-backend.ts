/**
 * The trainer's tensors: WebGPU through Dawn on a hardware adapter, else wasm with SIMD. Never the cpu backend.
 * An adapter in software computes the same 20 times slower than wasm: it is used when asked for, in tests.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients.js';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { registerWasmMatmul } from './wasm-matmul.ts';

export type TrainingBackend = 'webgpu' | 'wasm';

export interface StartedBackend {
  readonly backend: TrainingBackend;
  /** With the adapter's name, for a person. */
  readonly name: string;
}

/** The wanted backend cannot be had here; the message says what to ask for instead. */
export class BackendError extends Error {
  override readonly name = 'BackendError';
}

export interface BackendOptions {
  /** Lets WebGPU run on an adapter in software. */
  readonly allowSoftwareAdapter?: boolean;
  /** On wasm, the matrix product that turns its operands first; false, for comparison, leaves tfjs's own. */
  readonly ownProduct?: boolean;
}

/**
 * Starts the backend for this process.
 * @param wanted `auto` takes webgpu where there is a hardware adapter
 * @throws BackendError when `webgpu` is asked for by name and there is no adapter
 */
export async function startBackend(
  wanted: 'auto' | TrainingBackend,
  { allowSoftwareAdapter = false, ownProduct = true }: BackendOptions = {},
): Promise<StartedBackend> {
  const dawn = wanted === 'wasm' ? undefined : await startDawn(allowSoftwareAdapter);
  if (dawn?.started) return { backend: 'webgpu', name: `webgpu on ${dawn.adapter}` };
  if (wanted === 'webgpu') throw new BackendError(`--backend webgpu: ${dawn?.reason}`);
  setWasmPaths(wasmFolder());
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  if (!(await tf.setBackend('wasm'))) throw new BackendError('--backend wasm: WebAssembly could not be started');
  if (ownProduct) registerWasmMatmul();
  return { backend: 'wasm', name: 'wasm' };
}

type DawnStart =
  | { readonly started: true; readonly adapter: string }
  | { readonly started: false; readonly reason: string };

async function startDawn(allowSoftwareAdapter: boolean): Promise<DawnStart> {
  const refused = (reason: string): DawnStart => ({ started: false, reason: `${reason}; use --backend wasm` });
  if (!mayHaveVulkan()) return refused('this machine has no Vulkan (libvulkan.so.1)');
  try {
    const { create, globals } = await import('webgpu');
    Object.assign(globalThis, globals);
    const gpu = create([]);
    const adapter = await gpu.requestAdapter();
    if (!adapter) return refused('this machine has no WebGPU adapter');
    const { isFallbackAdapter, description, vendor } = adapter.info;
    const name = description || vendor || 'an adapter without a name';
    if (isFallbackAdapter && !allowSoftwareAdapter) {
      return refused(`the only adapter, ${name}, is software (--allow-software-adapter takes it, for tests)`);
    }
    Object.defineProperty(navigatorObject(), 'gpu', { value: gpu, configurable: true, writable: true });
    await import('@tensorflow/tfjs-backend-webgpu');
    if (await tf.setBackend('webgpu')) return { started: true, adapter: name };
    return refused(`${name} could not be started`);
  } catch (error) {
    // Dawn's binary is not built for every system.
    return refused(`Dawn could not be started (${(error as Error).message})`);
  }
}

/** Dawn on Linux needs the loader of Vulkan, and says at length on stderr, with lines of its own source, that it is missing. */
function mayHaveVulkan(): boolean {
  if (process.platform !== 'linux' || process.env.LD_LIBRARY_PATH) return true;
  const { status, stdout } = spawnSync('/sbin/ldconfig', ['-p'], { encoding: 'utf8' });
  return status !== 0 || stdout.includes('libvulkan.so.1');
}

/** Node 20 has no navigator; tfjs looks for one. */
function navigatorObject(): object {
  if (typeof globalThis.navigator === 'undefined') Object.defineProperty(globalThis, 'navigator', { value: {} });
  return globalThis.navigator;
}

function wasmFolder(): string {
  const main = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm');
  const folder = join(dirname(main), '/');
  if (!existsSync(join(folder, 'tfjs-backend-wasm-simd.wasm'))) {
    throw new BackendError('the wasm files of @tensorflow/tfjs-backend-wasm are missing: run npm install');
  }
  return folder;
}

/**
 * Starts a backend for serving in this process: `plain` is tfjs's JavaScript kernels, as in the browser's last tier.
 * @throws BackendError when the backend cannot be had
 */
export async function startServingBackend(wanted: 'plain' | TrainingBackend): Promise<void> {
  if (wanted !== 'plain') {
    await startBackend(wanted);
    return;
  }
  await import('@tensorflow/tfjs-backend-cpu');
  if (!(await tf.setBackend('cpu'))) throw new BackendError('--backend plain could not be started');
}
