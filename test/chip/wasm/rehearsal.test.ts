import { expect, test, vi } from 'vitest';
import { compile } from '../../../src/compile/compile.js';
import { Network } from '../../../src/network/network.js';
import { dense } from '../../../src/operators/dense.js';
import { loihiSpikingRelu } from '../../../src/operators/loihi-spiking-relu.js';
import { lowpass } from '../../../src/operators/lowpass.js';

/** Sixty strong inputs into each of twenty neurons, and a slow filter: any busy step runs over. */
function loud() {
  const network = new Network();
  const data = new Float64Array(20 * 60).fill(1);
  const y = network
    .input('u', 60, { kind: 'spikes' })
    .pipe(dense({ shape: [20, 60], data }), lowpass(1), loihiSpikingRelu({ gain: 1 }));
  const program = compile(network, { probes: { y }, validate: false });
  for (const { synapses } of program.chip.blocks)
    for (const { weights } of synapses) for (const { values } of weights) values.fill(127 * 2 ** 9);
  return program;
}

// The first session of a process plays scratch steps; nobody may notice.
test.each([1, 2])(
  'the first session of a process opens in silence, on %i threads',
  async (threads) => {
    const program = loud();
    for (const listening of [{ strict: true }, { onWarning: vi.fn() }]) {
      vi.resetModules();
      const { emulator } = await import('../../../src/chip/emulator.js');
      const device = emulator({ engine: 'wasm', threads, ...listening });
      const session = await device.open(program);
      expect(session.save().t).toBe(0);
      if (listening.onWarning !== undefined) expect(listening.onWarning).not.toHaveBeenCalled();
      await session.close();
    }
  },
);
