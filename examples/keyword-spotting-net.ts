/**
 * The network of the keyword spotting benchmark (Blouw et al., 2019): 390 numbers of a window of
 * sound, a layer of 256 neurons on the host, 256 on the chip, and 29 characters. Weights are random
 * (seeded) and windows synthetic, so the right answer to a window is what the same network says with
 * rates in place of spikes.
 */
import {
  alpha,
  dense,
  interpreter,
  lif,
  lifRate,
  Network,
  type Operator,
  type Signal,
} from 'rxspike';
import { emulator } from 'rxspike/chip';
import { draw, playPictures, type Shown } from './support/pictures.js';
import { runsDirectly } from './support/run.js';
import { seeded, weights } from './support/weights.js';

const windowRows = 26;
const windowCols = 15;
const host = { tauRc: 0.02, tauRef: 0.001, amplitude: 0.005, bias: 0 };
const chip = { ...host, bias: 1 };

/** The network with spikes and a filter on its output, or with rates and none. */
function declare(spiking: boolean) {
  const net = new Network({ seed: 1 });
  const layer = (options: typeof host & { onChip?: boolean }): Operator =>
    spiking ? lif(options) : lifRate(options);
  const hidden = net
    .input('window', windowRows * windowCols)
    .pipe(dense(weights([256, 390], 0.5, { seed: 2 })), layer({ ...host, onChip: false }))
    .named('host');
  const onChip = hidden
    .pipe(dense(weights([256, 256], 0.2, { seed: 3 })), layer(chip))
    .named('chip');
  const bias = Array.from(weights([29], 0.1, { seed: 5 }).data);
  const characters = onChip.pipe(dense(weights([29, 256], 0.2, { seed: 4 }), bias));
  const output: Signal = spiking ? characters.pipe(alpha(0.005)) : characters;
  return { net, output: output.named('characters'), layers: { host: hidden, chip: onChip } };
}

/** Windows of a made-up sound: a few bands swell and fade. */
function windows(count: number): Float32Array[] {
  const random = seeded(11);
  return Array.from({ length: count }, () => {
    const bands = Array.from({ length: 4 }, () => {
      return { row: 26 * random(), slope: 2 * random() - 1, from: 15 * random(), loud: random() };
    });
    return Float32Array.from({ length: windowRows * windowCols }, (_, at) => {
      const [row, col] = [Math.floor(at / windowCols), at % windowCols];
      return bands.reduce((sum, { row: centre, slope, from, loud }) => {
        const off = row - centre - slope * (col - from);
        const sign = loud > 0.5 ? 1 : -1;
        return sum + sign * (0.5 + loud) * Math.exp(-(off * off) / 4 - (col - from) ** 2 / 40);
      }, 0);
    });
  });
}

/** Plays `count` windows for `steps` timesteps each. */
export async function main({ count = 40, steps = 100, figure = true } = {}) {
  const rates = declare(false);
  const plain = windows(count).map((values): Shown => {
    return { values, rows: windowRows, cols: windowCols, label: 0 };
  });
  const title = 'The keyword spotting network with random weights: answers against rates';
  const said = await playPictures(rates.net, {
    ...{ pictures: plain, steps: 1, output: rates.output, layers: {}, title },
    on: interpreter(),
  });
  const pictures = plain.map((window, k): Shown => ({ ...window, label: said.answers[k]! }));
  const { net, output, layers } = declare(true);
  const played = await playPictures(net, {
    pictures,
    steps,
    output,
    layers,
    title,
    on: emulator(),
  });
  const same = played.mostFrequent.filter((answer, k) => answer === said.answers[k]);
  const agreement = same.length / count;
  const votes = said.answers.map((a) => said.answers.filter((b) => a === b).length);
  const commonest = Math.max(...votes) / count;
  console.log(`${played.cores} cores`);
  console.log(`host ${played.rates.host!.toFixed(1)} Hz, chip ${played.rates.chip!.toFixed(1)} Hz`);
  console.log(`most frequent answer as with rates: ${(100 * agreement).toFixed(0)} % of ${count}`);
  console.log(`always saying the commonest: ${(100 * commonest).toFixed(0)} %`);
  if (figure) await draw('keyword-spotting-net', played.figure);
  return { cores: played.cores, rates: played.rates, agreement, commonest };
}

if (runsDirectly(import.meta.url)) await main();
