import { expect, it } from 'vitest';
import { emulator } from '../../src/chip/emulator.js';
import { Network } from '../../src/network/network.js';
import { dense } from '../../src/operators/dense.js';
import { loihiSpikingRelu } from '../../src/operators/loihi-spiking-relu.js';
import { spikingRelu } from '../../src/operators/spiking-relu.js';
import { interpreter } from '../../src/run/device.js';
import { chunkOf, play } from '../support/play.js';

it('a host neuron that spikes thrice in a timestep counts once, on chip and in the prediction', async () => {
  const net = new Network();
  const host = net.input('x', 1).pipe(spikingRelu({ onChip: false }));
  const chip = host.pipe(dense([[0.3]]), loihiSpikingRelu());
  const chunk = () =>
    chunkOf(
      'x',
      Array.from({ length: 60 }, () => 3000),
    );
  const probes = { host, chip };
  const [onChip, predicted] = [
    await play(net, [chunk()], { probes, on: emulator() }),
    await play(net, [chunk()], { probes, on: interpreter({ placed: true }) }),
  ];
  const spikes = (rows: readonly number[]) => rows.filter((v) => v !== 0).length;
  expect(onChip.host!.every((v) => v === 3000)).toBe(true);
  // 0.3 of a threshold a timestep: every fourth, where three spikes would have been nearly each one.
  expect(spikes(onChip.chip!)).toBe(spikes(predicted.chip!));
  expect(spikes(onChip.chip!)).toBeLessThan(18);
});
