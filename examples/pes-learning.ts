/**
 * Neurons on the chip learn to pass a value on. At first they say 0; the host tells them the error, what
 * they say minus what came in, and the PES rule (MacNeil and Eliasmith, 2011) changes their decoders on
 * the chip. After `taught` timesteps the error is held back, and what was learned remains.
 *
 *     node dist/examples/pes-learning.js
 */
import { lastValueFrom, take } from 'rxjs';
import { concat, decode, ensemble, fn, lowpass, Network, pes, run, sum } from 'rxspike';
import { emulator } from 'rxspike/chip';
import { sine } from 'rxspike/streams';
import { draw } from './support/draw.js';
import { rmse } from './support/error.js';
import { runsDirectly } from './support/run.js';

const steps = 10_000;
const taught = 8000;

/** Runs the lesson, draws `pes-learning.svg` into the folder; gives the rms errors of three of its seconds. */
export async function main(folder = 'out') {
  const net = new Network({ seed: 1 });
  const input = net.input('input', 1);
  const neurons = input.pipe(ensemble({ neurons: 100, dimensions: 1 }));
  const learned = neurons.pipe(decode({ function: () => [0] }), pes({ learningRate: 1e-4 }));
  const said = learned.pipe(lowpass(0.02), sum());
  const meant = input.pipe(lowpass(0.005), lowpass(0.02));
  const error = said.pipe(
    concat(meant),
    fn(([s, m], t) => [t < taught ? s! - m! : 0], { outputShape: 1 }),
  );
  error.into(learned.error);
  const probes = { said, meant, error };

  const wave = sine('input', { hz: 1, chunk: steps });
  const { data } = await lastValueFrom(wave.pipe(take(1), run(net, { probes, on: emulator() })));

  const { said: value, meant: target } = data;
  const second = (k: number) => rmse(value, target, { from: 1000 * k, to: 1000 * (k + 1) });
  const errors = { first: second(0), taught: second(taught / 1000 - 1), kept: second(9) };
  const about =
    `rms error: ${errors.first.toFixed(2)} in the first second, ${errors.taught.toFixed(2)} in the ` +
    `last that is taught, ${errors.kept.toFixed(2)} in the last`;
  console.log(about);
  const lines = [
    { name: 'meant', values: data.meant },
    { name: 'said', values: data.said },
    { name: 'error', values: data.error },
  ];
  await draw(folder, 'pes-learning.svg', {
    title: 'Learning on the chip',
    about,
    dt: net.dt,
    lines,
  });
  return errors;
}

if (runsDirectly(import.meta.url)) await main();
