/**
 * Neurons connected to neurons by weights, without values in between: 20 LIF neurons, each with a current
 * of its own, drive five others on the chip. What rates to expect follows from the currents: a neuron
 * fires at 1 / (tauRef + tauRc ln(1 + 1 / (J - 1))) Hz for a current J above 1.
 *
 *     node dist/examples/neuron-to-neuron.js
 */
import { lastValueFrom } from 'rxjs';
import { dense, lif, lowpass, Network, runFrom } from 'rxspike';
import { emulator } from 'rxspike/chip';
import { ticks } from 'rxspike/streams';
import { draw } from './support/draw.js';
import { column } from './support/error.js';
import { runsDirectly } from './support/run.js';

const steps = 2000;
const [tauRc, tauRef] = [0.02, 0.002];
const currents = Array.from({ length: 20 }, (_, i) => 1.2 + 0.1 * i);
/** Neuron j of the five takes from the first 4 (j + 1) of the 20. */
const weights: number[][] = Array.from({ length: 5 }, (_, j) =>
  currents.map((_, i) => (i < 4 * (j + 1) ? 0.003 : 0)),
);

/** Runs both populations, draws `neuron-to-neuron.svg` into the folder; gives rates in Hz, found and expected. */
export async function main(folder = 'out') {
  const net = new Network();
  const pre = net.add(lif({ tauRc, tauRef, bias: currents }), currents.length, 'pre');
  const post = pre.pipe(dense(weights), lowpass(0.05), lif({ tauRc, tauRef }));
  const probes = { pre, post, rates: post.pipe(lowpass(0.1)) };
  const whole = ticks(steps, steps);
  const { data } = await lastValueFrom(runFrom(whole, net, { probes, on: emulator() }));

  const found = { pre: means(data.pre, currents.length), post: means(data.post, weights.length) };
  const drive = weights.map((row) => row.reduce((sum, w, i) => sum + w * found.pre[i]!, 0));
  const expected = { pre: currents.map(rate), post: drive.map(rate) };
  const text = (rates: readonly number[]) => rates.map((hz) => hz.toFixed(0)).join(', ');
  const about = `rates in Hz: ${text(found.post)}; expected: ${text(expected.post)}`;
  console.log(about);
  const lines = weights.map((_, k) => ({
    name: `neuron ${k}`,
    values: column(data.rates, k, weights.length),
  }));
  await draw(folder, 'neuron-to-neuron.svg', {
    title: 'Neuron to neuron',
    about,
    dt: net.dt,
    lines,
  });
  return { found, expected };
}

/** Rate in Hz of a LIF neuron. */
function rate(current: number): number {
  return current > 1 ? 1 / (tauRef + tauRc * Math.log1p(1 / (current - 1))) : 0;
}

/** Means of the columns over the second half, when all has settled. */
function means(rows: ArrayLike<number>, size: number): number[] {
  return Array.from({ length: size }, (_, k) => {
    const late = column(rows, k, size).subarray(steps / 2);
    return late.reduce((sum, value) => sum + value, 0) / late.length;
  });
}

if (runsDirectly(import.meta.url)) await main();
