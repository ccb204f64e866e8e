import pino from 'pino';
import pretty from 'pino-pretty';

/**
 * The command line's log: standard error, readable on a terminal, JSON lines elsewhere if
 * RXSPIKE_LOG=json. Results never go here.
 */
export const log = pino(
  { base: null, level: levelOf(process.env.RXSPIKE_LOG_LEVEL) },
  process.env.RXSPIKE_LOG === 'json'
    ? pino.destination({ fd: 2, sync: true })
    : pretty({
        destination: 2,
        sync: true,
        colorize: process.stderr.isTTY === true && !process.env.NO_COLOR,
        ignore: 'time',
        hideObject: false,
        messageFormat: false,
        customPrettifiers: { level: (level) => levelWord(String(level)) },
      }),
);

/** A level that pino does not know would end the command before it begins. */
function levelOf(wanted = 'info'): string {
  return wanted === 'silent' || Object.hasOwn(pino.levels.values, wanted) ? wanted : 'info';
}

function levelWord(level: string): string {
  const words: Record<string, string> = {
    '30': 'info',
    '40': 'warning',
    '50': 'error',
    '60': 'fatal',
  };
  return words[level] ?? level;
}
