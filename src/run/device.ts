import type { Program } from '../compile/program.js';
import type { Rows, SpikeTrain } from '../core/chunk.js';
import type { ControlBlock } from '../core/control-block.js';
import type { LatePolicy } from '../core/deadlines.js';
import type { Params } from '../core/description.js';

/** What the host sends for timesteps t .. t + steps - 1: one train per input of the chip. */
export interface ChipInput {
  readonly t: number;
  readonly steps: number;
  readonly spikes: readonly SpikeTrain[];
  /** Learning errors as one batch before timestep t (replaces all); without, the old errors stay. */
  readonly errors?: readonly {
    readonly block: number;
    readonly synapse: number;
    readonly e: ArrayLike<number>;
  }[];
}

/** What the chip did in those timesteps; lent until the next call. */
export interface ChipOutput {
  /**
   * One train per population of the program, in the population's own numbering; a device may leave
   * out (`null`) those that neither the host nor a probe reads.
   */
  readonly spikes: readonly (SpikeTrain | null)[];
  /** One array per chip probe, a row per timestep. */
  readonly probes: readonly Rows[];
  /** Weights added in these timesteps. */
  readonly synapticOps: number;
}

/** Everything that decides how a session goes on, as plain data. */
export interface SessionState {
  readonly kind: string;
  readonly version: number;
  readonly t: number;
  readonly data: Params;
}

/**
 * One running instance of a program. A promise from `step` is the credit: the next timesteps come
 * when it resolves.
 */
export interface Session {
  /** Plays the chip's timesteps; spikes sent in timestep n act in n + 1. */
  step(input: ChipInput): ChipOutput | Promise<ChipOutput>;
  /** A copy of the state between two timesteps. */
  save(): SessionState;
  /** Goes back to a saved state; a restored run continues bit for bit. */
  restore(state: SessionState): void;
  /** Ends the session; called exactly once. */
  close(): void | Promise<void>;
  /**
   * Where the chip has a thread of its own: hands its steps over to a clock, for good. Throws a
   * DeviceError while a step is being played.
   */
  clocked?(clock: { readonly late: LatePolicy; readonly dtMs: number }): ClockedChip;
}

/** What the host sends for one timestep. */
export type ChipFrame = Pick<ChipInput, 'spikes' | 'errors'>;

/** What a chip did since it was last looked at, some timesteps of it; lent until the next look. */
export interface ClockedOutput extends ChipOutput {
  /** Number of the first timestep played. */
  readonly t: number;
  readonly steps: number;
  /** Per timestep played the number of its tick: ticks played or dropped before it. */
  readonly ticks: Float64Array;
  /** Per timestep played how long after its deadline it began, in milliseconds. */
  readonly lateMs: Float64Array;
  /** Per timestep played 1 if the host sent something for it, 0 if it was played in silence. */
  readonly fed: Uint8Array;
  /** Since the beginning: timesteps that were played in silence. */
  readonly silent: number;
  /** Since the beginning: ticks begun or dropped when the next was due already, and ticks dropped. */
  readonly late: number;
  readonly dropped: number;
}

/** A chip that a clock asks for steps; what it does meanwhile goes through rings in shared memory. */
export interface ClockedChip {
  /** The block in which the clock counts up the ticks that are due. */
  readonly control: ControlBlock;
  /** Hands over timestep `s` of a frame, for the next free tick; false if there is no room for it. */
  offer(frame: ChipFrame, s: number): boolean;
  /** Takes back the oldest frame that no tick has used; false if there is none. */
  dropOldest(): boolean;
  /** Frames that wait for their tick. */
  waiting(): number;
  /** What was played since the last look; `null` if nothing. Throws if the chip failed. */
  take(): ClockedOutput | null;
  /** Resolves when there may be something to take, rejects when the chip is lost. */
  changed(): Promise<void>;
}

/** How a device is made again in another thread: a function of a module, and its argument. */
export interface DeviceRecipe {
  /** Address of the module, as `import.meta.url` gives it in there. */
  readonly module: string | URL;
  /** Name of the exported function that makes the device, or a promise of it. */
  readonly make: string;
  /** Its argument: plain data that can be cloned. */
  readonly options: unknown;
}

/** Where a program runs. */
export interface Device {
  readonly kind: 'device';
  readonly name: string;
  open(program: Program): Session | Promise<Session>;
  /**
   * For `runMany`. Without it the device stays in its thread; a device that wraps another has a recipe
   * of its own or none.
   */
  readonly inWorker?: DeviceRecipe;
}

/** The whole network in JS, in float: the reference. */
export interface Interpreter {
  readonly kind: 'interpreter';
  readonly name: string;
  /** Insert the crossings of the placed network as explicit delays, to predict a chip. */
  readonly placed: boolean;
}

/**
 * Plays the network in JS without a device: an RxJS graph of float operators.
 *
 * @param options.placed with the delays and on/off coding of the placed network; default false
 */
export function interpreter(options: { readonly placed?: boolean } = {}): Interpreter {
  return { kind: 'interpreter', name: 'interpreter', placed: options.placed ?? false };
}
