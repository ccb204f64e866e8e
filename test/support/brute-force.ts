import type { ChipModel } from '../../src/compile/chip/model.js';

/** A picture's sizes in (rows, columns, channels), whatever its order in memory. */
export type Picture = readonly [rows: number, columns: number, channels: number];

/** Flat position of a pixel's channel. */
export function at(
  [rows, columns, channels]: Picture,
  last: boolean,
  r: number,
  c: number,
  k: number,
) {
  return last ? (r * columns + c) * channels + k : (k * rows + r) * columns + c;
}

/** What a linear function does, as rows of numbers: one column per input. */
export function matrixOf(inputs: number, apply: (x: number[]) => ArrayLike<number>): number[][] {
  const columns = Array.from({ length: inputs }, (_, j) =>
    Array.from(apply(Array.from({ length: inputs }, (_, i) => (i === j ? 1 : 0)))),
  );
  return columns[0]!.map((_, i) => columns.map((column) => column[i]!));
}

export interface Sliding {
  readonly picture: Picture;
  readonly window: readonly [number, number];
  readonly stride: number;
  readonly same?: boolean;
  readonly last?: boolean;
}

/** Rows or columns that a sliding window gives, and how far before the picture it starts. */
function places(size: number, window: number, stride: number, same: boolean): [number, number] {
  if (!same) return [Math.floor((size - window) / stride) + 1, 0];
  const outputs = Math.ceil(size / stride);
  const padding = Math.max((outputs - 1) * stride + window - size, 0);
  return [outputs, Math.floor(padding / 2)];
}

type Visit = (r: number, c: number, i: number, j: number, y: number, x: number) => void;

function slide({ picture: [rows, columns], window, stride, same = false }: Sliding, visit: Visit) {
  const [outRows, top] = places(rows, window[0], stride, same);
  const [outColumns, left] = places(columns, window[1], stride, same);
  for (let r = 0; r < outRows; r++)
    for (let c = 0; c < outColumns; c++)
      for (let i = 0; i < window[0]; i++)
        for (let j = 0; j < window[1]; j++) {
          const y = r * stride + i - top;
          const x = c * stride + j - left;
          if (y >= 0 && y < rows && x >= 0 && x < columns) visit(r, c, i, j, y, x);
        }
  return [outRows, outColumns] as const;
}

/** A convolution by its definition; kernel (rows, columns, channels, filters). */
export function convolved(
  x: ArrayLike<number>,
  kernel: ArrayLike<number>,
  filters: number,
  s: Sliding,
) {
  const { picture, last = true } = s;
  const channels = picture[2];
  const size = slide(s, () => {});
  const out = new Array<number>(size[0] * size[1] * filters).fill(0);
  slide(s, (r, c, i, j, py, px) => {
    for (let k = 0; k < channels; k++)
      for (let f = 0; f < filters; f++) {
        const weight = kernel[((i * s.window[1] + j) * channels + k) * filters + f]!;
        const to = at([size[0], size[1], filters], last, r, c, f);
        out[to] = out[to]! + weight * x[at(picture, last, py, px, k)]!;
      }
  });
  return out;
}

/** An average pooling by its definition: the mean of the pixels inside the picture. */
export function averaged(x: ArrayLike<number>, s: Sliding): number[] {
  const { picture, last = true } = s;
  const channels = picture[2];
  const size = slide(s, () => {});
  const sums = new Array<number>(size[0] * size[1] * channels).fill(0);
  const counts = sums.slice();
  slide(s, (r, c, _i, _j, py, px) => {
    for (let k = 0; k < channels; k++) {
      const to = at([size[0], size[1], channels], last, r, c, k);
      sums[to] = sums[to]! + x[at(picture, last, py, px, k)]!;
      counts[to] = counts[to]! + 1;
    }
  });
  return sums.map((sum, i) => sum / counts[i]!);
}

/** Weights from one source (a block, or an input of the chip) to a block: rows are its neurons. */
export function weightsInto(
  model: ChipModel,
  target: number,
  source: { readonly block: number } | { readonly input: number },
): number[][] {
  const { axons, size } =
    'block' in source
      ? {
          axons: model.blocks[source.block]!.axons,
          size: model.blocks[source.block]!.nCompartments,
        }
      : { axons: model.inputs[source.input]!.axons, size: model.inputs[source.input]!.nNeurons };
  const block = model.blocks[target]!;
  const matrix = Array.from({ length: block.nCompartments }, () => new Array<number>(size).fill(0));
  for (const group of axons) {
    if (group.target.block !== target) continue;
    const synapses = block.synapses[group.target.synapse]!;
    for (let from = 0; from < size; from++) {
      const axon = group.compartmentMap?.[from] ?? from;
      const base = axon < 0 ? -1 : (synapses.axonCompartmentBases?.[axon] ?? 0);
      if (base < 0) continue;
      const set = synapses.weights[synapses.axonToWeightMap?.[axon] ?? axon]!;
      const start = (group.compartmentAtoms?.[from] ?? 0) * set.entries;
      for (let e = start; e < start + set.entries; e++) {
        const row = matrix[base + set.indices[e]!]!;
        row[from] = row[from]! + set.values[e]!;
      }
    }
  }
  return matrix;
}
