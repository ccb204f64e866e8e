import type { Chunk } from '../../src/core/chunk.js';
import { Network } from '../../src/network/network.js';
import { lif } from '../../src/operators/lif.js';

/** A network whose probe repeats its input, beside a population that gives a device work. */
export function echo() {
  const net = new Network();
  const x = net.input('x', 1);
  x.pipe(lif());
  return { net, probes: { x } };
}

/** A chunk of some timesteps that all hold the same value. */
export function same(value: number, steps: number): Chunk {
  return { t: 0, steps, data: { x: new Float64Array(steps).fill(value) } };
}
