import { CodecError, CompileError, DeviceError, RxspikeError } from '../../core/errors.js';

/** An error on its way to another thread. */
export interface ToldError {
  readonly name: string;
  readonly message: string;
  readonly code: string | null;
  readonly path: string | null;
}

/** What another thread is told of an error. */
export function tellError(error: unknown): ToldError {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  if (!(error instanceof RxspikeError)) return { name, message, code: null, path: null };
  return { name, message, code: error.code, path: error.path ?? null };
}

const classes = { CompileError, CodecError, DeviceError } as const;

/** The error that was told: of its class if it is one of ours, else a DeviceError around it. */
export function toldError({ name, message, code, path }: ToldError): RxspikeError {
  if (code === null) {
    return new DeviceError(
      `emulator: the chip's worker failed (${name}: ${message}), the session is over. Open it again.`,
      { code: 'worker-failed' },
    );
  }
  const options = { code, ...(path === null ? {} : { path }) };
  return new (classes[name as keyof typeof classes] ?? DeviceError)(message, options);
}
