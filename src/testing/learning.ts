import { deepStrictEqual, notDeepStrictEqual, ok } from 'node:assert/strict';
import type { Chunk } from '../core/chunk.js';
import { type DeviceCase, type Place, play } from './case.js';
import { learner } from './networks.js';

const steps = 300;

/** The value 0.5 and a constant error, for every timestep. */
function told(error: number): Chunk {
  const x = new Float64Array(steps).fill(0.5);
  return { t: 0, steps, data: { x, e: new Float64Array(steps).fill(error) } };
}

/** The learned value of every timestep. */
async function learnedOn(on: Place, error: number, seed = 1): Promise<readonly number[]> {
  return (await play(learner(), [told(error)], on, { seed })).learned!;
}

/** Learning on the device, and the only chance in a run: its seed. */
export const learningCases: readonly DeviceCase[] = [
  {
    name: 'learning/errors reach the decoders, which learn against them',
    async check(make) {
      const end = async (error: number) => (await learnedOn(make(), error)).at(-1)!;
      const [none, up, down] = [await end(0), await end(-0.5), await end(0.5)];
      ok(up > none && down < none, `learned ${up} from -0.5, ${none} from 0, ${down} from 0.5`);
    },
  },
  {
    name: 'learning/an error as large again teaches more',
    async check(make) {
      const end = async (error: number) => (await learnedOn(make(), error)).at(-1)!;
      const [some, more] = [await end(-0.25), await end(-0.5)];
      ok(more > 1.2 * some, `learned ${some} from -0.25, ${more} from -0.5`);
    },
  },
  {
    name: 'seeds/the same seed gives the same run',
    async check(make) {
      deepStrictEqual(await learnedOn(make(), 0.5, 7), await learnedOn(make(), 0.5, 7));
    },
  },
  {
    name: 'seeds/another seed gives another run',
    async check(make) {
      notDeepStrictEqual(await learnedOn(make(), 0.5, 8), await learnedOn(make(), 0.5, 7));
    },
  },
];
