import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { convGeometry, type Geometry } from './geometry.js';
import { floatsOf, type Inputs, newFloats, type Settings, type WasmKernel } from './kernel.js';

/** Gradient of a depthwise convolution by its filter `[height, width, in, multiplier]`. */
export const depthwiseFilterGradient: WasmKernel = {
  name: 'DepthwiseConv2dNativeBackpropFilter',
  because: 'missing',
  run,
};

function run(inputs: Inputs, settings: Settings, backend: BackendWasm): TensorInfo {
  const x = inputs.x!;
  const shape = settings.filterShape as number[];
  const g = convGeometry(depthwiseFilterGradient.name, x.shape, shape, settings, true);
  const gradient = newFloats(backend, shape);
  // Summed in float64: every position of every picture adds to one weight.
  const sums = new Float64Array(shape.reduce((a, b) => a * b, 1));
  addProducts(sums, floatsOf(backend, x), floatsOf(backend, inputs.dy!), g);
  floatsOf(backend, gradient).set(sums);
  return gradient;
}

function addProducts(sums: Float64Array, x: Float32Array, dy: Float32Array, g: Geometry): void {
  const { inChannels, outChannels } = g;
  const multiplier = outChannels / inChannels;
  let at = 0;
  for (let n = 0; n < g.batch; n++) {
    for (let oy = 0; oy < g.outHeight; oy++) {
      for (let ox = 0; ox < g.outWidth; ox++, at += outChannels) {
        for (let ky = 0; ky < g.windowHeight; ky++) {
          const y = oy * g.strideY - g.padTop + ky;
          if (y < 0 || y >= g.inHeight) continue;
          for (let kx = 0; kx < g.windowWidth; kx++) {
            const column = ox * g.strideX - g.padLeft + kx;
            if (column < 0 || column >= g.inWidth) continue;
            const pixel = ((n * g.inHeight + y) * g.inWidth + column) * inChannels;
            let weight = (ky * g.windowWidth + kx) * outChannels;
            let out = at;
            for (let c = 0; c < inChannels; c++) {
              const value = x[pixel + c]!;
              for (let m = 0; m < multiplier; m++) sums[weight++]! += value * dy[out++]!;
            }
          }
        }
      }
    }
  }
}
