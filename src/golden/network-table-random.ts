import { RandomState } from '../core/mt19937.js';
import { poisson } from '../core/poisson.js';
import { CaseSkip } from './case.js';
import { asFields, asList, asNumber, asText, type Fields } from './json.js';
import { firstDifference, firstOf } from './network-table-compare.js';

type Draw = (random: RandomState, args: readonly number[]) => number;

/** One value of each call of the reference; arguments as far as they are no sizes. */
const draws: Readonly<Record<string, Draw>> = {
  rand: (random) => random.rand(),
  random_sample: (random) => random.rand(),
  randn: (random) => random.gauss(),
  uniform: (random, [low, high]) => random.uniform(low!, high!),
  normal: (random, [mean, deviation]) => random.normal(mean!, deviation!),
  randint: (random, [low, high]) =>
    high === undefined ? random.integer(0, low!) : random.integer(low!, high),
};

/** Makes the calls of one stream in their order and compares every number. */
export function replayRandom(item: Fields): string | null {
  const seed = asNumber(item.seed, 'seed');
  const random = new RandomState(seed);
  const calls = asList(item.calls, 'calls').map((call) => asFields(call, 'a call'));
  // One stream: a call that went wrong puts all that follow in the wrong place.
  return firstOf(...calls.map((call) => replayCall(call, random, seed)));
}

function replayCall(call: Fields, random: RandomState, seed: number): string | null {
  const text = asText(call.call, 'call');
  const list = typeof call.value === 'number' ? [call.value] : asList(call.value, text);
  const expected = Float64Array.from(list, (value) => asNumber(value, text));
  const actual = Float64Array.from(drawn(text, random, expected.length));
  return firstDifference(`seed ${seed}, ${text}`, actual, {
    shape: [expected.length],
    values: expected,
  });
}

function drawn(text: string, random: RandomState, count: number): number[] {
  const [, name, inside] = /^(\w+)\((.*)\)$/.exec(text) ?? [];
  if (name === 'poisson') return argumentsOf(inside!).map((mean) => poisson(random, mean));
  const draw = draws[name ?? ''];
  if (draw === undefined) throw new CaseSkip(text);
  const args = argumentsOf(inside!);
  return Array.from({ length: count }, () => draw(random, args));
}

/** The numbers among the arguments: `-127, 128, size=40`, `2**31 - 1`, `[0.5, 3]`. */
function argumentsOf(text: string): number[] {
  return text
    .replaceAll(/[[\]]/g, '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => !part.includes('='))
    .map((part) => (part === '2**31 - 1' ? 2 ** 31 - 1 : Number(part)));
}
