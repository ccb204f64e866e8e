import { arrayTypeOf } from '../codec/arrays.js';
import { decodeDocument, encodeDocument } from '../codec/container.js';
import type { KernelState } from '../kernels/kernel.js';
import type { HostState } from './host-state.js';
import type { PlayerState } from './playback.js';
import { countOf, misfit, recordOf, sessionStateOf } from './session-file.js';

/** Kind of the documents that hold a checkpoint. */
const KIND = 'checkpoint';

/** Version of the form; a reader refuses every other. */
const VERSION = 1;

/** Everything that decides how a run goes on. */
export interface Checkpoint extends PlayerState {
  /** Of what is played (`fingerprintOf`): it goes on with the same only. */
  readonly fingerprint: string;
  /** Timesteps of input lost before it. */
  readonly dropped: number;
}

/**
 * A checkpoint as one self-describing buffer: msgpack header, typed arrays as they are, a checksum.
 *
 * @throws CodecError that names a value which is no plain data
 */
export function encodeCheckpoint(checkpoint: Checkpoint): Uint8Array {
  return encodeDocument(KIND, { version: VERSION, ...checkpoint });
}

/**
 * The checkpoint in such a buffer. Whether it fits a program only `run` can tell.
 *
 * @param path for the sentences of errors
 * @throws CodecError if the bytes are no undamaged checkpoint of this version
 *
 * @example
 * const { t } = decodeCheckpoint(await readFile('walk.checkpoint'), 'walk.checkpoint');
 */
export function decodeCheckpoint(bytes: Uint8Array, path?: string): Checkpoint {
  const where = path ?? KIND;
  const fields = recordOf(decodeDocument(bytes, { kind: KIND, path: where }), where);
  const { version, fingerprint, session } = fields;
  if (version !== VERSION) throw misfit(`${where}: version`, String(VERSION));
  if (typeof fingerprint !== 'string') throw misfit(`${where}: fingerprint`, 'a text');
  return {
    fingerprint,
    dropped: countOf(fields.dropped, `${where}: dropped`),
    t: countOf(fields.t, `${where}: t`),
    host: hostOf(fields.host, `${where}: host`),
    session: session === null ? null : sessionStateOf(session, `${where}: session`),
  };
}

function hostOf(value: unknown, where: string): HostState {
  const { kernels, received } = recordOf(value, where);
  const states = Object.entries(recordOf(kernels, `${where}.kernels`));
  return {
    kernels: Object.fromEntries(
      states.map(([id, state]) => [id, arraysOf(state, `${where}.kernels.${id}`)]),
    ),
    received: arraysOf(received, `${where}.received`),
  };
}

function arraysOf(value: unknown, where: string): KernelState {
  const arrays = recordOf(value, where);
  for (const [name, array] of Object.entries(arrays)) {
    const type = arrayTypeOf(array);
    if (type === null || type.startsWith('big')) throw misfit(`${where}.${name}`, 'an array');
  }
  return arrays as KernelState;
}
