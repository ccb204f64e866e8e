import { DeviceError } from '../core/errors.js';

/** What a board warns about while it runs. */
export type BoardWarningKind =
  | 'pes_error_above'
  | 'pes_error_below'
  | 'trace_spikes_lost'
  | 'trace_clipped'
  | 'weights_clipped'
  | 'overflow_q0'
  | 'overflow_current'
  | 'overflow_u2';

/** A warning and the step (from 1) that it is about. */
export interface BoardWarning {
  readonly t: number;
  readonly kind: BoardWarningKind;
}

/** An axon of a learning group spiked twice within a train epoch; its trace counts one spike. */
export const TRACE_SPIKES_LOST = 1;
/** A trace was limited to 127. */
export const TRACE_CLIPPED = 2;
/** A learned weight was limited to the largest its format holds. */
export const WEIGHTS_CLIPPED = 4;
/** The synaptic input, the current, or the current with bias and noise left its register. */
export const OVERFLOW_Q0 = 8;
export const OVERFLOW_CURRENT = 16;
export const OVERFLOW_U2 = 32;

/** Flags that strict mode turns into an error. */
export const OVERFLOWS = OVERFLOW_Q0 | OVERFLOW_CURRENT | OVERFLOW_U2;

/** In the order in which a step meets them. */
const kinds: readonly (readonly [flag: number, kind: BoardWarningKind])[] = [
  [TRACE_SPIKES_LOST, 'trace_spikes_lost'],
  [TRACE_CLIPPED, 'trace_clipped'],
  [WEIGHTS_CLIPPED, 'weights_clipped'],
  [OVERFLOW_Q0, 'overflow_q0'],
  [OVERFLOW_CURRENT, 'overflow_current'],
  [OVERFLOW_U2, 'overflow_u2'],
];

/** The kinds named by or-ed flags, in the order of a step. */
export function kindsOf(flags: number): BoardWarningKind[] {
  return kinds.filter(([flag]) => (flags & flag) !== 0).map(([, kind]) => kind);
}

/** `bit` if a register left its range (`over` is not 0), else no flag. */
export function flagIf(over: number, bit: number): number {
  return over === 0 ? 0 : bit;
}

/**
 * Tells what step `t` (from 1) warns about, each kind once; in strict mode a register that ran over
 * is a DeviceError.
 */
export function raise(
  flags: number,
  t: number,
  options: { readonly strict?: boolean; readonly onWarning?: (warning: BoardWarning) => void },
): void {
  for (const kind of kindsOf(flags)) options.onWarning?.({ t, kind });
  const overflows = flags & OVERFLOWS;
  if (options.strict !== true || overflows === 0) return;
  throw new DeviceError(
    `emulator, step ${t}: ${kindsOf(overflows).join(', ')} (a register ran past its end and wrapped). Lower the weights or the input, or run without strict.`,
    { code: 'overflow' },
  );
}
