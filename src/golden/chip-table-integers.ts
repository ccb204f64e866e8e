import { decay, overflow, wrap } from '../chip/arithmetic.js';
import { decayGain } from '../compile/chip/discretize/decays.js';
import { learnOverflowBits, tracingMagIntFrac } from '../compile/chip/discretize/learning.js';
import { biasToManExp, vthToManExp } from '../compile/chip/discretize/manexp.js';
import { scalePesErrors } from '../compile/chip/pes-errors.js';
import { decodeFlat } from './arrays.js';
import {
  type Difference,
  firstDifference,
  firstOf,
  near,
  same,
  sameArray,
} from './chip-compare.js';
import { asFields, asList, asNumber, type Fields } from './json.js';

/** The gain of a decay goes through logarithms and powers. */
const GAIN_TOLERANCE = 1e-12;

/** Replays the table of integer functions: decay, wrap, mantissas, errors, learning. */
export function replayIntegers(fields: Fields): Difference {
  return firstDifference(
    () => rowsOf(fields, 'decay_int', compareDecay),
    () => rowsOf(fields, 'overflow_signed', compareWrap),
    () => rowsOf(fields, 'decay_magnitude', compareGain),
    () => compareManExp(fields, 'bias', biasToManExp),
    () => compareManExp(fields, 'vth', vthToManExp),
    () => compareTracing(asFields(fields.tracing_mag_int_frac, 'tracing_mag_int_frac')),
    () => rowsOf(fields, 'scale_pes_errors', compareErrors),
    () => compareLearnBits(asFields(fields.learn_overflow_bits, 'learn_overflow_bits')),
  );
}

/** Compares every row of one part of a table. */
export function rowsOf(
  fields: Fields,
  key: string,
  compare: (row: Fields, where: string) => Difference,
): Difference {
  return firstOf(asList(fields[key], key), (row, i) =>
    compare(asFields(row, `${key} ${i}`), `${key} ${i}`),
  );
}

function compareDecay(row: Fields, where: string): Difference {
  const keep = 4096 - asNumber(row.offset, where) - asNumber(row.decay, where);
  const got = decodeFlat(row.x, where).map((x) => decay(x, keep));
  return sameArray(where, got, decodeFlat(row.y, where));
}

function compareWrap(row: Fields, where: string): Difference {
  const bits = asNumber(row.bits, where);
  const x = decodeFlat(row.x, where);
  return firstDifference(
    () =>
      sameArray(
        where,
        x.map((value) => wrap(value, bits)),
        decodeFlat(row.y, where),
      ),
    () =>
      sameArray(
        `${where}, overflowed`,
        x.map((value) => Number(overflow(value, bits) !== 0)),
        decodeFlat(row.overflowed, where),
      ),
  );
}

function compareGain(row: Fields, where: string): Difference {
  const offset = asNumber(row.offset, where) === 0 ? 0 : 1;
  const x0 = asNumber(row.x0, where);
  const got = decodeFlat(row.decay, where).map((d) => decayGain(d, offset, x0));
  return sameArray(where, got, decodeFlat(row.magnitude, where), GAIN_TOLERANCE);
}

function compareManExp(
  fields: Fields,
  key: 'bias' | 'vth',
  split: (value: number) => { man: number; exp: number },
): Difference {
  const where = `${key}_to_manexp`;
  const row = asFields(fields[where], where);
  const pairs = Array.from(decodeFlat(row[key], where), (value) => split(value));
  return firstDifference(
    () =>
      sameArray(
        `${where}, man`,
        pairs.map(({ man }) => man),
        decodeFlat(row.man, where),
      ),
    () =>
      sameArray(
        `${where}, exp`,
        pairs.map(({ exp }) => exp),
        decodeFlat(row.exp, where),
      ),
  );
}

function compareTracing(row: Fields): Difference {
  const where = 'tracing_mag_int_frac';
  const pairs = Array.from(decodeFlat(row.mag, where), (mag) => tracingMagIntFrac(mag));
  return firstDifference(
    () =>
      sameArray(
        `${where}, int`,
        pairs.map(({ int }) => int),
        decodeFlat(row.int, where),
      ),
    () =>
      sameArray(
        `${where}, frac`,
        pairs.map(({ frac }) => frac),
        decodeFlat(row.frac, where),
      ),
  );
}

function compareErrors(row: Fields, where: string): Difference {
  const kinds = new Set<string>();
  const errors = decodeFlat(row.error, where);
  const scaled = scalePesErrors(errors, asNumber(row.scale, where), (kind) => kinds.add(kind));
  return firstDifference(
    () => sameArray(where, scaled, decodeFlat(row.scaled, where)),
    () => same(`${where}, warnings`, sortedKinds([...kinds]), kindsOf(row.warnings, where)),
  );
}

/** Distinct warning kinds of a row, in alphabetical order. */
export function kindsOf(json: unknown, where: string): string {
  return sortedKinds(asList(json, where).map((entry) => String(asFields(entry, where).kind)));
}

function sortedKinds(kinds: readonly string[]): string {
  return [...new Set(kinds)].sort().join(', ');
}

function compareLearnBits(row: Fields): Difference {
  const where = 'learn_overflow_bits';
  const bits = decodeFlat(row.bits, where);
  return firstOf(Array.from(decodeFlat(row.n_factors, where)), (factors, i) =>
    near(where, learnOverflowBits(factors), bits[i], 0),
  );
}
