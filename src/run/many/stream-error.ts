import * as errors from '../../core/errors.js';
import { RunError, RxspikeError } from '../../core/errors.js';
import type { ErrorParts } from './protocol.js';

/** The parts of anything thrown, to be sent to another thread. */
export function partsOf(error: unknown): ErrorParts {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error) };
  const { name, message, stack } = error;
  const { code, path } = error instanceof RxspikeError ? error : {};
  return {
    name,
    message,
    ...(stack === undefined ? {} : { stack }),
    ...(code === undefined ? {} : { code }),
    ...(path === undefined ? {} : { path }),
  };
}

/** The error that parts were made of, of its own class if it is one of ours. */
export function errorOf({ name, message, code, path, stack }: ErrorParts): Error {
  const known = (errors as Readonly<Record<string, unknown>>)[name] as typeof RunError | undefined;
  const error =
    known === undefined
      ? new Error(message)
      : new known(message, {
          ...(code === undefined ? {} : { code }),
          ...(path === undefined ? {} : { path }),
        });
  if (stack !== undefined) error.stack = stack;
  return error;
}

/** What went wrong in one stream of many: the same error with the stream's number, or a RunError. */
export function ofStream(cause: unknown, stream: number): RxspikeError {
  const where = `stream ${stream}`;
  if (cause instanceof RxspikeError) {
    const { message, code, path } = cause;
    const like = cause.constructor as typeof RunError;
    return new like(`${where}: ${message}`, {
      code,
      cause,
      ...(path === undefined ? {} : { path }),
    });
  }
  return new RunError(`${where}: its device or network failed (${messageOf(cause)}).`, {
    code: 'stream-failed',
    path: where,
    cause,
  });
}

/** A source that threw. */
export function sourceError(cause: unknown, stream: number): RunError {
  const where = `stream ${stream}`;
  return new RunError(`${where}: its source failed (${messageOf(cause)}). No stream goes on.`, {
    code: 'source-failed',
    path: where,
    cause,
  });
}

/** The sentence of an error without its full stop, for brackets. */
export function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace(/\.$/, '');
}
