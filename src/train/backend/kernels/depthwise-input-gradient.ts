import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { convGeometry, type Geometry } from './geometry.js';
import { floatsOf, type Inputs, newFloats, type Settings, type WasmKernel } from './kernel.js';

/** Gradient of a depthwise convolution by its input `[batch, height, width, in]`. */
export const depthwiseInputGradient: WasmKernel = {
  name: 'DepthwiseConv2dNativeBackpropInput',
  because: 'missing',
  run,
};

function run(inputs: Inputs, settings: Settings, backend: BackendWasm): TensorInfo {
  const filter = inputs.filter!;
  const shape = settings.inputShape as number[];
  const g = convGeometry(depthwiseInputGradient.name, shape, filter.shape, settings, true);
  const dx = newFloats(backend, shape);
  const sums = floatsOf(backend, dx).fill(0);
  addBack(sums, floatsOf(backend, filter), floatsOf(backend, inputs.dy!), g);
  return dx;
}

function addBack(dx: Float32Array, filter: Float32Array, dy: Float32Array, g: Geometry): void {
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
              let sum = 0;
              for (let m = 0; m < multiplier; m++) sum += filter[weight++]! * dy[out++]!;
              dx[pixel + c]! += sum;
            }
          }
        }
      }
    }
  }
}
