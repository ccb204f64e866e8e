/**
 * A memory of the last second of a signal in six ensembles on the chip: the Legendre memory unit
 * (Voelker, Kajic and Eliasmith, 2019). Its state m follows theta m' = A m + B u; what u was a share r
 * of theta ago is the sum of m_i times the i-th Legendre polynomial at 2 r - 1.
 */

import { lastValueFrom, take } from 'rxjs';
import {
  type CompileReport,
  decode,
  ensemble,
  lineFigureSvg,
  lowpass,
  Network,
  run,
  scale,
  spikingRelu,
  writeFigure,
} from 'rxspike';
import { emulator } from 'rxspike/chip';
import { whiteSignal } from 'rxspike/streams';
import { runsDirectly } from './support/run.js';

const order = 6;
/** Seconds remembered. */
const theta = 1;
/** Seconds of the filters in the loop; neurons compute x' = A x + B u with tau A + 1 and tau B. */
const tau = 0.1;
/** Seconds of the filter behind the decoded state; the input it is compared with has the same. */
const readout = 0.05;
const axes = Array.from({ length: order }, (_, i) => i);
const A = axes.map((i) =>
  axes.map((j) => ((2 * i + 1) / theta) * (i < j ? -1 : (-1) ** (i - j + 1))),
);
const B = axes.map((i) => ((2 * i + 1) / theta) * (-1) ** i);

function declare(neurons: number) {
  const net = new Network({ seed: 1 });
  const u = net.input('u', 1);
  const memory = axes.map((i) =>
    u
      .pipe(
        scale(tau * B[i]!),
        lowpass(tau),
        ensemble({ neurons, dimensions: 1, neuronType: spikingRelu() }),
      )
      .named(`m${i}`),
  );
  for (const i of axes) {
    for (const j of axes) {
      const weight = tau * A[i]![j]! + (i === j ? 1 : 0);
      if (weight === 0) continue;
      memory[j]!.pipe(decode(), scale(weight), lowpass(tau)).into(memory[i]!);
    }
  }
  const state = memory.map((m) => m.pipe(decode(), lowpass(readout)));
  return { net, state, heard: u.pipe(lowpass(readout)) };
}

/** The same memory without neurons, in Euler steps a hundredth as long as theirs. */
function ideal(u: ArrayLike<number>, dt: number): number[] {
  let m = axes.map(() => 0);
  return Array.from(u, (now) => {
    for (let k = 0; k < 100; k++) {
      m = m.map((x, i) => {
        const slope = A[i]!.reduce((total, a, j) => total + a * m[j]!, B[i]! * now);
        return x + (dt / 100) * slope;
      });
    }
    return total(m);
  });
}

/** Every Legendre polynomial is 1 at 1, so the value of theta ago is the sum of the state. */
function total(m: readonly number[]): number {
  return m.reduce((sum, x) => sum + x, 0);
}

/** Root of the mean square of a - b from a timestep on. */
function distance(a: readonly number[], b: readonly number[], from: number): number {
  const squares = a.slice(from).map((x, k) => (x - b[from + k]!) ** 2);
  return Math.sqrt(total(squares) / squares.length);
}

/** Cosine of the angle between a and b from a timestep on. */
function alike(a: readonly number[], b: readonly number[], from: number): number {
  const product = (x: readonly number[], y: readonly number[]) =>
    total(x.slice(from).map((value, k) => value * y[from + k]!));
  return product(a, b) / Math.sqrt(product(a, a) * product(b, b));
}

/**
 * Plays `steps` timesteps of a slow random signal. With many more neurons per ensemble the decoders become
 * too small for the weights of the chip beside so slow a filter.
 */
export async function main({ steps = 4000, neurons = 50, figure = true } = {}) {
  const { net, state, heard } = declare(neurons);
  const probes = { ...Object.fromEntries(state.map((m, i) => [`m${i}`, m])), heard };
  let cores = 0;
  const onReport = (report: CompileReport): void => {
    cores = report.cores;
  };
  const signal = whiteSignal('u', { period: 4, high: 1, rms: 0.4, seed: 3, y0: 0, chunk: steps });
  const played = run(net, { probes, on: emulator(), onReport });
  const { data } = await lastValueFrom(signal.pipe(take(1), played));
  const rows: Readonly<Record<string, ArrayLike<number>>> = data;
  const times = Array.from({ length: steps }, (_, t) => t);
  const recalled = times.map((t) => total(axes.map((i) => rows[`m${i}`]![t]!)));
  const delay = Math.round(theta / net.dt);
  const wanted = times.map((t) => (t < delay ? 0 : rows.heard![t - delay]!));
  const exact = ideal(rows.heard!, net.dt);

  const error = distance(recalled, wanted, delay);
  const idealError = distance(exact, wanted, delay);
  const rms = distance(
    wanted,
    times.map(() => 0),
    delay,
  );
  const correlation = alike(recalled, wanted, delay);
  console.log(`${cores} cores, ${order * neurons} neurons, signal of ${rms.toFixed(3)} rms`);
  console.log(
    `a second late: error ${error.toFixed(3)} rms, without neurons ${idealError.toFixed(3)}`,
  );
  console.log(`correlation with the signal a second ago: ${correlation.toFixed(3)}`);
  if (figure) {
    const lines = [
      { name: 'input', values: Array.from(rows.heard!) },
      { name: 'a second ago', values: wanted },
      { name: 'remembered', values: recalled },
    ];
    const title = 'A memory of one second in spiking neurons on the emulated chip';
    await writeFigure('out/legendre-memory.svg', lineFigureSvg({ title, dt: net.dt, lines }));
  }
  return { cores, error, idealError, rms, correlation };
}

if (runsDirectly(import.meta.url)) await main();
