import { outputShapeOf } from '../convert/layer-shapes.js';
import type { Layer } from '../convert/model.js';
import {
  convFanout,
  convPlaces,
  denseFanout,
  type Fanout,
  repeated,
  type Sliding,
} from './fanout.js';

/** What a layer is when its weights are unrolled. */
export interface UnrolledLayer {
  /** One after another: a separable convolution has two; none for layers without weights. */
  readonly parts: readonly Fanout[];
  /** Without the batch axis; `null` where it is not known. */
  readonly output: readonly number[] | null;
}

const spaceOf: Readonly<Record<string, number>> = {
  Conv1D: 1,
  Conv2D: 2,
  Conv3D: 3,
  Conv1DTranspose: 1,
  Conv2DTranspose: 2,
  Conv3DTranspose: 3,
  DepthwiseConv1D: 1,
  DepthwiseConv2D: 2,
  SeparableConv1D: 1,
  SeparableConv2D: 2,
};

/**
 * The weights of a layer against the inputs that meet them; `null` for layers whose connections are not
 * counted here: recurrent ones (see `recurrentCounter`) and those with weights of other kinds.
 *
 * @param inputs shapes of what the layer takes, without the batch axis
 */
export function unroll(layer: Layer, inputs: readonly (readonly number[])[]): UnrolledLayer | null {
  const [input] = inputs;
  if (input !== undefined && layer.kind === 'Dense') return unrollDense(layer, input);
  const axes = Object.hasOwn(spaceOf, layer.kind) ? spaceOf[layer.kind]! : 0;
  if (axes > 0) return input?.length === axes + 1 ? unrollConv(layer, input, axes) : null;
  const elementwise = /Normalization$|ReLU$/.test(layer.kind);
  if (Object.keys(layer.weights).length > 0 && !elementwise) return null;
  return { parts: [], output: outputShapeOf(layer, inputs) };
}

function unrollDense(layer: Layer, input: readonly number[]): UnrolledLayer | null {
  const { kernel } = layer.weights;
  if (kernel === undefined || input.at(-1) !== kernel.shape[0]) return null;
  const [n, units] = kernel.shape as [number, number];
  const places = input.slice(0, -1).reduce((a, b) => a * b, 1);
  const once = denseFanout(kernel.data, n, units, true);
  return { parts: [repeated(once, places)], output: [...input.slice(0, -1), units] };
}

function unrollConv(layer: Layer, input: readonly number[], axes: number): UnrolledLayer | null {
  const { kernel, depthwise_kernel, pointwise_kernel } = layer.weights;
  const alone = /^(Depthwise|Separable)/.test(layer.kind);
  const main = alone ? (depthwise_kernel ?? kernel) : kernel;
  if (main === undefined || main.shape.length !== axes + 2) return null;
  const channelsLast = layer.config.data_format !== 'channels_first';
  const transposed = layer.kind.endsWith('Transpose');
  const { padding } = layer.config;
  const sliding: Sliding = {
    space: channelsLast ? input.slice(0, -1) : input.slice(1),
    taps: main.shape.slice(0, axes),
    strides: perAxis(layer.config.strides, axes),
    dilation: perAxis(layer.config.dilation_rate, axes),
    padding: padding === 'same' || padding === 'causal' ? padding : 'valid',
    transposed,
  };
  const channels = channelsLast ? input.at(-1)! : input[0]!;
  const how = alone ? 'alone' : transposed ? 'transposed' : 'all';
  const weights = channelWeights(main, channels, how);
  const first = convFanout(sliding, weights, channelsLast);
  const places = convPlaces(sliding);
  const shape = (filters: number) => (channelsLast ? [...places, filters] : [filters, ...places]);
  if (pointwise_kernel === undefined) return { parts: [first], output: shape(weights.filters) };
  const filters = pointwise_kernel.shape.at(-1)!;
  const one = places.map(() => 1);
  const point = {
    space: places,
    taps: one,
    strides: one,
    dilation: one,
    padding: 'valid' as const,
  };
  const second = convFanout(
    { ...point, transposed: false },
    channelWeights(pointwise_kernel, weights.filters, 'all'),
    channelsLast,
  );
  return { parts: [first, second], output: shape(filters) };
}

interface Kernel {
  readonly shape: readonly number[];
  readonly data: ArrayLike<number>;
}

/**
 * Non-zero weights per tap and input channel of a kernel: `all` is (taps, channels of a group, filters),
 * `alone` (taps, channels, multiplier), `transposed` (taps, filters, channels).
 */
export function channelWeights(
  { shape, data }: Kernel,
  channels: number,
  how: 'all' | 'alone' | 'transposed',
) {
  const [a, b] = shape.slice(-2) as [number, number];
  const taps = data.length / (a * b);
  const groups = how === 'all' ? channels / a : 1;
  const reached = how === 'transposed' ? a : b / groups;
  const filters = how === 'alone' ? a * b : how === 'transposed' ? a : b;
  const nonZero = new Float64Array(taps * channels);
  for (let k = 0; k < data.length; k++) {
    if (data[k] === 0) continue;
    const tap = Math.floor(k / (a * b));
    const row = Math.floor(k / b) % a;
    const column = k % b;
    const group = Math.floor(column / reached);
    const channel = how === 'alone' ? row : how === 'transposed' ? column : group * a + row;
    nonZero[tap * channels + channel]! += 1;
  }
  return { channels, filters, reached, nonZero };
}

/** An option that Keras stores as one number or as one per axis. */
function perAxis(value: unknown, axes: number): number[] {
  if (Array.isArray(value) && value.length === axes) return value.map(Number);
  return new Array<number>(axes).fill(typeof value === 'number' ? value : 1);
}
