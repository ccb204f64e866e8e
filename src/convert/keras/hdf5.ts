import type { Dataset, Group } from 'h5wasm';
import { readNumbers } from './hdf5-numbers.js';
import type { Budget } from './limits.js';
import { refusal, type StoredWeight } from './raw.js';

/** The parts of an open HDF5 file that readers of models need. Paths are relative to the group. */
export interface Hdf5Group {
  /** Names of its members. */
  keys(): string[];
  /** A group below, or `null` where there is none. */
  group(path: string): Hdf5Group | null;
  /** A text attribute, or `null`. */
  text(name: string): string | null;
  /** A list of texts; lists too long for one attribute are continued in `name0`, `name1` ... */
  texts(name: string): string[] | null;
  /** A dataset of numbers as float32. */
  numbers(path: string): StoredWeight;
}

/** What reading any part of the file needs. */
export interface Hdf5Source {
  readonly where: string;
  readonly budget: Budget;
  readonly h5: typeof import('h5wasm');
  /** Runs `action`; an exception and a printed complaint both become one sentence. */
  attempt<T>(what: string, action: () => T): T;
}

interface Tty {
  ops: { put_char(tty: unknown, value: number | null): void };
}
interface FileSystem {
  getStream(fd: number): { tty: Tty };
  writeFile(path: string, bytes: Uint8Array): void;
  unlink(path: string): void;
}

/**
 * Opens `bytes` as an HDF5 file in memory, hands the root to `read` and closes it. What the library
 * would print to stderr is kept and becomes part of the error.
 *
 * @throws {ConvertError} the file is cut off or damaged, a dataset is of a kind that cannot be read.
 */
export async function withHdf5<T>(
  bytes: Uint8Array,
  where: string,
  budget: Budget,
  read: (root: Hdf5Group) => T,
): Promise<T> {
  const h5 = await import('h5wasm'); // loads 4 MB of WASM: only when there is something to read
  const files = (await h5.ready).FS as unknown as FileSystem;
  const noise = listen(files.getStream(2).tty);
  const source = { where, budget, h5, attempt: attempts(where, noise.take) };
  const path = 'model.h5';
  files.writeFile(path, bytes);
  try {
    const file = source.attempt('cannot be opened', () => new h5.File(path, 'r'));
    try {
      return read(groupOf(file, source));
    } finally {
      file.close();
    }
  } finally {
    files.unlink(path);
    noise.stop();
  }
}

/** Takes over the library's stderr. All until `stop` is synchronous, so nobody else's text is lost. */
function listen(tty: Tty) {
  const original = tty.ops;
  let codes: number[] = [];
  tty.ops = {
    ...original,
    put_char: (_tty, code) => {
      if (code !== null && codes.length < 20_000) codes.push(code);
    },
  };
  return {
    take: () => {
      const text = String.fromCharCode(...codes);
      codes = [];
      return text;
    },
    stop: () => {
      tty.ops = original;
    },
  };
}

function attempts(where: string, printed: () => string) {
  return <T>(what: string, action: () => T): T => {
    printed();
    let error: unknown;
    try {
      const result = action();
      const complaint = printed();
      if (complaint === '') return result;
      error = new Error(complaint);
    } catch (thrown) {
      error = new Error(printed(), { cause: thrown });
    }
    throw damaged(where, what, error as Error);
  };
}

function damaged(where: string, what: string, cause: Error) {
  const cut = /eof = (\d+).*stored_eof = (\d+)/.exec(cause.message);
  // The deepest line of the library's error stack says what actually happened.
  const reason = [...cause.message.matchAll(/#\d+: .*?: (.*)/g)].at(-1)?.[1];
  const sentence = cut
    ? `the HDF5 file is cut off (${cut[1]} bytes, its header announces ${cut[2]})`
    : `the HDF5 file ${what} (${reason ?? 'no reason given'}), it is damaged`;
  return refusal(where, `${sentence}. Copy or save it again.`, 'damaged', cause);
}

function groupOf(group: Group, source: Hdf5Source): Hdf5Group {
  const member = (path: string) =>
    source.attempt(`has an unreadable member ${path}`, () => group.get(path));
  return {
    keys: () => source.attempt('has an unreadable group', () => group.keys()),
    group(path) {
      const found = member(path);
      return found instanceof source.h5.Group ? groupOf(found, source) : null;
    },
    text(name) {
      const value = attribute(group, name, source);
      return typeof value === 'string' ? value : null;
    },
    texts(name) {
      const whole = attribute(group, name, source);
      if (whole !== null) return textsOf(whole);
      const parts: string[] = [];
      for (let i = 0; ; i++) {
        const part = attribute(group, `${name}${i}`, source);
        if (part === null) return i === 0 ? null : parts;
        parts.push(...textsOf(part));
      }
    },
    numbers(path) {
      const found = member(path);
      if (found instanceof source.h5.Dataset) return readNumbers(found, path, source);
      throw refusal(source.where, `there is no dataset ${path}. Save it again.`, 'weights-missing');
    },
  };
}

function attribute(item: Group | Dataset, name: string, source: Hdf5Source): unknown {
  return source.attempt(`has an unreadable attribute ${name}`, () => {
    const { attrs } = item;
    return Object.hasOwn(attrs, name) ? attrs[name]!.value : null;
  });
}

/** An empty list is stored as an empty array of numbers. */
function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((v) => typeof v === 'string') : [];
}
