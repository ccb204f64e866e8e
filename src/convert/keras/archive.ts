import { type UnzipFileInfo, unzipSync } from 'fflate';
import type { Budget } from './limits.js';
import { refusal } from './raw.js';

const CONFIG = 'config.json';
const WEIGHTS = 'model.weights.h5';
const METADATA = 'metadata.json';

/** The parts of a `.keras` zip. */
export interface KerasArchive {
  readonly config: string;
  readonly weights: Uint8Array;
  /** `metadata.json`, or `null`: it only tells the version. */
  readonly metadata: string | null;
}

/**
 * Unpacks a `.keras` file.
 *
 * @throws {ConvertError} cut off or damaged, parts missing, sizes above the budget.
 */
export function openArchive(bytes: Uint8Array, where: string, budget: Budget): KerasArchive {
  const seen: UnzipFileInfo[] = [];
  const filter = (file: UnzipFileInfo): boolean => {
    seen.push(file);
    const wanted = [CONFIG, WEIGHTS, METADATA].includes(file.name);
    if (wanted) budget.take(file.originalSize, `zip entry ${file.name}`);
    return wanted;
  };
  const entries = unpack(bytes, where, filter);
  const part = (name: string) => {
    const entry = entries[name];
    if (!entry) throw lacks(name, seen, where);
    if (entry.length === seen.find((f) => f.name === name)!.originalSize) return entry;
    throw damaged(where, `entry ${name} is shorter than announced`);
  };
  const text = (name: string) => new TextDecoder().decode(part(name));
  const metadata = entries[METADATA] ? text(METADATA) : null;
  return { config: text(CONFIG), weights: part(WEIGHTS), metadata };
}

function unpack(bytes: Uint8Array, where: string, filter: (file: UnzipFileInfo) => boolean) {
  try {
    return unzipSync(bytes, { filter });
  } catch (cause) {
    if (cause instanceof Error && cause.name === 'ConvertError') throw cause;
    throw damaged(where, cause instanceof Error ? cause.message : String(cause), cause);
  }
}

function damaged(where: string, reason: string, cause?: unknown) {
  return refusal(
    where,
    `the zip is cut off or damaged (${reason}). Copy or save it again.`,
    'damaged',
    cause,
  );
}

function lacks(name: string, seen: readonly UnzipFileInfo[], where: string) {
  const held = seen.map((f) => f.name).slice(0, 5);
  return refusal(
    where,
    `the zip has no ${name} (it has ${held.join(', ') || 'nothing'}). Save the whole model with model.save("model.keras").`,
    'not-keras',
  );
}
