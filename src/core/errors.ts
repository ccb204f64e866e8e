/** Options common to every error of this library. */
export interface RxspikeErrorOptions {
  /** Short machine-readable code, for example `shape-mismatch`. */
  readonly code?: string;
  /** Path to the thing that is wrong: a layer, a signal, a file with an offset. */
  readonly path?: string;
  readonly cause?: unknown;
}

/**
 * Base of all errors thrown on purpose. A message is one or two sentences: where, what is wrong
 * (got, expected), what to do.
 */
export class RxspikeError extends Error {
  readonly code: string;
  readonly path: string | undefined;

  constructor(message: string, options: RxspikeErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = options.code ?? 'error';
    this.path = options.path;
  }
}

/** A mistake while declaring a network. */
export class NetworkError extends RxspikeError {}
/** A model file or layer that cannot become a spiking network. */
export class ConvertError extends RxspikeError {}
/** A network that cannot become a program: cycles, placement, chip limits. */
export class CompileError extends RxspikeError {}
/** A mistake or overflow while running. */
export class RunError extends RxspikeError {}
/** A device that cannot open, step or restore. */
export class DeviceError extends RxspikeError {}
/** A file or socket that delivers something other than its format says. */
export class StreamError extends RxspikeError {}
/** Bytes that are not what their header announces. */
export class CodecError extends RxspikeError {}
