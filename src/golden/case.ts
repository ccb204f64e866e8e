import type { EmulatorOptions } from '../chip/emulator.js';
import { RxspikeError } from '../core/errors.js';

/** Outcome of replaying one golden case. */
export type CaseResult = {
  /** Name the case gives itself. */
  name: string;
  status: 'pass' | 'fail' | 'skip';
  /** Why it failed or was skipped, as a sentence; what was compared if it passed. */
  reason: string;
};

/** What plays the chip of a case; default the plain engine. */
export type ReplayOptions = Pick<EmulatorOptions, 'engine' | 'threads'>;

/** Thrown inside the judge when a case cannot be read; becomes a failed result. */
export class CaseError extends Error {}

/** Thrown inside the judge when the product lacks what a case needs; becomes a skipped result. */
export class CaseSkip extends Error {}

/** Parts of a case that were not compared because the product does not have them. */
export type Unbuilt = Set<string>;

/**
 * Runs a replay that returns a first difference or `null`; nothing it throws escapes. What the
 * replay notes as not built is named in the reason of a pass.
 */
export function judge(name: string, replay: (unbuilt: Unbuilt) => string | null): CaseResult {
  const unbuilt: Unbuilt = new Set();
  try {
    const difference = replay(unbuilt);
    if (difference !== null) return { name, status: 'fail', reason: difference };
    const rest = unbuilt.size === 0 ? '' : `, but not built: ${[...unbuilt].join(', ')}`;
    return { name, status: 'pass', reason: `everything is as expected${rest}` };
  } catch (error) {
    return { name, status: error instanceof CaseSkip ? 'skip' : 'fail', reason: reasonOf(error) };
  }
}

/** Errors thrown on purpose are sentences already. */
function reasonOf(error: unknown): string {
  const isSentence = [CaseError, CaseSkip, RxspikeError].some((kind) => error instanceof kind);
  return isSentence ? (error as Error).message : `the case cannot be replayed (${String(error)})`;
}
