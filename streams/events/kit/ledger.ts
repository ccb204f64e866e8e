import { StreamError } from '../../../src/core/errors.js';
import type {
  DecodeOptions,
  DecodeSummary,
  ProblemCode,
  SensorSize,
  SideItem,
} from '../decoder.js';

/** Keeps account of what a decoder met besides events. */
export interface Ledger {
  /** Name of the file, for sentences. */
  readonly path: string;
  /** Set once the decoding has ended at damage. */
  readonly damage: StreamError | null;
  /** Counts what is no event, and hands it on if somebody asked for it. */
  side(kind: string, item?: SideItem): void;
  /** True if somebody wants the items themselves. */
  readonly wantsSide: boolean;
  /** Counts something lost or odd that does not end the decoding. */
  problem(code: ProblemCode): void;
  /** Counts damage; true if the decoding ends here, which is so in strict mode. */
  lost(code: ProblemCode, byte: number, what: string): boolean;
  note(sentence: string): void;
  /** Compares the size that a file says with the one that the caller says. */
  size(said: SensorSize, options: DecodeOptions): void;
  /** An error of the header, to be thrown. */
  refuse(code: string, what: string, hint: string): StreamError;
  counts(): Pick<DecodeSummary, 'side' | 'problems' | 'damage' | 'notes'>;
}

/** An empty account for one recording. */
export function openLedger(options: DecodeOptions): Ledger {
  const { path = 'recording', mode = 'strict', onSide } = options;
  const side: Record<string, number> = {};
  const problems: Partial<Record<ProblemCode, number>> = {};
  const notes: string[] = [];
  let damage: StreamError | null = null;
  const problem = (code: ProblemCode) => {
    problems[code] = (problems[code] ?? 0) + 1;
  };
  return {
    path,
    wantsSide: onSide !== undefined,
    get damage() {
      return damage;
    },
    side(kind, item) {
      side[kind] = (side[kind] ?? 0) + 1;
      if (item !== undefined) onSide?.(item);
    },
    problem,
    lost(code, byte, what) {
      problem(code);
      if (mode === 'recover') return false;
      damage ??= new StreamError(`${path}, byte ${byte}: ${what}.`, { code, path });
      return true;
    },
    note: (sentence) => notes.push(sentence),
    size(said, { width = said.width, height = said.height }) {
      if (width === said.width && height === said.height) return;
      problem('invalid');
      notes.push(
        `the file says ${said.width}x${said.height} pixels, the caller ${width}x${height}; ` +
          'the file was believed',
      );
    },
    refuse: (code, what, hint) => new StreamError(`${path}: ${what}. ${hint}`, { code, path }),
    counts: () => ({ side: { ...side }, problems: { ...problems }, damage, notes: [...notes] }),
  };
}

/** The size that the caller says, if whole. */
export function givenSize({ width, height }: DecodeOptions): SensorSize | null {
  return width === undefined || height === undefined ? null : { width, height };
}
