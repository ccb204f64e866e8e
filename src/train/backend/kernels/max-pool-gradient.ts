import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { type Geometry, poolGeometry } from './geometry.js';
import { floatsOf, type Inputs, newFloats, type Settings, type WasmKernel } from './kernel.js';

/**
 * Gradient of max pooling: each output's gradient goes to the largest value of its window, to the
 * first of several. The stock kernel loses it where a window has no positive value.
 */
export const maxPoolGradient: WasmKernel = { name: 'MaxPoolGrad', because: 'wrong', run };

function run(inputs: Inputs, settings: Settings, backend: BackendWasm): TensorInfo {
  const x = inputs.input!;
  const g = poolGeometry(x.shape, settings);
  const dx = newFloats(backend, x.shape);
  const sums = floatsOf(backend, dx).fill(0);
  addToLargest(sums, floatsOf(backend, x), floatsOf(backend, inputs.dy!), g);
  return dx;
}

function addToLargest(dx: Float32Array, x: Float32Array, dy: Float32Array, g: Geometry): void {
  const { inHeight, inWidth, inChannels } = g;
  let at = 0;
  for (let n = 0; n < g.batch; n++) {
    for (let oy = 0; oy < g.outHeight; oy++) {
      const [top, bottom] = clipped(oy * g.strideY - g.padTop, g.windowHeight, inHeight);
      for (let ox = 0; ox < g.outWidth; ox++) {
        const [left, right] = clipped(ox * g.strideX - g.padLeft, g.windowWidth, inWidth);
        for (let c = 0; c < inChannels; c++, at++) {
          let largest = Number.NEGATIVE_INFINITY;
          let where = -1;
          for (let y = top; y < bottom; y++) {
            let i = ((n * inHeight + y) * inWidth + left) * inChannels + c;
            for (let column = left; column < right; column++, i += inChannels) {
              if (where >= 0 && x[i]! <= largest) continue;
              largest = x[i]!;
              where = i;
            }
          }
          if (where >= 0) dx[where]! += dy[at]!;
        }
      }
    }
  }
}

function clipped(start: number, size: number, limit: number): [number, number] {
  return [Math.max(0, start), Math.min(limit, start + size)];
}
