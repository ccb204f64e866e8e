/**
 * A trained Keras network on the chip: loads models/digits.h5, converts it to spikes, plays drawn
 * digits on the emulator, and prints rates layer by layer and how many answers were right.
 */
import { fileURLToPath } from 'node:url';
import { convert, floatForm, interpreter, loadKeras, type Signal } from 'rxspike';
import { emulator } from 'rxspike/chip';
import { drawnPictures } from 'rxspike/streams';
import { draw, playPictures, type Shown } from './support/pictures.js';
import { runsDirectly } from './support/run.js';

/** The model beside the examples, whether they run as sources or compiled. */
const modelFile = fileURLToPath(
  new URL(
    import.meta.url.endsWith('.ts') ? '../models/digits.h5' : '../../models/digits.h5',
    import.meta.url,
  ),
);

/** Plays `count` drawn digits for `steps` timesteps each. */
export async function main({ count = 50, steps = 30, figure = true } = {}) {
  const model = await loadKeras(modelFile);
  const { network, output, layers, report } = convert(model, {
    scaleFiringRates: 400, // Hz per unit of activation
    synapse: 0.002, // seconds
    blockShapes: { conv0: [16, 16, 4], conv1: [8, 8, 16], dense0: [50] },
  });
  console.log(String(report));

  const neurons: Record<string, Signal> = {};
  for (const { layer, scale } of report.layers) {
    if (scale !== null) neurons[layer] = layers.get(layer)!;
  }
  const digits = drawnPictures({ count, seed: 5 });
  const pictures = Array.from({ length: count }, (_, k): Shown => {
    const values = Float32Array.from(digits.pixels(k), (byte) => byte / 255);
    return { values, rows: 28, cols: 28, label: digits.label(k) };
  });
  const title = 'A Keras network on the emulated chip: drawn digits';
  const played = await playPictures(network, {
    ...{ pictures, steps, output, layers: neurons, title },
    on: emulator(),
  });
  const float = floatForm(network);
  const reference = await playPictures(float, {
    ...{ pictures, steps: 1, output: float.get(output.name), layers: {}, title },
    on: interpreter(),
  });

  console.log(`${played.cores} cores`);
  for (const [layer, rate] of Object.entries(played.activeRates)) {
    console.log(`${layer}: ${rate.toFixed(1)} Hz (mean of active neurons)`);
  }
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  console.log(
    `right: ${percent(played.accuracy)} in spikes, ${percent(reference.accuracy)} in float`,
  );
  if (figure) await draw('keras-to-chip', played.figure);
  return {
    cores: played.cores,
    rates: played.activeRates,
    accuracy: played.accuracy,
    floatAccuracy: reference.accuracy,
  };
}

if (runsDirectly(import.meta.url)) await main();
