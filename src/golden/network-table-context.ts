import type { Fields } from './json.js';

/** What the items of a table share. */
export interface TableContext {
  /** The unzipped binary file; empty if the table has none. */
  readonly bin: Uint8Array;
  /** Seconds per timestep. */
  readonly dt: number;
  /** The whole table. */
  readonly table: Fields;
}

/**
 * Replays one item: the first difference as a sentence, or null. Throws a CaseSkip with the name of
 * what is missing if the item's type is not built, and a CaseError if the item cannot be read.
 */
export type ReplayItem = (item: Fields, context: TableContext) => string | null;
