import { lastValueFrom, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { emulator } from '../../src/chip/emulator.js';
import { compile } from '../../src/compile/compile.js';
import { Network } from '../../src/network/network.js';
import { dense } from '../../src/operators/dense.js';
import { scale } from '../../src/operators/scale.js';
import { slice } from '../../src/operators/slice.js';
import { spikingRelu } from '../../src/operators/spiking-relu.js';
import { type Device, type Interpreter, interpreter } from '../../src/run/device.js';
import { runFrom } from '../../src/run/run.js';
import { dvsChunks } from '../../streams/events/dvs-chunks.js';
import { dvsLayout } from '../../streams/events/dvs-layout.js';
import { batchOf } from '../streams/events/batches.js';

const sensor = { height: 1, width: 2, steps: 10 };

/** Two pixels, each with a neuron for ON events that one event makes spike. */
function declared() {
  const net = new Network({ precision: 64 });
  const eyes = net.input('eyes', dvsLayout(sensor).shape, { kind: 'spikes' });
  const on = eyes.pipe(slice([1, 3]), scale(0.01), spikingRelu({ gain: 101 })).named('on');
  return { net, probes: { on, eyes } };
}

/** ON events of the left pixel in bins 2 and 3, three at once of the right one in bin 5. */
const events = batchOf([
  { t: 2100, x: 0, y: 0, p: 1 },
  { t: 2900, x: 1, y: 0, p: 0 },
  { t: 3000, x: 0, y: 0, p: 1 },
  { t: 5500, x: 1, y: 0, p: 1 },
  { t: 5500, x: 1, y: 0, p: 1 },
  { t: 5501, x: 1, y: 0, p: 1 },
]);

async function played(on: Device | Interpreter, chunk: number) {
  const { net, probes } = declared();
  const chunks = dvsChunks('eyes', events, { ...sensor, chunk });
  const out = await lastValueFrom(runFrom(chunks, net, { probes, on }).pipe(toArray()));
  const rows = (name: 'on' | 'eyes') => out.flatMap(({ data }) => Array.from(data[name]));
  return { spikes: timesOf(rows('on'), 2), counts: rows('eyes') };
}

/** Timesteps with a value, per column. */
function timesOf(rows: readonly number[], width: number): number[][] {
  return Array.from({ length: width }, (_, i) =>
    rows.flatMap((value, at) => (at % width === i && value !== 0 ? [(at - i) / width] : [])),
  );
}

describe('the recording of an event camera as input of the chip', () => {
  it('acts one timestep after its bin, every event once', async () => {
    const { spikes } = await played(emulator(), 10);
    // Three events of 1.01 thresholds each: a chip neuron spikes once and starts again from 0.
    expect(spikes).toEqual([[3, 4], [6]]);
  });

  it('is predicted by the interpreter of the placed network', async () => {
    expect(await played(interpreter({ placed: true }), 10)).toEqual(await played(emulator(), 10));
  });

  it('gives events per dt on the host, and acts there in the same timestep', async () => {
    const { spikes, counts } = await played(interpreter(), 10);
    expect(spikes).toEqual([[2, 3], [5]]);
    const expected = new Array(40).fill(0);
    for (const [bin, index, n] of [
      [2, 1, 1],
      [2, 2, 1],
      [3, 1, 1],
      [5, 3, 3],
    ]) {
      expected[bin * 4 + index] = n * 1000;
    }
    expect(counts).toEqual(expected);
  });

  it('does not depend on how it is cut into chunks', async () => {
    expect(await played(emulator(), 3)).toEqual(await played(emulator(), 10));
  });

  it('reaches the axons without neurons of the host', () => {
    const { net, probes } = declared();
    const { ports, host, chip } = compile(net, { probes });
    expect(ports.map(({ repeat, size }) => ({ repeat, size }))).toEqual([
      { repeat: 'counts', size: 4 },
    ]);
    expect(host.nodes.map(({ kind }) => kind)).toEqual(['input']);
    expect(Array.from(chip.inputs[0].axons[0].compartmentMap!)).toEqual([-1, 0, -1, 1]);
  });

  it('weighs on every event of a bin', async () => {
    const net = new Network({ precision: 64 });
    const eyes = net.input('eyes', 2, { kind: 'spikes' });
    const sum = eyes.pipe(dense([[0.001, 0]]), spikingRelu({ gain: 300 }));
    const rows = Float64Array.of(0, 0, 4000, 0, 0, 0, 0, 0);
    const chunks = [{ t: 0, steps: 4, data: { eyes: rows } }];
    const options = { probes: { sum }, on: emulator() };
    const [chunk] = await lastValueFrom(runFrom(chunks, net, options).pipe(toArray()));
    expect(timesOf(Array.from(chunk.data.sum), 1)).toEqual([[2]]);
  });
});
