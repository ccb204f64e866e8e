import { decodeDocument, encodeDocument } from '../codec/container.js';
import type { Params } from '../core/description.js';
import { CodecError } from '../core/errors.js';
import type { SessionState } from './device.js';

/** Kind of the documents that hold the state of one session. */
const KIND = 'session state';

/**
 * The state of a session as one self-describing buffer with a checksum, typed arrays as they are.
 *
 * @throws CodecError that names a value which is no plain data
 *
 * @example
 * const bytes = encodeSessionState(session.save());
 */
export function encodeSessionState(state: SessionState): Uint8Array {
  return encodeDocument(KIND, state);
}

/**
 * The state in such a buffer, for `restore` of a session of the same program.
 *
 * @param path for the sentences of errors
 * @throws CodecError if the bytes are no undamaged buffer of this version, or hold something else
 *
 * @example
 * session.restore(decodeSessionState(bytes));
 */
export function decodeSessionState(bytes: Uint8Array, path?: string): SessionState {
  const where = path ?? KIND;
  return sessionStateOf(decodeDocument(bytes, { kind: KIND, path: where }), where);
}

/** Checks the fields that every saved session has; what is in `data` only its device knows. */
export function sessionStateOf(value: unknown, where: string): SessionState {
  const state = recordOf(value, where);
  if (typeof state.kind !== 'string') throw misfit(`${where}: kind`, 'a text');
  const version = countOf(state.version, `${where}: version`);
  const t = countOf(state.t, `${where}: t`);
  const data = recordOf(state.data, `${where}: data`) as Params;
  return { kind: state.kind, version, t, data };
}

/** The fields of an object; throws a CodecError for anything else. */
export function recordOf(value: unknown, where: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) throw misfit(where, 'an object');
  if (Array.isArray(value) || ArrayBuffer.isView(value)) throw misfit(where, 'an object');
  return value as Readonly<Record<string, unknown>>;
}

/** A whole number of at least 0; throws a CodecError for anything else. */
export function countOf(value: unknown, where: string): number {
  if (Number.isSafeInteger(value) && (value as number) >= 0) return value as number;
  throw misfit(where, 'a whole number from 0 on');
}

/** A CodecError for a field that no version of ours has written. */
export function misfit(where: string, expected: string): CodecError {
  return new CodecError(`${where} is missing or wrong, expected ${expected}. Save it again.`, {
    code: 'bad-state',
    path: where,
  });
}
