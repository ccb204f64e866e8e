/**
 * A value passes from one population to another, both on the chip: sine -> a (80 neurons) -> b (60).
 *
 *     node dist/examples/communication-channel.js
 */
import { lastValueFrom, take } from 'rxjs';
import { decode, ensemble, lowpass, Network, run } from 'rxspike';
import { emulator } from 'rxspike/chip';
import { sine } from 'rxspike/streams';
import { draw } from './support/draw.js';
import { rmse } from './support/error.js';
import { runsDirectly } from './support/run.js';

const steps = 2000;

/** Runs the channel, draws `communication-channel.svg` into the folder; gives the rms error of both values. */
export async function main(folder = 'out') {
  const net = new Network({ seed: 1 });
  const input = net.input('input', 1);
  const a = input.pipe(ensemble({ neurons: 80, dimensions: 1 }));
  const b = a.pipe(decode(), lowpass(0.005), ensemble({ neurons: 60, dimensions: 1 }));
  const probes = {
    input,
    a: a.pipe(decode(), lowpass(0.02)),
    b: b.pipe(decode(), lowpass(0.02)),
    // The same filters without neurons; the chip has one of 5 ms on what comes from outside.
    'a, ideal': input.pipe(lowpass(0.005), lowpass(0.02)),
    'b, ideal': input.pipe(lowpass(0.005), lowpass(0.005), lowpass(0.02)),
  };

  const wave = sine('input', { hz: 1, chunk: steps }).pipe(take(1));
  const { data } = await lastValueFrom(wave.pipe(run(net, { probes, on: emulator() })));

  const errors = { a: rmse(data.a, data['a, ideal']), b: rmse(data.b, data['b, ideal']) };
  const about = `rms error: a ${errors.a.toFixed(3)}, b ${errors.b.toFixed(3)}`;
  console.log(about);
  const lines = (['input', 'a', 'b'] as const).map((name) => ({ name, values: data[name] }));
  await draw(folder, 'communication-channel.svg', {
    title: 'Communication channel',
    about,
    dt: net.dt,
    lines,
  });
  return errors;
}

if (runsDirectly(import.meta.url)) await main();
