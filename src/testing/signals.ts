import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import { Network } from '../network/network.js';
import { dense } from '../operators/dense.js';
import { loihiLif } from '../operators/loihi-lif.js';
import { lowpass } from '../operators/lowpass.js';
import { chunkOf, type DeviceCase, type Place, play } from './case.js';
import { programOf, stepsOf, trainOf, withSession } from './session-play.js';

const steps = 60;
const dt = 0.001;
/** Chips round weights and decays: what is compared with real numbers may be off by this share. */
const rounding = 0.02;

/** One spike input, one neuron that it does not fire by itself, and the neuron's current. */
function quiet() {
  const network = new Network({ precision: 64, dt });
  const cell = network
    .input('u', 1, { kind: 'spikes' })
    .pipe(dense([[0.002]]), lowpass(0.01), loihiLif());
  return { network, probes: { cell, current: cell.state('current') } };
}

/** A neuron that fires by its bias, in all its views. */
function firing() {
  const network = new Network({ precision: 64, dt });
  const cell = network
    .input('u', 1, { kind: 'spikes' })
    .pipe(dense([[0.001]]), lowpass(0.01), loihiLif({ bias: 2.5 }));
  const probes = { cell, voltage: cell.state('voltage'), filtered: cell.pipe(lowpass(0.02)) };
  return { network, probes };
}

/** Rows of `steps` timesteps, 0 but for that many spikes in timestep 2. */
const spikesAt2 = (spikes: number) =>
  Array.from({ length: steps }, (_, t) => (t === 2 ? spikes / dt : 0));

async function currentOf(on: Place, spikes: number): Promise<readonly number[]> {
  return (await play(quiet(), [chunkOf('u', spikesAt2(spikes))], on)).current!;
}

function checkNear(got: number, wanted: number, share: number, what: string): void {
  const near = Math.abs(got - wanted) <= share * Math.abs(wanted);
  ok(near, `${what}: got ${got}, expected ${wanted} within ${100 * share} %`);
}

/** Spikes that come in, one or many in a timestep. */
export const spikeCases: readonly DeviceCase[] = [
  {
    name: 'spikes/an input of spikes counts them',
    async check(make) {
      const one = Math.max(...(await currentOf(make(), 1)));
      ok(one > 0, 'a spike makes current');
      for (const spikes of [2, 3]) {
        const many = Math.max(...(await currentOf(make(), spikes)));
        checkNear(many / one, spikes, rounding, `current of ${spikes} spikes in that of one`);
      }
    },
  },
  {
    name: 'spikes/an index that repeats is a spike each time',
    async check(make) {
      const program = programOf(quiet());
      const peak = (fired: readonly number[]) =>
        withSession(make(), program, async (session) => {
          const spikes = [trainOf(1, [[], fired, [], []])];
          const out = stepsOf(await session.step({ t: 0, steps: 4, spikes }), 4);
          return Math.max(...out.flatMap(({ rows }) => rows.flat()));
        });
      const one = await peak([0]);
      ok(one > 0, 'a spike makes current');
      checkNear((await peak([0, 0])) / one, 2, rounding, 'current of an index given twice');
      checkNear(
        (await peak([0, 0, 0])) / one,
        3,
        rounding,
        'current of an index given three times',
      );
    },
  },
];

/** What is seen of a population on the device. */
export const probeCases: readonly DeviceCase[] = [
  {
    name: 'probes/spikes are 1 / dt high',
    async check(make) {
      const { cell } = await play(firing(), [chunkOf('u', spikesAt2(0))], make());
      strictEqual(cell!.length, steps);
      deepStrictEqual([...new Set(cell)].sort(), [0, 1 / dt]);
    },
  },
  {
    name: 'probes/voltage rises to a spike and is 0 with it',
    async check(make) {
      const { cell, voltage } = await play(firing(), [chunkOf('u', spikesAt2(0))], make());
      strictEqual(voltage!.length, steps);
      const first = cell!.findIndex((value) => value !== 0);
      ok(first > 2, `the first spike comes after some timesteps (got ${first})`);
      for (let t = 1; t < first; t++) {
        ok(voltage![t]! > voltage![t - 1]!, `voltage rises in timestep ${t}`);
      }
      for (const [t, spike] of cell!.entries()) if (spike !== 0) strictEqual(voltage![t], 0);
    },
  },
  {
    name: 'probes/current jumps with a spike and decays by its filter',
    async check(make) {
      const current = await currentOf(make(), 1);
      strictEqual(current.length, steps);
      const at = current.findIndex((value) => value !== 0);
      strictEqual(at, 3);
      const decay = Math.exp(-10 * (dt / 0.01));
      checkNear(current[at + 10]! / current[at]!, decay, rounding, 'current after 10 timesteps');
    },
  },
  {
    name: 'probes/filtered spikes are those spikes behind the filter',
    async check(make) {
      const { cell, filtered } = await play(firing(), [chunkOf('u', spikesAt2(0))], make());
      const keep = Math.exp(-dt / 0.02);
      let wanted = 0;
      for (const [t, spike] of cell!.entries()) {
        wanted = keep * wanted + (1 - keep) * spike;
        checkNear(filtered![t]!, wanted, 1e-5, `filtered spikes in timestep ${t}`);
      }
      ok(wanted > 0, 'the neuron fires');
    },
  },
];
