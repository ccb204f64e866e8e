import { sizeOf } from '../core/shape.js';
import { type Conv3dParams, conv3dWindows, forEachWindow } from '../kernels/conv3d.js';
import type { NetworkNode } from '../network/node.js';
import { type SparseMatrix, sparseFromRows } from './sparse.js';

/** The matrix of a convolution of volumes, outputs by inputs in the flat orders of both shapes. */
export function volumeMatrix({ params, inputShape, shape }: NetworkNode): SparseMatrix {
  const { kernel, kernelShape, channelsLast, groups = 1 } = params as unknown as Conv3dParams;
  const windows = conv3dWindows(params as unknown as Conv3dParams, inputShape);
  const [channels, filters] = kernelShape.slice(3) as [number, number];
  const pixels = sizeOf(inputShape) / (channels * groups);
  const positions = sizeOf(shape) / filters;
  const taps: [pixel: number, place: number][][] = [];
  let open: [number, number][] = [];
  forEachWindow(
    windows,
    () => {
      taps.push(open);
      open = [];
    },
    (pixel, place) => open.push([pixel, place]),
    kernelShape,
  );
  return sparseFromRows(positions * filters, sizeOf(inputShape), (i, add) => {
    const filter = channelsLast ? i % filters : Math.floor(i / positions);
    const position = channelsLast ? Math.floor(i / filters) : i % positions;
    const first = Math.floor(filter / (filters / groups)) * channels;
    for (const [pixel, place] of taps[position]!) {
      for (let k = 0; k < channels; k++) {
        const c = first + k;
        const at = channelsLast ? pixel * channels * groups + c : c * pixels + pixel;
        add(at, kernel[(place * channels + k) * filters + filter]!);
      }
    }
  });
}
