import { CommanderError } from 'commander';
import { RxspikeError } from '../core/errors.js';
import { log } from './log.js';

/** A mistake in the words of a command. */
export class UsageError extends RxspikeError {}

/** Says what went wrong on standard error; 2 for a user's mistake, 1 for ours. */
export function reportFailure(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof RxspikeError) {
    log.error(error.message);
    return 2;
  }
  log.fatal({ err: error }, 'rxspike failed in a way it did not expect. Please report this.');
  return 1;
}
