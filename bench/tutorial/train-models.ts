import { seedModel } from 'rxspike';
import { openSamples } from 'rxspike/streams';
import { type Trained, type TrainOptions, train } from 'rxspike/train';
import { percent } from '../train/tell.js';
import { brightened, type TutorialModels } from './models.js';

/** The same for both networks; a number of workers, so that the weights are the same everywhere. */
const settings = {
  batch: 200,
  learningRate: { kind: 'cosine', rate: 0.002 },
  ema: 0.99,
  seed: 1,
  workers: 2,
} as const satisfies TrainOptions;

/** In what they differ. */
const curves = {
  relu: { curve: { neuron: 'relu' } },
  loihi: { curve: { neuron: 'loihiSpikingRelu' }, scaleFiringRates: 100 },
} as const satisfies Record<string, TrainOptions>;

/**
 * The network with the chip's curve learns to fire as the tutorial's from pixels like those. What relu
 * learns from them says nothing of rates: it is played at rates of the tutorial's anyway.
 */
const brightest = { relu: 1, loihi: 255 };

/**
 * Trains both networks on a source's training samples, for some epochs each, a line an epoch on
 * standard error; its test samples are looked at.
 */
export async function trainModels(source: string, epochs: number): Promise<TutorialModels> {
  const samples = await openSamples(source, { set: 'train' });
  const validation = await openSamples(source, { set: 'test' });
  const trained = async (name: keyof typeof curves): Promise<Trained> => {
    const tell = (line: string) => process.stderr.write(`${name}: ${line}\n`);
    return train(seedModel(settings.seed), brightened(samples, brightest[name]), {
      ...settings,
      ...curves[name],
      epochs,
      validation: brightened(validation, brightest[name]),
      onStart: ({ backend, parameters }) =>
        tell(`training ${parameters} parameters on ${samples.count} pictures; ${backend}`),
      onEpoch: ({ epoch, loss, validation: looked, seconds }) =>
        tell(
          `epoch ${epoch + 1} of ${epochs}, loss ${loss.toFixed(4)}, test ${percent(looked!.accuracy)}, ` +
            `${seconds.toFixed(0)} s`,
        ),
    });
  };
  const relu = await trained('relu');
  const loihi = await trained('loihi');
  return {
    relu: relu.model,
    loihi: loihi.model,
    brightest,
    how: tellHow(epochs, samples.count, relu, loihi),
  };
}

function tellHow(epochs: number, count: number, relu: Trained, loihi: Trained): string {
  const { accuracy, count: looked } = loihi.history.at(-1)!.validation!;
  return (
    `trained on the spot from seed ${settings.seed}, ${epochs} ${epochs === 1 ? 'epoch' : 'epochs'} of ${count} ` +
    `pictures each (the tutorial: two); after it ${percent(relu.history.at(-1)!.validation!.accuracy)} (relu) and ` +
    `${percent(accuracy)} (the chip's curve at 100 Hz) of ${looked} test pictures right`
  );
}
