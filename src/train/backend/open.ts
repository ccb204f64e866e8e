import { RunError } from '../../core/errors.js';
import type { Backend, BackendChoice, BackendName } from './backend.js';

/** Settings of `openBackend`. */
export interface BackendOptions {
  /**
   * Which of our wasm kernels to install: `all` (default), or those `missing` in the wasm backend,
   * which leaves it slow and one of its gradients wrong: for measuring alone.
   */
  readonly kernels?: 'all' | 'missing';
  /** Folder of a built tfjs-node, in place of the installed package. */
  readonly native?: string;
}

/**
 * Starts TensorFlow.js on this thread. `auto` takes native TensorFlow when `@tensorflow/tfjs-node` is
 * installed with its addon and computes, otherwise the wasm backend with our kernels; `whyNotNative`
 * then says why. A thread has one backend at a time: the one opened last. Workers open their own.
 * Nothing is loaded before the first call.
 *
 * Throws `RunError` when the backend that was asked for by name does not start.
 */
export async function openBackend(
  choice: BackendChoice = 'auto',
  options: BackendOptions = {},
): Promise<Backend> {
  if (choice === 'auto') return openFastest(options);
  if (choice === 'tfjs-node') return openNativeOrThrow(options);
  if (choice === 'wasm') return openWasm(options);
  if (choice === 'cpu') return openCpu();
  throw new RunError(
    `openBackend: there is no backend "${String(choice)}" (expected auto, tfjs-node, wasm or cpu). Choose one of these.`,
    { code: 'unknown-backend' },
  );
}

async function openFastest(options: BackendOptions): Promise<Backend> {
  const { openNative } = await import('./native.js');
  const native = await openNative(options.native);
  if (!('why' in native)) return native;
  return { ...(await openWasm(options)), whyNotNative: native.why };
}

async function openNativeOrThrow({ native: folder }: BackendOptions): Promise<Backend> {
  const { openNative } = await import('./native.js');
  const native = await openNative(folder);
  if (!('why' in native)) return native;
  throw new RunError(
    `openBackend: tfjs-node does not start: ${native.why} Build its addon (adapters/tfjs-node), or choose the backend "auto" or "wasm".`,
    { code: 'no-native-backend', cause: native.cause },
  );
}

async function openWasm({ kernels = 'all' }: BackendOptions): Promise<Backend> {
  const { startWasm } = await import('./wasm.js');
  return startWasm(kernels).catch((cause: unknown) => refused('wasm', cause));
}

async function openCpu(): Promise<Backend> {
  const { startCpu } = await import('./cpu.js');
  return startCpu().catch((cause: unknown) => refused('cpu', cause));
}

function refused(name: BackendName, cause: unknown): never {
  const text = cause instanceof Error ? cause.message : String(cause);
  throw new RunError(
    `openBackend: the backend "${name}" does not start (${text}). Reinstall the packages @tensorflow/tfjs-*.`,
    { code: 'backend-failed', cause },
  );
}
