/**
 * The shape of NengoLoihi's CIFAR-10 network: six layers of leaky integrate-and-fire neurons cut over
 * 90 cores as there, with random weights (seeded) and made-up pictures of 32 x 32 x 3.
 */
import {
  conv2d,
  dense,
  flatten,
  loihiLif,
  lowpass,
  Network,
  type Operator,
  type Signal,
  spikingRelu,
} from 'rxspike';
import { emulator } from 'rxspike/chip';
import { draw, playPictures, type Shown } from './support/pictures.js';
import { runsDirectly } from './support/run.js';
import { seeded, weights } from './support/weights.js';

const maxRate = 150; // Hz, for an input of 1
const amplitude = 1 / maxRate;
const synapse = 0.01;
const side = 32;

/** Silent at 0 and at `maxRate` for 1: J = 1 + gain x, solved from the rate curve of these neurons. */
function neurons(blockShape: readonly number[]): Operator {
  const [tauRc, tauRef] = [0.02, 0.002];
  const gain = 1 / (1 - Math.exp((tauRef - 1 / maxRate) / tauRc)) - 1;
  return loihiLif({ tauRc, tauRef, gain, bias: 1, amplitude, blockShape: { shape: blockShape } });
}

function declare() {
  const net = new Network({ seed: 1 });
  const input = net
    .input('picture', [side, side, 3])
    .pipe(
      conv2d(weights([1, 1, 3, 4], 0.6, { seed: 2, mean: 0.3 })),
      spikingRelu({ gain: maxRate, amplitude, onChip: false }),
    )
    .named('to-spikes');
  const layers: Record<string, Signal> = { 'to-spikes': input };
  let last = input;
  const conv = (filters: number, size: number, strides: number, tile: readonly number[]): void => {
    const channels = last.shape.at(-1)!;
    const name = `conv${Object.keys(layers).length}`;
    const shape = [size, size, channels, filters] as const;
    // Twice what keeps the size of the values, since about half of them are cut off at 0.
    const limit = Math.sqrt(6 / (size * size * channels));
    const kernel = weights(shape, limit, { seed: filters + size, mean: 0.02 * limit });
    last = last.pipe(conv2d(kernel, { strides }), lowpass(synapse), neurons(tile)).named(name);
    layers[name] = last;
  };
  conv(64, 3, 2, [8, 8, 16]);
  conv(72, 3, 1, [7, 7, 8]);
  conv(256, 3, 2, [6, 6, 12]);
  conv(256, 1, 1, [6, 6, 24]);
  conv(64, 1, 1, [6, 6, 24]);
  const hidden = last
    .pipe(
      flatten(),
      dense(weights([100, last.size], Math.sqrt(6 / last.size), { seed: 9 })),
      lowpass(synapse),
      neurons([50]),
    )
    .named('dense');
  const output = hidden.pipe(lowpass(synapse), dense(weights([10, 100], 0.25, { seed: 10 })));
  return { net, output, layers: { ...layers, dense: hidden } };
}

/** A picture of two soft blobs of colour. */
function picture(random: () => number): Shown {
  const values = new Float32Array(side * side * 3);
  for (let blob = 0; blob < 2; blob++) {
    const [y, x, width] = [side * random(), side * random(), 4 + 8 * random()];
    const colour = [random(), random(), random()];
    values.forEach((value, at) => {
      const pixel = Math.floor(at / 3);
      const far = (Math.floor(pixel / side) - y) ** 2 + ((pixel % side) - x) ** 2;
      values[at] = Math.min(1, value + colour[at % 3]! * Math.exp(-far / width ** 2));
    });
  }
  const grey = (_: unknown, p: number) => values[3 * p]! + values[3 * p + 1]! + values[3 * p + 2]!;
  const pixels = Float32Array.from({ length: side * side }, grey);
  return { values, pixels, rows: side, cols: side, label: 0 };
}

/** Plays `count` pictures for `steps` timesteps each. */
export async function main({ count = 2, steps = 60, figure = true } = {}) {
  const { net, output, layers } = declare();
  const random = seeded(21);
  const pictures = Array.from({ length: count }, () => picture(random));
  const title = 'The shape of a CIFAR-10 network, random weights, on 90 emulated cores';
  const started = performance.now();
  const played = await playPictures(net, {
    pictures,
    steps,
    output,
    layers,
    title,
    on: emulator(),
  });
  const seconds = (performance.now() - started) / 1000;
  console.log(`${played.cores} cores, ${count * steps} timesteps in ${seconds.toFixed(1)} s`);
  for (const [layer, rate] of Object.entries(played.rates)) {
    console.log(`${layer}: ${layers[layer as 'dense']!.size} neurons, ${rate.toFixed(1)} Hz`);
  }
  if (figure) await draw('cifar-convnet', played.figure);
  return { cores: played.cores, rates: played.rates };
}

if (runsDirectly(import.meta.url)) await main();
