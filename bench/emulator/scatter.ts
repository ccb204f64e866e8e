import type { ChipInput, ChipOutput, Session, SessionState } from 'rxspike';
import type { Shape } from './conv-tiles.js';
import type { Train } from './input.js';

/** A layer of integrate-and-fire neurons behind a convolution with `same` padding. */
export interface ScatterLayer {
  readonly input: Shape;
  readonly output: Shape;
  readonly kernel: number;
  readonly stride: number;
  /** Row-major (rows, cols, input channels, filters); as many filters as the output has channels. */
  readonly weights: Int32Array;
  /** Share of the current that stays, in 4096ths. */
  readonly keep: number;
  readonly vth: number;
  /** Per filter. */
  readonly bias: readonly number[];
}

/** Spikes of a layer in one timestep; the first `count` are meant. */
interface Spikes {
  readonly indices: Int32Array;
  count: number;
}

interface State {
  readonly q: Int32Array;
  readonly u: Int32Array;
  readonly v: Int32Array;
}

/**
 * A yardstick: layers as a whole, no blocks or axons, weights added for each spike in plain loops
 * over typed arrays. It knows only what a deep workload needs and gives the same spikes. The state
 * it saves is its own.
 */
export function openScatter(layers: readonly ScatterLayer[]): Session {
  const sizes = layers.map(({ output }) => output[0] * output[1] * output[2]);
  const [rows, cols, channels] = layers[0]!.input;
  const states = sizes.map(openState);
  // What arrives at each layer; behind the last: what leaves it.
  const arriving = [rows * cols * channels, ...sizes].map(openSpikes);
  const step = ({ steps, spikes }: ChipInput): ChipOutput => {
    const trains = sizes.map((size) => openTrain(size, steps));
    let synapticOps = 0;
    for (let s = 0; s < steps; s++) {
      for (const [l, layer] of layers.entries()) {
        synapticOps += scatter(layer, arriving[l]!, states[l]!.q);
      }
      for (const [l, layer] of layers.entries()) {
        update(layer, states[l]!, arriving[l + 1]!);
        append(trains[l]!, s, arriving[l + 1]!);
      }
      const { offsets, indices } = spikes[0]!;
      const sent = indices.subarray(offsets[s], offsets[s + 1]);
      arriving[0]!.indices.set(sent);
      arriving[0]!.count = sent.length;
    }
    return { spikes: trains.map(shortened), probes: [], synapticOps };
  };
  const save = (): SessionState => {
    const data = structuredClone({ states, arriving }) as unknown as SessionState['data'];
    return { kind: 'scatter', version: 1, t: 0, data };
  };
  const restore = ({ data }: SessionState): void => {
    const saved = data as unknown as { states: State[]; arriving: Spikes[] };
    for (const [l, { q, u, v }] of states.entries()) {
      q.set(saved.states[l]!.q);
      u.set(saved.states[l]!.u);
      v.set(saved.states[l]!.v);
    }
    for (const [l, list] of arriving.entries()) {
      list.indices.set(saved.arriving[l]!.indices);
      list.count = saved.arriving[l]!.count;
    }
  };
  return { step, save, restore, close() {} };
}

/** Adds the weights of every spike; returns how many. */
function scatter(layer: ScatterLayer, { indices, count }: Spikes, q: Int32Array): number {
  const { input, output, kernel, stride, weights } = layer;
  const [rows, cols, channels] = input;
  const [outRows, outCols, filters] = output;
  const top = padding(rows, outRows, layer);
  const left = padding(cols, outCols, layer);
  let added = 0;
  for (let k = 0; k < count; k++) {
    const channel = indices[k]! % channels;
    const pixel = (indices[k]! / channels) | 0;
    const y = ((pixel / cols) | 0) + top;
    const x = (pixel % cols) + left;
    for (let i = 0; i < kernel; i++) {
      const r = (y - i) / stride;
      if (r < 0 || r >= outRows || r !== (r | 0)) continue;
      for (let j = 0; j < kernel; j++) {
        const c = (x - j) / stride;
        if (c < 0 || c >= outCols || c !== (c | 0)) continue;
        const row = ((i * kernel + j) * channels + channel) * filters;
        addRow(q, (r * outCols + c) * filters, weights, row, filters);
        added += filters;
      }
    }
  }
  return added;
}

function addRow(q: Int32Array, to: number, weights: Int32Array, from: number, n: number): void {
  let f = 0;
  for (; f + 3 < n; f += 4) {
    q[to + f]! += weights[from + f]!;
    q[to + f + 1]! += weights[from + f + 1]!;
    q[to + f + 2]! += weights[from + f + 2]!;
    q[to + f + 3]! += weights[from + f + 3]!;
  }
  for (; f < n; f++) q[to + f]! += weights[from + f]!;
}

/** Registers wrap at 22 and 24 bits, as the chip's. */
function update(layer: ScatterLayer, { q, u, v }: State, spikes: Spikes): void {
  const { keep, vth, bias } = layer;
  const filters = bias.length;
  let count = 0;
  for (let i = 0; i < q.length; ) {
    for (let f = 0; f < filters; f++, i++) {
      const current = ((((u[i]! * keep) / 4096) | 0) + ((q[i]! << 10) >> 10)) << 8;
      q[i] = 0;
      u[i] = current >> 8;
      let voltage = v[i]! + (((u[i]! + bias[f]!) << 8) >> 8);
      if (voltage < 0) voltage = 0;
      if (voltage > vth) {
        voltage = 0;
        spikes.indices[count++] = i;
      }
      v[i] = voltage;
    }
  }
  spikes.count = count;
}

function padding(size: number, output: number, { kernel, stride }: ScatterLayer): number {
  return Math.floor(Math.max((output - 1) * stride + kernel - size, 0) / 2);
}

function openState(n: number): State {
  return { q: new Int32Array(n), u: new Int32Array(n), v: new Int32Array(n) };
}

function openSpikes(n: number): Spikes {
  return { indices: new Int32Array(n), count: 0 };
}

/** A train that grows. */
interface OpenTrain {
  readonly size: number;
  readonly offsets: Uint32Array;
  indices: Uint32Array;
}

function openTrain(size: number, steps: number): OpenTrain {
  return { size, offsets: new Uint32Array(steps + 1), indices: new Uint32Array(size) };
}

/** Without the room behind the last spike. */
function shortened({ size, offsets, indices }: Train): Train {
  return { size, offsets, indices: indices.subarray(0, offsets.at(-1)) };
}

function append(train: OpenTrain, s: number, spikes: Spikes): void {
  const from = train.offsets[s]!;
  const to = from + spikes.count;
  if (to > train.indices.length) {
    const larger = new Uint32Array(2 * to);
    larger.set(train.indices);
    train.indices = larger;
  }
  train.indices.set(spikes.indices.subarray(0, spikes.count), from);
  train.offsets[s + 1] = to;
}
