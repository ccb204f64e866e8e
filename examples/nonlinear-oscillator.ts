/**
 * An oscillator that finds its own size: radius r and angle p of a value of 200 neurons on the chip follow
 * r' = 1 - r and p' = 3 rad/s, whatever the start. The neurons compute as one function where the value goes in the time of the loop:
 * the filter of 0.1 s, and on the chip one of 5 ms more and two timesteps.
 *
 *     node dist/examples/nonlinear-oscillator.js
 */
import { lastValueFrom, take } from 'rxjs';
import { decode, ensemble, lowpass, Network, run } from 'rxspike';
import { emulator } from 'rxspike/chip';
import { piecewise } from 'rxspike/streams';
import { draw } from './support/draw.js';
import { column } from './support/error.js';
import { periodOf } from './support/period.js';
import { runsDirectly } from './support/run.js';

const steps = 10_000;
const tau = 0.1;
const lag = 0.007;
const speed = 3;

/** Where (x, y) is in the time of the loop, along the circle and towards radius 1. */
function onwards([x, y]: ArrayLike<number> & Iterable<number>): [number, number] {
  const time = tau + lag;
  const r = Math.hypot(x!, y!);
  const angle = Math.atan2(y!, x!) + time * speed;
  const next = r + time * (1 - r);
  return [next * Math.cos(angle), next * Math.sin(angle)];
}

/** Runs the oscillator, draws `nonlinear-oscillator.svg` into the folder; gives its period and size. */
export async function main(folder = 'out') {
  const net = new Network({ seed: 1 });
  const push = net.input('push', 2);
  const a = net.add(ensemble({ neurons: 200, dimensions: 2 }), 2, 'a');
  push.into(a);
  a.pipe(decode({ function: onwards }), lowpass(tau)).into(a);
  const probes = { value: a.pipe(decode(), lowpass(0.02)) };

  const kick = piecewise('push', {
    times: [0, 0.1],
    values: [
      [-1, 0],
      [0, 0],
    ],
    chunk: steps,
  });
  const { data } = await lastValueFrom(kick.pipe(take(1), run(net, { probes, on: emulator() })));

  const [x, y] = [column(data.value, 0, 2), column(data.value, 1, 2)];
  const settled = Array.from(x.subarray(2000), (value, t) => Math.hypot(value, y[2000 + t]!));
  const numbers = {
    period: periodOf(x, net.dt, 2000),
    ideal: (2 * Math.PI) / speed,
    radius: settled.reduce((sum, r) => sum + r, 0) / settled.length,
  };
  const about =
    `period ${numbers.period.toFixed(3)} s, ideal ${numbers.ideal.toFixed(3)} s; ` +
    `radius ${numbers.radius.toFixed(2)}, ideal 1`;
  console.log(about);
  const lines = [
    { name: 'x', values: x },
    { name: 'y', values: y },
  ];
  await draw(folder, 'nonlinear-oscillator.svg', {
    title: 'Nonlinear oscillator',
    about,
    dt: net.dt,
    lines,
  });
  return numbers;
}

if (runsDirectly(import.meta.url)) await main();
