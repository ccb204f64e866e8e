import { type Random, seededRandom } from '../core/random.js';
import { Network } from '../network/network.js';
import { decode } from '../operators/decode.js';
import { dense } from '../operators/dense.js';
import { ensemble } from '../operators/ensemble.js';
import { loihiLif } from '../operators/loihi-lif.js';
import { lowpass } from '../operators/lowpass.js';
import { pes } from '../operators/pes.js';
import { sum } from '../operators/sum.js';
import type { Probed } from './case.js';

/** Random weights of mean 1 times `size`, a fifth of them negative; rows x columns. */
function weights(random: Random, rows: number, columns: number, size: number): Float64Array[] {
  return Array.from({ length: rows }, () =>
    Float64Array.from({ length: columns }, () => {
      return size * (0.5 + random.uniform()) * (random.uniform() < 0.2 ? -1 : 1);
    }),
  );
}

/**
 * Three inputs of spikes `u`, `neurons` on chip that also excite themselves, three behind them:
 * filters, refractory times and biases, so that any state that is lost or wrong shows.
 */
export function busy(neurons = 6): Probed {
  const random = seededRandom(11);
  const network = new Network({ precision: 64 });
  const bias = Float64Array.from({ length: neurons }, () => 1.2 * random.uniform());
  const first = network
    .input('u', 3, { kind: 'spikes' })
    .pipe(dense(weights(random, neurons, 3, 0.004)), lowpass(0.01), loihiLif({ bias }));
  first.pipe(dense(weights(random, neurons, neurons, 0.001)), lowpass(0.005)).into(first);
  const second = first.pipe(dense(weights(random, 3, neurons, 0.005)), lowpass(0.005), loihiLif());
  const probes = {
    first,
    second,
    voltage: first.state('voltage'),
    current: second.state('current'),
    filtered: second.pipe(lowpass(0.02)),
    host: second.pipe(dense([[1, 2, 3]]), lowpass(0.01)),
  };
  return { network, probes };
}

/** Rows for `busy`: a neuron of the input fires in a third of the timesteps, the same every time. */
export function busyInput(steps: number): number[][] {
  const random = seededRandom(12);
  return Array.from({ length: steps }, () =>
    Array.from({ length: 3 }, () => (random.uniform() < 0.35 ? 1000 : 0)),
  );
}

/** An ensemble of the value `x` whose decoded `learned` begins at 0 and learns from the input `e`. */
export function learner(): Probed {
  const network = new Network({ precision: 64, seed: 4 });
  const cells = network.input('x', 1).pipe(ensemble({ neurons: 40, dimensions: 1 }));
  const learned = cells.pipe(decode({ function: () => [0] }), pes({ learningRate: 5e-4 }));
  network.input('e', 1).into(learned.error);
  return { network, probes: { learned: learned.pipe(lowpass(0.02), sum()), cells } };
}
