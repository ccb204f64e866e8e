/**
 * 200 neurons on the chip that swing by themselves after a short push: x' = w y, y' = -w x, one round in
 * 2 pi / w. The loop passes a filter of tau, and on the chip a second one of 5 ms and two timesteps, `lag`
 * together. For what goes round to be x'' = -w^2 x behind (1 + tau p)(1 + lag p), the matrix of the loop is
 * 1 - tau lag w^2 on the diagonal and +-(tau + lag) w beside it; without the lag it would be 1 and +-tau w,
 * and a round would take a fifth longer.
 *
 *     node dist/examples/simple-oscillator.js
 */
import { lastValueFrom, take } from 'rxjs';
import { decode, dense, ensemble, lowpass, Network, run } from 'rxspike';
import { emulator } from 'rxspike/chip';
import { piecewise } from 'rxspike/streams';
import { draw } from './support/draw.js';
import { column } from './support/error.js';
import { periodOf } from './support/period.js';
import { runsDirectly } from './support/run.js';

const steps = 3000;
const tau = 0.1;
const lag = 0.007;
/** Radians per second. */
const w = 15;

/** Runs the oscillator, draws `simple-oscillator.svg` into the folder; gives its period and size. */
export async function main(folder = 'out') {
  const net = new Network({ seed: 1 });
  const push = net.input('push', 2);
  const a = net.add(ensemble({ neurons: 200, dimensions: 2 }), 2, 'a');
  push.into(a);
  const stay = 1 - tau * lag * w * w;
  const turn = (tau + lag) * w;
  const matrix = dense([
    [stay, turn],
    [-turn, stay],
  ]);
  a.pipe(decode(), matrix, lowpass(tau)).into(a);
  const probes = { value: a.pipe(decode(), lowpass(0.02)) };

  const kick = piecewise('push', {
    times: [0, 0.1],
    values: [
      [1, 0],
      [0, 0],
    ],
    chunk: steps,
  });
  const { data } = await lastValueFrom(kick.pipe(take(1), run(net, { probes, on: emulator() })));

  const [x, y] = [column(data.value, 0, 2), column(data.value, 1, 2)];
  const settled = Array.from(x.subarray(1000), (value, t) => Math.hypot(value, y[1000 + t]!));
  const numbers = {
    period: periodOf(x, net.dt, 1000),
    ideal: (2 * Math.PI) / w,
    radius: settled.reduce((sum, r) => sum + r, 0) / settled.length,
  };
  const about =
    `period ${numbers.period.toFixed(3)} s, ideal ${numbers.ideal.toFixed(3)} s; ` +
    `radius ${numbers.radius.toFixed(2)}`;
  console.log(about);
  const lines = [
    { name: 'x', values: x },
    { name: 'y', values: y },
  ];
  await draw(folder, 'simple-oscillator.svg', {
    title: 'Simple oscillator',
    about,
    dt: net.dt,
    lines,
  });
  return numbers;
}

if (runsDirectly(import.meta.url)) await main();
