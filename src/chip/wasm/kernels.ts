import { binary } from './binary.js';

/** The functions of the kernels; addresses and counts are plain numbers. */
export interface Kernels {
  /** Plays timestep `t` of the listed units; `member` is the area of the calling thread. */
  play(units: number, count: number, t: number, member: number): void;
  /** Writes the host spikes of timestep `t`, in the order of the planes. */
  enter(entry: number, t: number, spikes: number, count: number): void;
  /** Writes the neurons of a layer that spiked in `t` and returns how many. */
  leave(exit: number, t: number, out: number): number;
  fillPositions(): void;
  /** Plays a thread's share of timesteps `from` to `last` of a stage; 0 if its wait was ended. */
  playStage(
    stage: number,
    member: number,
    area: number,
    from: number,
    last: number,
    patience: number,
  ): number;
  /** Waits until timesteps up to `last` of a stage can be played; 0 if the wait was ended. */
  ready(stage: number, last: number, patience: number): number;
  /** Tells the others that a thread has done timestep `t` of a stage. */
  done(stage: number, member: number, t: number): void;
  /** Waits until the number at an address has reached a value; 0 if the wait was ended. */
  reach(address: number, value: number, patience: number): number;
  /** Stores a number that others may wait for. */
  announce(address: number, value: number): void;
}

/** What Node has of WebAssembly and the language's own library does not declare. */
interface Wasm {
  readonly Module: new (bytes: Uint8Array) => KernelModule;
  readonly Memory: new (size: {
    readonly initial: number;
    readonly maximum: number;
    readonly shared: true;
  }) => KernelMemory;
  readonly Instance: new (
    module: KernelModule,
    imports: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
  ) => { readonly exports: unknown };
}

/** Compiled kernels; can be handed to other threads. */
export type KernelModule = object;

/** A shared memory of fixed size; can be handed to other threads. */
export interface KernelMemory {
  readonly buffer: SharedArrayBuffer;
}

const wasm = (globalThis as unknown as { readonly WebAssembly: Wasm }).WebAssembly;

const PAGE = 65_536;

let compiled: KernelModule | undefined;

/** The compiled kernels; compiled once. */
export function kernelModule(): KernelModule {
  compiled ??= new wasm.Module(Buffer.from(binary, 'base64'));
  return compiled;
}

/** A shared memory of at least so many bytes that never grows (growing ones are many times slower). */
export function fixedMemory(bytes: number): KernelMemory {
  const pages = Math.ceil(bytes / PAGE);
  return new wasm.Memory({ initial: pages, maximum: pages, shared: true });
}

/** The kernels at work in a memory. */
export function openKernels(module: KernelModule, memory: KernelMemory): Kernels {
  return new wasm.Instance(module, { env: { memory, now: () => performance.now() } })
    .exports as Kernels;
}
