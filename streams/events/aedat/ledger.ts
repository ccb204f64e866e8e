import { StreamError } from '../../../src/core/errors.js';
import type { DecodeOptions, DecodeSummary, ProblemCode, SensorSize } from '../decoder.js';

/** What a decoder writes down while it reads. */
export interface Ledger {
  readonly path: string;
  /** Events given so far. */
  events: number;
  sensor: SensorSize | null;
  /** Bytes at the end that are no whole record. */
  trailingBytes: number;
  /** Something that is no event. */
  side(kind: string, count?: number): void;
  /** Something that is a problem in either mode, and never ends the decoding. */
  problem(code: ProblemCode, count?: number): void;
  /**
   * Damage: counted, and in strict mode the end of the decoding.
   *
   * @returns true if the decoding goes on
   */
  damage(code: ProblemCode, byte: number, what: string): boolean;
  /** True after the damage that ended a strict decoding. */
  readonly stopped: boolean;
  /** A sentence for the summary, once. */
  note(sentence: string): void;
  /** An error of the header, to be thrown. */
  error(code: string, byte: number, what: string): StreamError;
  summary(): DecodeSummary;
}

/** An empty ledger. */
export function openLedger(format: string, options: DecodeOptions): Ledger {
  const { path = 'recording', mode = 'strict' } = options;
  const side: Record<string, number> = {};
  const problems: Partial<Record<ProblemCode, number>> = {};
  const notes: string[] = [];
  let found: StreamError | null = null;
  const error = (code: string, byte: number, what: string): StreamError =>
    new StreamError(`${path}, byte ${byte}: ${what}`, { code, path });
  const problem = (code: ProblemCode, count = 1): void => {
    if (count > 0) problems[code] = (problems[code] ?? 0) + count;
  };
  return {
    path,
    events: 0,
    sensor: null,
    trailingBytes: 0,
    side(kind, count = 1) {
      if (count > 0) side[kind] = (side[kind] ?? 0) + count;
    },
    problem,
    damage(code, byte, what) {
      problem(code);
      if (mode === 'strict') found ??= error(code, byte, what);
      return mode !== 'strict';
    },
    get stopped() {
      return found !== null;
    },
    note(sentence) {
      if (!notes.includes(sentence)) notes.push(sentence);
    },
    error,
    summary() {
      const { sensor, events, trailingBytes } = this;
      return {
        format,
        sensor,
        events,
        side: { ...side },
        problems: { ...problems },
        damage: found,
        trailingBytes,
        notes: [...notes],
      };
    },
  };
}

/**
 * The size of the sensor: what the file says wins, and another size from the caller is a problem.
 *
 * @throws StreamError if neither says one
 */
export function settleSize(
  ledger: Ledger,
  said: SensorSize | null,
  options: DecodeOptions,
  byte: number,
): SensorSize {
  const { width, height } = options;
  if (said === null) {
    if (width !== undefined && height !== undefined) return { width, height };
    throw ledger.error(
      'missing-geometry',
      byte,
      'the header does not say how large the sensor is. Give width and height.',
    );
  }
  if ((width ?? said.width) !== said.width || (height ?? said.height) !== said.height) {
    ledger.problem('invalid');
    ledger.note(
      `the file says ${said.width}x${said.height} pixels, the caller ` +
        `${width ?? '?'}x${height ?? '?'}; the file was believed`,
    );
  }
  return said;
}
