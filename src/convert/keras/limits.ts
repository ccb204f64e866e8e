import { refusal } from './raw.js';

/** Most bytes that one model may take, as a file and unpacked: 1 GiB. */
export const MAX_MODEL_BYTES = 2 ** 30;

/** Counts announced bytes before they are allocated. */
export interface Budget {
  /** @throws {ConvertError} naming `what` when the total goes above the limit. */
  take(bytes: number, what: string): void;
}

/** A budget of `MAX_MODEL_BYTES` for one file. */
export function budget(where: string): Budget {
  let used = 0;
  return {
    take(bytes, what) {
      used += bytes;
      if (used <= MAX_MODEL_BYTES && bytes >= 0) return;
      throw refusal(
        where,
        `${what} announces ${bytes} bytes, which brings the model to ${used} (limit ${MAX_MODEL_BYTES}). The file is damaged, or the model too large to convert.`,
        'too-large',
      );
    },
  };
}
