import { binary } from './binary.js';

/**
 * The population functions: `n` neurons, then pointers to float64, then numbers. A mask is 0 for a value
 * that all neurons share, -1 for one per neuron.
 */
type PlayPopulation = (
  n: number,
  input: number,
  gain: number,
  gainMask: number,
  bias: number,
  biasMask: number,
  current: number,
  voltage: number,
  output: number,
  dt: number,
  height: number,
) => void;

/** Leaky neurons: pointers, then numbers; how many neurons are left to play. */
type PlayLeaky = (
  n: number,
  current: number,
  voltage: number,
  refractory: number,
  output: number,
  rest: number,
  dt: number,
  wholeStep: number,
  minVoltage: number,
  height: number,
  pause: number,
) => number;

/** What the files of assembly/ export; pointers are byte offsets into the memory. */
export interface Code {
  readonly spikingRelu: PlayPopulation;
  readonly loihiSpikingRelu: PlayPopulation;
  readonly lif: PlayLeaky;
  readonly loihiLif: PlayLeaky;
  drive(
    n: number,
    input: number,
    gain: number,
    gainMask: number,
    bias: number,
    biasMask: number,
    current: number,
  ): void;
  lowpass(n: number, input: number, value: number, keep: number, take: number): void;
  listNonZero(n: number, values: number, indices: number): number;
  dense(rows: number, columns: number, weights: number, input: number, sums: number): void;
  conv2d(geometry: number, input: number, sums: number): void;
  pointwise(
    pixels: number,
    channels: number,
    filters: number,
    weights: number,
    input: number,
    sums: number,
  ): void;
  addBias(pixels: number, filters: number, bias: number, sums: number): void;
  channelsFirst(pixels: number, filters: number, sums: number, target: number): void;
}

/** A memory and the kernels that work on it. */
export interface Machine {
  readonly buffer: ArrayBuffer;
  readonly code: Code;
}

// The part of WebAssembly that is used: its types come with those of browsers only.
interface Assembly {
  readonly Memory: new (options: { initial: number }) => { readonly buffer: ArrayBuffer };
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (
    module: object,
    imports: { env: { memory: object } },
  ) => { readonly exports: object };
}

const { WebAssembly: assembly } = globalThis as unknown as { WebAssembly: Assembly };

const PAGE = 65536;
let module: object | undefined;

/** Starts the kernels on a memory of their own, of at least so many bytes; it never grows. */
export function openMachine(bytes: number): Machine {
  module ??= new assembly.Module(Uint8Array.from(atob(binary), (c) => c.charCodeAt(0)));
  const memory = new assembly.Memory({ initial: Math.ceil(bytes / PAGE) });
  const { exports } = new assembly.Instance(module, { env: { memory } });
  return { buffer: memory.buffer, code: exports as Code };
}
