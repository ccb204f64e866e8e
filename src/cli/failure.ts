import { CommanderError } from 'commander';
import { RxspikeError } from '../core/errors.js';
import { log } from './log.js';

/** A mistake in the words of a command. */
export class UsageError extends RxspikeError {}

/**
 * Says what went wrong on standard error, in one sentence; 2 for a user's mistake, 1 for ours.
 *
 * @param command `rxspike`, or with the verb behind it
 */
export function reportFailure(error: unknown, command: string): number {
  if (error instanceof CommanderError) return commanderFailure(error, command);
  if (error instanceof RxspikeError) {
    log.error(error.message);
    return 2;
  }
  log.fatal({ err: error }, 'rxspike failed in a way it did not expect. Please report this.');
  return 1;
}

/** The help has been printed already; of other mistakes the parser only knows what is wrong. */
function commanderFailure({ code, exitCode, message }: CommanderError, command: string): number {
  if (exitCode === 0) return 0;
  if (code === 'commander.help') return 2;
  const what = message
    .replace(/^error: /, '')
    .replace(/\s+/g, ' ')
    .replace(/\.$/, '');
  log.error(`${command}: ${what}. See ${command} --help.`);
  return 2;
}
