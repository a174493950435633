/**
 * tfjs-core without what a page does not need: stands in for '@tensorflow/tfjs-core' in the worker's bundle. Platform,
 * flags and the few operations that tensors call on themselves are registered; gradients and chained methods are not.
 */
import '@tensorflow/tfjs-core/dist/flags';
import '@tensorflow/tfjs-core/dist/platforms/platform_browser';
import { getOrMakeEngine } from '@tensorflow/tfjs-core/dist/engine';
import { buffer } from '@tensorflow/tfjs-core/dist/ops/buffer';
import { cast } from '@tensorflow/tfjs-core/dist/ops/cast';
import { clone } from '@tensorflow/tfjs-core/dist/ops/clone';
import { print } from '@tensorflow/tfjs-core/dist/ops/print';
import { setOpHandler } from '@tensorflow/tfjs-core/dist/tensor';

getOrMakeEngine();
setOpHandler({ buffer, cast, clone, print });

export * from '@tensorflow/tfjs-core/dist/base';
