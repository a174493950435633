/**
 * A faster BatchMatMul for tfjs's wasm backend: its quick path (XNNPACK) takes only matrices that are not transposed, and
 * gradients ask for transposed ones, which fall to a triple loop. Transposing first makes a training step three times
 * faster: 352 against 112 ms, 2 x 64 encoder, 1,024 positions, 512 negatives, on one core without a GPU.
 */
import * as tf from '@tensorflow/tfjs-core';

type BatchMatMulAttrs = { transposeA: boolean; transposeB: boolean };

/** Puts the faster kernel in the place of the backend's own. Call once, after the backend has been imported. */
export function registerWasmMatmul(): void {
  const own = kernelOf('BatchMatMul');
  const transpose = kernelOf('Transpose');
  tf.unregisterKernel('BatchMatMul', 'wasm');
  tf.registerKernel({
    ...own,
    kernelFunc(args) {
      const { a, b } = args.inputs as { a: tf.TensorInfo; b: tf.TensorInfo };
      const { transposeA, transposeB } = args.attrs as unknown as BatchMatMulAttrs;
      const plain = !transposeA && !transposeB;
      if (plain || isBatch(a) || isBatch(b)) return own.kernelFunc(args);
      const backend = args.backend as { disposeData(id: object): void };
      const turned = (x: tf.TensorInfo) => {
        const last = x.shape.length - 1;
        const perm = [...x.shape.keys()].slice(0, -2).concat(last, last - 1);
        return transpose.kernelFunc({ inputs: { x }, attrs: { perm }, backend }) as tf.TensorInfo;
      };
      const left = transposeA ? turned(a) : a;
      const right = transposeB ? turned(b) : b;
      const attrs = { ...args.attrs, transposeA: false, transposeB: false };
      const product = own.kernelFunc({ inputs: { a: left, b: right }, attrs, backend });
      if (left !== a) backend.disposeData(left.dataId);
      if (right !== b) backend.disposeData(right.dataId);
      return product;
    },
  });
}

function isBatch({ shape }: tf.TensorInfo): boolean {
  return shape.slice(0, -2).some((size) => size !== 1);
}

function kernelOf(name: string): tf.KernelConfig {
  const kernel = tf.getKernel(name, 'wasm');
  if (!kernel) throw new Error(`the wasm backend has no kernel ${name}`);
  return kernel;
}
