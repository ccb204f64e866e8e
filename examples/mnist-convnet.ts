/**
 * The convolutional network of the Keras example drawn by hand, with leaky integrate-and-fire neurons
 * and an average pooling between two layers on the chip. Weights are random (seeded), so it knows no
 * digits: what is checked is that it fits, fires, and fires on the emulator as the placed
 * interpreter says it will.
 */
import {
  averagePool,
  conv2d,
  dense,
  flatten,
  interpreter,
  loihiLif,
  loihiSpikingRelu,
  lowpass,
  Network,
} from 'rxspike';
import { emulator } from 'rxspike/chip';
import { drawnPictures } from 'rxspike/streams';
import { draw, type Played, playPictures, type Shown } from './support/pictures.js';
import { runsDirectly } from './support/run.js';
import { weights } from './support/weights.js';

/** Spikes of 1/100: a neuron at 100 Hz stands for the value 1. */
const amplitude = 0.01;
const synapse = 0.005;

function declare() {
  const net = new Network({ seed: 1 });
  const spikes = net
    .input('pixels', [28, 28, 1])
    .pipe(
      conv2d({ shape: [1, 1, 1, 3], data: new Float32Array([0.5, 1, 1.5]) }),
      loihiSpikingRelu({ gain: 100, amplitude, onChip: false }),
    )
    .named('to-spikes');
  const conv0 = spikes
    .pipe(
      conv2d(weights([3, 3, 3, 32], 0.8, { seed: 2, mean: 0.1 }), { strides: 2, padding: 'same' }),
      lowpass(synapse),
      loihiLif({ amplitude }),
    )
    .named('conv0');
  const conv1 = conv0
    .pipe(
      averagePool({ pool: 2 }),
      conv2d(weights([3, 3, 32, 64], 0.3, { seed: 3, mean: 0.01 })),
      lowpass(synapse),
      loihiLif({ amplitude }),
    )
    .named('conv1');
  const dense0 = conv1
    .pipe(
      flatten(),
      dense(weights([100, 1600], 0.2, { seed: 4 })),
      lowpass(synapse),
      loihiLif({ amplitude }),
    )
    .named('dense0');
  const output = dense0.pipe(lowpass(synapse), dense(weights([10, 100], 0.3, { seed: 5 })));
  return { net, layers: { 'to-spikes': spikes, conv0, conv1, dense0 }, output };
}

/** Plays `count` drawn digits on the emulator and on the placed interpreter. */
export async function main({ count = 8, steps = 50, figure = true } = {}) {
  const { net, layers, output } = declare();
  const digits = drawnPictures({ count, seed: 5 });
  const pictures = Array.from({ length: count }, (_, k): Shown => {
    const values = Float32Array.from(digits.pixels(k), (byte) => byte / 255);
    return { values, rows: 28, cols: 28, label: digits.label(k) };
  });
  const title = 'A convolutional network with random weights on the emulated chip';
  const play = (on: Parameters<typeof playPictures>[1]['on']): Promise<Played> =>
    playPictures(net, { pictures, steps, output, layers, title, on });
  const chip = await play(emulator());
  const placed = await play(interpreter({ placed: true }));

  console.log(`${chip.cores} cores; mean rates in Hz:`);
  for (const layer of Object.keys(layers)) {
    const [onChip, inFloat] = [chip.rates[layer]!, placed.rates[layer]!];
    console.log(`${layer}: emulator ${onChip.toFixed(2)}, placed ${inFloat.toFixed(2)}`);
  }
  if (figure) await draw('mnist-convnet', chip.figure);
  return { cores: chip.cores, rates: chip.rates, placedRates: placed.rates };
}

if (runsDirectly(import.meta.url)) await main();
