import { RandomState } from '../core/mt19937.js';
import { decodeFlat } from './arrays.js';
import { type Difference, firstDifference, firstOf, sameArray } from './chip-compare.js';
import { rowsOf } from './chip-table-integers.js';
import { asFields, asNumber, type Fields } from './json.js';

/** Outputs to skip before `u32_at_1290`: two regenerations of the state lie before it. */
const LATE = 1290;

type Draw = (random: RandomState) => number;

const u32: Draw = (random) => random.u32();
const rand: Draw = (random) => random.rand();
const uniform: Draw = (random) => random.uniform(-1, 1);
const integer: Draw = (random) => random.integer(-127, 128);

/** Draws of one generator, one list after the other, in this order. */
const mixed: readonly (readonly [key: string, draw: Draw])[] = [
  ['randint_9', integer],
  ['rand_3', rand],
  ['randint_4', integer],
  ['uniform_2', uniform],
  ['u32_after', u32],
];

/** Replays the table of the generator's draws. */
export function replayRng(fields: Fields): Difference {
  return rowsOf(fields, 'seeds', compareSeed);
}

function compareSeed(row: Fields, where: string): Difference {
  const seed = asNumber(row.seed, `${where}, seed`);
  const alone = (key: string, draw: Draw, skip = 0) => {
    const random = new RandomState(seed);
    for (let k = 0; k < skip; k++) random.u32();
    return compareDraw(row, key, draw, random, where);
  };
  const together = new RandomState(seed);
  const list = asFields(row.mixed_in_this_order, `${where}, mixed_in_this_order`);
  return firstDifference(
    () => alone('u32', u32),
    () => alone('u32_at_1290', u32, LATE),
    () => alone('rand', rand),
    () => alone('randint_m127_128', integer),
    () => alone('uniform_m1_1', uniform),
    () => firstOf(mixed, ([key, draw]) => compareDraw(list, key, draw, together, where)),
  );
}

function compareDraw(
  row: Fields,
  key: string,
  draw: Draw,
  random: RandomState,
  where: string,
): Difference {
  const expected = decodeFlat(row[key], `${where}, ${key}`);
  const got = expected.map(() => draw(random));
  return sameArray(`${where}, ${key}`, got, expected);
}
