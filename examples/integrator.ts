/**
 * A population that remembers: 120 neurons on the chip send their value back to themselves, and what
 * comes in is added up. For x' = u behind a filter of tau the value goes back as it is and the input
 * comes times tau (Eliasmith and Anderson, "Neural Engineering", 2003).
 *
 *     node dist/examples/integrator.js
 */
import { lastValueFrom, take } from 'rxjs';
import { decode, ensemble, lowpass, Network, run, scale } from 'rxspike';
import { emulator } from 'rxspike/chip';
import { piecewise } from 'rxspike/streams';
import { draw } from './support/draw.js';
import { rmse } from './support/error.js';
import { runsDirectly } from './support/run.js';

const steps = 4000;
const tau = 0.1;

/** Runs the integrator, draws `integrator.svg` into the folder; gives its rms error and what it holds. */
export async function main(folder = 'out') {
  const net = new Network({ seed: 1 });
  const input = net.input('input', 1);
  const a = net.add(ensemble({ neurons: 120, dimensions: 1 }), 1, 'a');
  input.pipe(scale(tau), lowpass(tau)).into(a);
  a.pipe(decode(), lowpass(tau)).into(a);
  const probes = { input, value: a.pipe(decode(), lowpass(0.02)) };

  // Up by 0.6, hold, down by 1.2, hold, up by 0.6, hold.
  const times = [0, 0.3, 0.9, 1.5, 2.3, 2.9, 3.5];
  const pushes = piecewise('input', { times, values: [0, 1, 0, -1.5, 0, 1, 0], chunk: steps });
  const { data } = await lastValueFrom(pushes.pipe(take(1), run(net, { probes, on: emulator() })));

  const ideal = integral(data.input, net.dt);
  const mean = (from: number, to: number) =>
    Array.from(data.value.slice(from, to)).reduce((sum, value) => sum + value) / (to - from);
  const numbers = {
    error: rmse(data.value, ideal),
    held: mean(1300, 1500),
    drift: mean(1300, 1500) - mean(1000, 1200),
    heldBelow: mean(2700, 2900),
  };
  const about =
    `rms error ${numbers.error.toFixed(3)}; holds ${numbers.held.toFixed(2)} for 0.6 ` +
    `and ${numbers.heldBelow.toFixed(2)} for -0.6`;
  console.log(about);
  const lines = [
    { name: 'input', values: data.input },
    { name: 'value', values: data.value },
    { name: 'ideal', values: ideal },
  ];
  await draw(folder, 'integrator.svg', { title: 'Integrator', about, dt: net.dt, lines });
  return numbers;
}

/** The running sum of what comes in, times dt. */
function integral(values: ArrayLike<number>, dt: number): Float64Array {
  let sum = 0;
  return Float64Array.from(values, (value) => {
    sum += value * dt;
    return sum;
  });
}

if (runsDirectly(import.meta.url)) await main();
