import { encodeDocument } from '../codec/container.js';
import { programToJson } from '../compile/program-json.js';
import { crc32 } from '../core/crc32.js';
import type { Precision } from '../core/vector.js';
import type { Score } from './score.js';

/**
 * A short text that is the same for the same program or network, loaded from a file or not, and
 * another for any other: what of it is played, with its weights. Functions cannot be compared; they
 * count as one and the same.
 */
export function fingerprintOf(score: Score, precision: Precision): string {
  const { graph, inputs, probes, ports, populations, readouts, errors, program } = score;
  const chip = program === null ? null : [programToJson(program).chip, program.seed];
  const played = { graph, inputs, probes, ports, populations, readouts, errors, precision, chip };
  const bytes = encodeDocument('played', withoutFunctions(played));
  return `${bytes.length}-${crc32(bytes).toString(16).padStart(8, '0')}`;
}

function withoutFunctions(value: unknown): unknown {
  if (typeof value === 'function') return 'function';
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  if (Array.isArray(value)) return value.map(withoutFunctions);
  const entries = Object.entries(value).map(([key, item]) => [key, withoutFunctions(item)]);
  return Object.fromEntries(entries);
}
