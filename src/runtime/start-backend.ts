/**
 * The ladder of backends: webgpu on real hardware, then wasm, then plain JavaScript. Each tier has to compute a known
 * answer and known gradients in time before it may serve; one that does not, or cannot start, is passed over. Runs in
 * the worker.
 */

import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm/dist/backend_wasm';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu/dist/backend_webgpu';
import * as tf from '@tensorflow/tfjs-core';
import './gradients.ts';
import './kernels-cpu.ts';
import './kernels-wasm.ts';
import './kernels-webgpu.ts';
import type { Backend, EngineNotice, EngineStatus } from '../domain/engine-status.ts';
import { passesSelfTest } from './self-test.ts';

export interface StartBackendOptions {
  /** Highest tier to try; default webgpu. */
  readonly from?: Backend | undefined;
  /** Tests only: a software adapter counts as hardware. */
  readonly allowSoftwareAdapter?: boolean | undefined;
  /** For the start and the self-tests of one tier, milliseconds; default 20 s: software WebGPU under load takes 5. */
  readonly tierMs?: number | undefined;
  /** Folder of the .wasm files, absolute, with a trailing slash. */
  readonly assetsUrl: string;
  /** May be called after the start as well. */
  readonly onNotice: (notice: EngineNotice) => void;
}

export interface StartedBackend {
  readonly backend: Backend;
  readonly adapter?: NonNullable<EngineStatus['adapter']>;
}

const TIER_MS = 20_000;
const TIERS: readonly Backend[] = ['webgpu', 'wasm', 'plain'];
const TFJS_NAME: Readonly<Record<Backend, string>> = { webgpu: 'webgpu', wasm: 'wasm', plain: 'cpu' };

/** Why a tier does not serve; `absent` is no fault of it. */
type TierOutcome = StartedBackend | 'no-webgpu' | 'absent' | 'backend-failed-self-test';

/**
 * Starts the highest tier that computes states right (gradients are proven before anything is learned, see
 * gradient-self-test.ts: they need many shaders, and a list does not have to wait for them), and leaves it in use. When its GPU device is lost later, says
 * `device-lost`; the backend stays as it is and every computation on it rejects, so the worker has to be started again.
 * @throws Error when not even plain JavaScript passes
 */
export async function startBackend(options: StartBackendOptions): Promise<StartedBackend> {
  setWasmPaths(options.assetsUrl, true);
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  for (const backend of TIERS.slice(TIERS.indexOf(options.from ?? 'webgpu'))) {
    const outcome = await inTime(options.tierMs ?? TIER_MS, (signal) => tryTier(backend, options, signal));
    if (typeof outcome === 'object') {
      if (backend === 'webgpu') watchDevice(options.onNotice);
      return outcome;
    }
    if (outcome !== 'absent') options.onNotice(outcome);
    abandon(backend);
  }
  throw new Error('no backend passed its self-test');
}

/** A driver may hang where it should fail; then `attempt` is told by the signal that nobody waits for it any more. */
async function inTime(limitMs: number, attempt: (signal: AbortSignal) => Promise<TierOutcome>): Promise<TierOutcome> {
  const overdue = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<TierOutcome>((resolve) => {
    timer = setTimeout(() => {
      overdue.abort();
      resolve('backend-failed-self-test');
    }, limitMs);
  });
  try {
    return await Promise.race([attempt(overdue.signal), late]);
  } finally {
    clearTimeout(timer);
  }
}

async function tryTier(backend: Backend, options: StartBackendOptions, signal: AbortSignal): Promise<TierOutcome> {
  const adapter = backend === 'webgpu' ? await usableAdapter(options.allowSoftwareAdapter ?? false) : undefined;
  if (backend === 'webgpu' && !adapter) return 'no-webgpu';
  if (backend === 'wasm' && !mayCompileWasm()) return 'absent';
  // From here on tfjs's one backend in use is touched: a tier that was passed over must not take it from the next.
  if (signal.aborted || !(await starts(backend))) return 'absent';
  if (!(await passesSelfTest())) return 'backend-failed-self-test';
  return adapter ? { backend, adapter } : { backend };
}

/** An empty module. Where the page's policy refuses it, tfjs would wait for ever and throw into the page. */
function mayCompileWasm(): boolean {
  try {
    new WebAssembly.Module(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0));
    return true;
  } catch {
    return false;
  }
}

async function starts(backend: Backend): Promise<boolean> {
  try {
    // Resolves false, and another backend stays, where this one cannot start.
    return (await tf.setBackend(TFJS_NAME[backend])) && tf.getBackend() === TFJS_NAME[backend];
  } catch {
    return false;
  }
}

/** Frees what a tier holds. Removing it also ends its start, which tfjs would otherwise let take over when it comes late. */
function abandon(backend: Backend): void {
  const name = TFJS_NAME[backend];
  const engine = tf.engine();
  const entry = engine.registryFactory[name];
  if (!entry) return;
  const instance = engine.registry[name];
  try {
    tf.removeBackend(name);
    if (backend === 'webgpu') (instance as WebGPUBackend | undefined)?.device.destroy();
  } catch {
    // What cannot be freed goes with the worker.
  }
  tf.registerBackend(name, entry.factory, entry.priority);
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

/** Neither tfjs nor we ever destroy the device of a tier in use, so whatever the reason, it was taken away. */
function watchDevice(onNotice: (notice: EngineNotice) => void): void {
  const { device } = tf.backend() as WebGPUBackend;
  device.lost.then(
    () => onNotice('device-lost'),
    () => {},
  );
}
