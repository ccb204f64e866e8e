/**
 * Three numbers remembered: an integrator of 100 neurons on the chip for each, as in integrator.ts; one
 * input of three values is taken apart, and their values are put together again. The values stay below half
 * of the radius: larger ones drift outwards on the chip within seconds.
 *
 *     node dist/examples/multidimensional-integrator.js
 */
import { lastValueFrom, take } from 'rxjs';
import { concat, decode, ensemble, lowpass, Network, run, scale, slice } from 'rxspike';
import { emulator } from 'rxspike/chip';
import { piecewise } from 'rxspike/streams';
import { draw } from './support/draw.js';
import { column, rmse } from './support/error.js';
import { runsDirectly } from './support/run.js';

const steps = 3000;
const tau = 0.1;

/** Runs the integrators, draws `multidimensional-integrator.svg` into the folder; gives the three rms errors. */
export async function main(folder = 'out') {
  const net = new Network({ seed: 1 });
  const input = net.input('input', 3);
  const values = [0, 1, 2].map((k) => {
    const a = net.add(ensemble({ neurons: 100, dimensions: 1 }), 1, `a${k}`);
    input.pipe(slice([k]), scale(tau), lowpass(tau)).into(a);
    a.pipe(decode(), lowpass(tau)).into(a);
    return a.pipe(decode(), lowpass(0.02));
  });
  const all = values[0]!.pipe(concat(values[1]!), concat(values[2]!));

  const pushes = piecewise('input', {
    times: [0, 0.5, 1.5, 2],
    values: [
      [0.8, -0.8, 0.4],
      [0, 0, 0],
      [-0.8, 0.8, -0.8],
      [0, 0, 0],
    ],
    chunk: steps,
  });
  const probes = { input, all };
  const { data } = await lastValueFrom(pushes.pipe(take(1), run(net, { probes, on: emulator() })));

  const found = [0, 1, 2].map((k) => column(data.all, k, 3));
  const ideal = [0, 1, 2].map((k) => integral(column(data.input, k, 3), net.dt));
  const errors = found.map((value, k) => rmse(value, ideal[k]!));
  const about = `rms errors: ${errors.map((error) => error.toFixed(3)).join(', ')}`;
  console.log(about);
  const lines = [
    ...found.map((value, k) => ({ name: `value ${k}`, values: value })),
    ...ideal.map((value, k) => ({ name: `ideal ${k}`, values: value })),
  ];
  const title = 'Multidimensional integrator';
  await draw(folder, 'multidimensional-integrator.svg', { title, about, dt: net.dt, lines });
  return { errors };
}

/** The running sum of what comes in, times dt. */
function integral(values: Float64Array, dt: number): Float64Array {
  let sum = 0;
  return values.map((value) => {
    sum += value * dt;
    return sum;
  });
}

if (runsDirectly(import.meta.url)) await main();
