/** How many weights each input of a linear layer meets: all there is to know for counting operations. */
export interface Fanout {
  readonly inputs: number;
  readonly outputs: number;
  /** Per input the connections whose weight is not zero, in the layer's flat order of inputs. */
  readonly nonZero: Float64Array;
  /** Connections of all inputs, whatever their weights: the unrolled synapses. */
  readonly connections: number;
  /** Multiply-adds of one application, those with the padding around a picture included. */
  readonly macs: number;
}

/** How a convolution slides, one entry per axis of space. */
export interface Sliding {
  /** Sizes of the input without its channels. */
  readonly space: readonly number[];
  /** Taps of the kernel. */
  readonly taps: readonly number[];
  readonly strides: readonly number[];
  readonly dilation: readonly number[];
  readonly padding: 'valid' | 'same' | 'causal';
  /** True for a convolution that writes what another of the same settings reads. */
  readonly transposed: boolean;
}

/** Weights behind one channel: per tap and input channel. */
export interface ChannelWeights {
  readonly channels: number;
  /** Output channels of the layer. */
  readonly filters: number;
  /** Output channels that one input channel reaches. */
  readonly reached: number;
  /** Weights that are not zero, row-major (taps x channels). */
  readonly nonZero: Float64Array;
}

/** A matrix of weights, row-major; `inputsFirst` says that a row belongs to an input. */
export function denseFanout(
  weights: ArrayLike<number>,
  inputs: number,
  outputs: number,
  inputsFirst: boolean,
): Fanout {
  const nonZero = new Float64Array(inputs);
  for (let k = 0; k < inputs * outputs; k++) {
    if (weights[k] !== 0) nonZero[inputsFirst ? Math.floor(k / outputs) : k % inputs]! += 1;
  }
  const connections = inputs * outputs;
  return { inputs, outputs, nonZero, connections, macs: connections };
}

/** The same layer applied to each of `places` inputs one behind the other. */
export function repeated(fanout: Fanout, places: number): Fanout {
  const { inputs, outputs, connections, macs } = fanout;
  const nonZero = new Float64Array(places * inputs);
  for (let p = 0; p < places; p++) nonZero.set(fanout.nonZero, p * inputs);
  const times = { inputs: places * inputs, outputs: places * outputs };
  return { ...times, nonZero, connections: places * connections, macs: places * macs };
}

/**
 * A convolution over any number of axes; only taps that fall inside the picture count.
 *
 * @param channelsLast order of the flat input: (space, channels), else (channels, space)
 */
export function convFanout(
  sliding: Sliding,
  weights: ChannelWeights,
  channelsLast: boolean,
): Fanout {
  const axes = sliding.space.map((_, axis) => meetings(sliding, axis));
  const places = sliding.space.reduce((a, n) => a * n, 1);
  const taps = sliding.taps.reduce((a, n) => a * n, 1);
  const { channels, reached } = weights;
  const nonZero = new Float64Array(places * channels);
  let pairs = 0;
  for (let place = 0; place < places; place++) {
    for (let tap = 0; tap < taps; tap++) {
      if (!meets(axes, sliding, place, tap)) continue;
      pairs += 1;
      for (let c = 0; c < channels; c++) {
        const at = channelsLast ? place * channels + c : c * places + place;
        nonZero[at]! += weights.nonZero[tap * channels + c]!;
      }
    }
  }
  const answers = axes.reduce((a, { count }) => a * count, 1);
  const each = channels * reached;
  return {
    inputs: nonZero.length,
    outputs: answers * weights.filters,
    nonZero,
    connections: pairs * each,
    macs: (sliding.transposed ? places : answers) * taps * each,
  };
}

/** The places that a convolution answers at, along every axis. */
export function convPlaces(sliding: Sliding): number[] {
  return sliding.space.map((_, axis) => meetings(sliding, axis).count);
}

interface Axis {
  /** Places of the output. */
  readonly count: number;
  /** 1 where an input place meets a tap, row-major (places x taps). */
  readonly meets: Uint8Array;
}

function meetings(sliding: Sliding, axis: number): Axis {
  const n = sliding.space[axis]!;
  const taps = sliding.taps[axis]!;
  const stride = sliding.strides[axis]!;
  const reach = (taps - 1) * sliding.dilation[axis]! + 1;
  const { count, before } = sliding.transposed
    ? spread(n, reach, stride, sliding.padding)
    : slid(n, reach, stride, sliding.padding);
  const meets = new Uint8Array(n * taps);
  for (let place = 0; place < n; place++) {
    for (let tap = 0; tap < taps; tap++) {
      const shift = tap * sliding.dilation[axis]!;
      const answer = sliding.transposed
        ? place * stride + shift - before
        : (place + before - shift) / stride;
      meets[place * taps + tap] = Number(Number.isInteger(answer) && answer >= 0 && answer < count);
    }
  }
  return { count, meets };
}

function slid(n: number, reach: number, stride: number, padding: Sliding['padding']) {
  if (padding === 'valid') return { count: Math.floor((n - reach) / stride) + 1, before: 0 };
  const count = Math.ceil(n / stride);
  if (padding === 'causal') return { count, before: reach - 1 };
  return { count, before: Math.max((count - 1) * stride + reach - n, 0) >> 1 };
}

function spread(n: number, reach: number, stride: number, padding: Sliding['padding']) {
  if (padding === 'valid') return { count: n * stride + Math.max(reach - stride, 0), before: 0 };
  return { count: n * stride, before: Math.max(reach - stride, 0) >> 1 };
}

function meets(axes: readonly Axis[], { taps, space }: Sliding, place: number, tap: number) {
  for (let axis = axes.length - 1; axis >= 0; axis--) {
    const n = space[axis]!;
    const k = taps[axis]!;
    if (axes[axis]!.meets[(place % n) * k + (tap % k)] === 0) return false;
    place = Math.floor(place / n);
    tap = Math.floor(tap / k);
  }
  return true;
}
