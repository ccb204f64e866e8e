import type { Weight } from '../model.js';

/** A kernel whose taps stand `dilation` places apart: zeros in between, which is the same sum. */
export function dilated({ shape, data }: Weight, dilation: readonly number[]): Weight {
  if (dilation.every((d) => d === 1)) return { shape, data };
  const rank = dilation.length;
  const inner = shape.slice(rank).reduce((n, d) => n * d, 1);
  const reach = dilation.map((d, axis) => (shape[axis]! - 1) * d + 1);
  const spread = new Float32Array(reach.reduce((n, d) => n * d, inner));
  const taps = data.length / inner;
  for (let tap = 0; tap < taps; tap++) {
    let rest = tap;
    let place = 0;
    let step = 1;
    for (let axis = rank - 1; axis >= 0; axis--) {
      place += (rest % shape[axis]!) * dilation[axis]! * step;
      rest = Math.floor(rest / shape[axis]!);
      step *= reach[axis]!;
    }
    spread.set(data.subarray(tap * inner, (tap + 1) * inner), place * inner);
  }
  return { shape: [...reach, ...shape.slice(rank)], data: spread };
}

/** A kernel over pictures made of one along an axis: one row. */
export function asRow({ shape, data }: Weight): Weight {
  return { shape: [1, ...shape], data };
}

/**
 * A depthwise kernel (.., channels, multiplier) and the pointwise one behind it (.., channels x
 * multiplier, filters) as one kernel (.., channels, filters).
 */
export function joined(depthwise: Weight, pointwise: Weight): Weight {
  const [channels, each] = depthwise.shape.slice(-2) as [number, number];
  const filters = pointwise.shape.at(-1)!;
  const taps = depthwise.data.length / (channels * each);
  const data = new Float32Array(taps * channels * filters);
  for (let i = 0; i < taps * channels; i++) {
    for (let f = 0; f < filters; f++) {
      let sum = 0;
      for (let q = 0; q < each; q++) {
        const between = (i % channels) * each + q;
        sum += depthwise.data[i * each + q]! * pointwise.data[between * filters + f]!;
      }
      data[i * filters + f] = sum;
    }
  }
  return { shape: [...depthwise.shape.slice(0, -1), filters], data };
}
