import { describe, expect, it } from 'vitest';
import { emulator } from '../../src/chip/emulator.js';
import { Network } from '../../src/network/network.js';
import type { Signal } from '../../src/network/signal.js';
import { decode } from '../../src/operators/decode.js';
import { dense } from '../../src/operators/dense.js';
import { ensemble } from '../../src/operators/ensemble.js';
import { loihiLif } from '../../src/operators/loihi-lif.js';
import { lowpass } from '../../src/operators/lowpass.js';
import { pes } from '../../src/operators/pes.js';
import { sum } from '../../src/operators/sum.js';
import { interpreter } from '../../src/run/device.js';
import { chunkOf, play } from '../support/play.js';

const steps = 20;
const pulseAt = 4;

/** Fires once at the pulse of the host, and then not again for the time of the test. */
const once = () => loihiLif({ tauRef: 0.05 });
/** Fires at once for a value as large as the one below. */
const eager = (more: object = {}) =>
  ensemble({
    neurons: 1,
    dimensions: 1,
    neuronType: loihiLif({ tauRef: 0.05 }),
    encoders: [[1]],
    gain: [400],
    bias: [0],
    evalPoints: [[1]],
    ...more,
  });
/** A spike stands for 2, which the chip can hand over; or for 50, which fires what comes next. */
const value = () => decode({ decoders: [[0.002]] });
const large = () => decode({ decoders: [[0.05]] });

/** A population on chip that fires one timestep after the pulse. */
function spike() {
  const net = new Network({ precision: 64 });
  const x = net.input('x', 1);
  const sender = loihiLif({ gain: 1000, tauRef: 0.05, onChip: false });
  const a = x.pipe(dense([[1]]), sender, dense([[1]]), once()).named('a');
  return { net, a };
}

/** What is read, and in which timestep after the spike it is first not 0. */
const rows: readonly (readonly [string, (a: Signal) => Signal, number])[] = [
  ['a decoded value, as the chip records it', (a) => a.pipe(value()), 1],
  ['the same behind a filter', (a) => a.pipe(value(), lowpass(0.01)), 1],
  ['a decoded value on the host', (a) => a.pipe(value(), sum()), 2],
  ['the same behind a filter', (a) => a.pipe(value(), lowpass(0.01), sum()), 3],
  ['a value that learns, on the host', (a) => a.pipe(value(), pes(), sum()), 2],
  ['an ensemble behind decode neurons', (a) => a.pipe(large(), eager()), 2],
  [
    'an ensemble behind filtered decode neurons',
    (a) => a.pipe(large(), lowpass(0.005), eager()),
    2,
  ],
  [
    'an ensemble with full weights',
    (a) => a.pipe(decode({ decoders: [[0.05]], solver: { weights: true } }), eager({ gain: [5] })),
    1,
  ],
  [
    'an ensemble on the host behind a decoded value',
    (a) => a.pipe(value(), eager({ onChip: false })),
    2,
  ],
];

const input = Array.from({ length: steps }, (_, t) => (t === pulseAt ? 1 : 0));

describe.each([
  ['the emulator', emulator()],
  ['the prediction', interpreter({ placed: true })],
] as const)('on %s', (_, on) => {
  it.each(rows)('%s', async (_name, read, after) => {
    const { net, a } = spike();
    const probes = { a, y: read(a) };
    const found = await play(net, [chunkOf('x', input)], { probes, on });
    const at = found.a!.findIndex((v) => v !== 0);
    expect(at).toBe(pulseAt + 1);
    expect(found.y!.findIndex((v) => v !== 0) - at).toBe(after);
  });
});
