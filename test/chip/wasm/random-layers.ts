import fc from 'fast-check';
import { compile } from '../../../src/compile/compile.js';
import type { Program } from '../../../src/compile/program.js';
import { type Random, seededRandom } from '../../../src/core/random.js';
import { Network } from '../../../src/network/network.js';
import type { Signal } from '../../../src/network/signal.js';
import { averagePool } from '../../../src/operators/average-pool.js';
import { concat } from '../../../src/operators/concat.js';
import { conv2d } from '../../../src/operators/conv2d.js';
import { dense } from '../../../src/operators/dense.js';
import { flatten } from '../../../src/operators/flatten.js';
import { loihiLif } from '../../../src/operators/loihi-lif.js';
import { loihiSpikingRelu } from '../../../src/operators/loihi-spiking-relu.js';
import { lowpass } from '../../../src/operators/lowpass.js';

/** One population of a random picture network, and what leads to it. */
export interface PictureLayer {
  readonly kind: 'conv' | 'dense' | 'pool';
  readonly filters: number;
  readonly kernel: readonly [number, number];
  readonly strides: readonly [number, number];
  readonly padding: 'same' | 'valid';
  readonly neurons: 'lif' | 'relu';
  /** Timesteps for which neurons rest after a spike. */
  readonly rest: number;
  readonly tau: number;
  readonly bias: boolean;
  /** Takes the same layer once more, through other weights: a second connection. */
  readonly twice: boolean;
  /** Dense layers: takes all layers before it, joined. */
  readonly joined: boolean;
  /** Blocks: into how many parts rows, columns and channels are cut; `null`: the compiler's choice. */
  readonly cut: readonly [number, number, number] | null;
}

/** Everything that decides a random picture network. */
export interface PictureNet {
  readonly seed: number;
  readonly rows: number;
  readonly columns: number;
  readonly channels: number;
  readonly channelsLast: boolean;
  /** Size of weights: how busy, and how near to registers running over. */
  readonly strength: number;
  readonly layers: readonly PictureLayer[];
}

const side = fc.integer({ min: 1, max: 5 });
const parts = fc.integer({ min: 1, max: 3 });

const layer: fc.Arbitrary<PictureLayer> = fc.record({
  kind: fc.constantFrom('conv', 'conv', 'conv', 'dense', 'pool'),
  filters: fc.oneof(
    fc.integer({ min: 2, max: 24 }),
    fc.constantFrom(16, 17, 32, 33, 64, 65, 70, 130),
  ),
  kernel: fc.tuple(side, side),
  strides: fc.tuple(fc.constantFrom(1, 1, 2, 3), fc.constantFrom(1, 1, 2)),
  padding: fc.constantFrom('same', 'valid'),
  neurons: fc.constantFrom('lif', 'relu'),
  rest: fc.integer({ min: 0, max: 3 }),
  tau: fc.constantFrom(0, 0.001, 0.005, 0.02, 0.5),
  bias: fc.boolean(),
  twice: fc.boolean(),
  joined: fc.boolean(),
  cut: fc.option(fc.tuple(parts, parts, parts)),
});

/** Networks of one to four layers on a picture of spikes. */
export const pictureNets: fc.Arbitrary<PictureNet> = fc.record({
  seed: fc.nat(1e6),
  rows: fc.integer({ min: 3, max: 9 }),
  columns: fc.integer({ min: 3, max: 9 }),
  channels: fc.integer({ min: 1, max: 5 }),
  channelsLast: fc.boolean(),
  strength: fc.constantFrom(0.5, 2, 6),
  layers: fc.array(layer, { minLength: 1, maxLength: 4 }),
});

/** Declares and compiles a random picture network. */
export function compilePictures(net: PictureNet): Program {
  const random = seededRandom(net.seed);
  const network = new Network();
  const { rows, columns, channels, channelsLast } = net;
  const shape = channelsLast ? [rows, columns, channels] : [channels, rows, columns];
  const signals: Signal[] = [network.input('u', shape, { kind: 'spikes' })];
  for (const [i, layer] of net.layers.entries()) {
    const before = signals.at(-1)!;
    const sources = layer.joined && i > 1 ? signals.slice(1) : [before];
    const here = transformed(before, sources, layer, net, random).pipe(
      lowpass(layer.tau),
      neuronsOf(before, layer, net, random),
    );
    signals.push(here.named(`layer${i}`));
    if (layer.twice)
      transformed(before, sources, layer, net, random).pipe(lowpass(layer.tau)).into(here);
  }
  const probes = Object.fromEntries(signals.slice(1).map((signal, i) => [`layer${i}`, signal]));
  return compile(network, { probes, validate: false });
}

/** Rows, columns and channels of a picture; a flat signal has one row and column. */
function sizes({ shape }: Signal, channelsLast: boolean): [number, number, number] {
  if (shape.length === 1) return [1, 1, shape[0]!];
  const [a, b, c] = shape as [number, number, number];
  return channelsLast ? [a, b, c] : [b, c, a];
}

function kindOf(before: Signal, { kind }: PictureLayer): PictureLayer['kind'] {
  return before.shape.length === 1 ? 'dense' : kind;
}

function transformed(
  before: Signal,
  sources: readonly Signal[],
  layer: PictureLayer,
  { channelsLast, strength }: PictureNet,
  random: Random,
): Signal {
  const [h, w, c] = sizes(before, channelsLast);
  const options = { padding: layer.padding, channelsLast };
  const kh = Math.min(layer.kernel[0], h);
  const kw = Math.min(layer.kernel[1], w);
  const weights = (n: number, fanIn: number) =>
    Float64Array.from(
      { length: n },
      () => (strength * random.normal()) / (1 + Math.sqrt(fanIn)) + 0.01,
    );
  switch (kindOf(before, layer)) {
    case 'conv': {
      const shape = [kh, kw, c, layer.filters];
      const data = weights(kh * kw * c * layer.filters, kh * kw * c);
      return before.pipe(conv2d({ shape, data }, { ...options, strides: layer.strides }));
    }
    case 'pool':
      return before.pipe(averagePool({ ...options, pool: [kh, kw], strides: layer.strides }));
    case 'dense': {
      const [first, second, ...others] = sources;
      const flat =
        second === undefined ? first!.pipe(flatten()) : first!.pipe(concat(second, ...others));
      const data = weights(flat.size * layer.filters, flat.size);
      return flat.pipe(dense({ shape: [layer.filters, flat.size], data }));
    }
  }
}

function neuronsOf(before: Signal, layer: PictureLayer, net: PictureNet, random: Random) {
  const shape = shapeAfter(before, layer, net);
  const size = shape.reduce((product, n) => product * n, 1);
  const bias = layer.bias ? Float64Array.from({ length: size }, () => random.uniform()) : 0;
  const cut = layer.cut;
  const whole = shape.length === 1 ? [1] : [0, 1, 2];
  const options = {
    bias,
    ...(cut === null
      ? {}
      : { blockShape: { shape: whole.map((axis, k) => Math.ceil(shape[k]! / cut[axis]!)) } }),
  };
  return layer.neurons === 'lif'
    ? loihiLif({ ...options, tauRef: layer.rest * 0.001, tauRc: 0.02 })
    : loihiSpikingRelu({ ...options, gain: 100 });
}

function shapeAfter(before: Signal, layer: PictureLayer, net: PictureNet): number[] {
  const { channelsLast } = net;
  const kind = kindOf(before, layer);
  if (kind === 'dense') return [layer.filters];
  const [h, w, c] = sizes(before, channelsLast);
  const along = (size: number, axis: 0 | 1) => {
    const kernel = Math.min(layer.kernel[axis], size);
    const places = layer.padding === 'valid' ? size - kernel + 1 : size;
    return Math.ceil(places / layer.strides[axis]);
  };
  const channels = kind === 'pool' ? c : layer.filters;
  return channelsLast ? [along(h, 0), along(w, 1), channels] : [channels, along(h, 0), along(w, 1)];
}
