import type { LatePolicy } from '../../core/deadlines.js';
import type { SessionState } from '../../run/device.js';
import type { EmulatorOptions } from '../emulator.js';
import type { BoardWarning } from '../warnings.js';
import type { OutputLayout } from './output-frame.js';
import type { ToldError } from './told.js';

/** What the worker of a chip is started with. */
export interface ChipTask {
  /** A program file. */
  readonly program: Uint8Array;
  /** Those that can go to another thread. */
  readonly options: Pick<EmulatorOptions, 'seed' | 'strict' | 'engine' | 'threads'>;
  /** True if somebody listens to warnings. */
  readonly warns: boolean;
  readonly control: SharedArrayBuffer;
  readonly input: SharedArrayBuffer;
  /** Timesteps at full activity for which there is to be room on the way back. */
  readonly ringSteps: number;
}

/** What a host asks for between timesteps. */
export type Letter =
  | { readonly kind: 'save' }
  | { readonly kind: 'restore'; readonly state: SessionState }
  /** From now on a clock asks for steps, `dtMs` apart. */
  | { readonly kind: 'clock'; readonly late: LatePolicy; readonly dtMs: number };

/** What the chip tells; answers to letters come in their order. */
export type Message =
  | { readonly kind: 'opened'; readonly layout: OutputLayout; readonly output: SharedArrayBuffer }
  | { readonly kind: 'warning'; readonly warning: BoardWarning }
  /** The session is over. */
  | { readonly kind: 'failed'; readonly error: ToldError }
  | { readonly kind: 'answer'; readonly state: SessionState | null }
  /** A letter that could not be followed; the session goes on. */
  | { readonly kind: 'refused'; readonly error: ToldError };
