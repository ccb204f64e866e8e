import { describe, expect, it } from 'vitest';
import {
  decodeTraining,
  encodeTraining,
  type TrainCheckpoint,
} from '../../src/train/checkpoint.js';
import { train } from '../../src/train/train.js';
import { weight } from '../convert/models.js';
import { barModel, bars, farthest, short, weightsOf } from './support.js';

const samples = bars(200);
const validation = bars(60, 9);

describe('training', () => {
  it('learns what two kinds of bars are, and says how it went', async () => {
    const steps: number[] = [];
    const { history, model, epoch, ended } = await train(barModel(), samples, {
      ...short,
      epochs: 6,
      learningRate: 0.01,
      validation,
      onStep: ({ step }) => steps.push(step),
    });
    expect(history.map((report) => report.epoch)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(history.at(-1)!.validation!.accuracy).toBeGreaterThan(0.95);
    expect(history.at(-1)!.loss).toBeLessThan(history[0]!.loss / 2);
    expect(steps).toHaveLength(60);
    expect([epoch, ended]).toEqual([5, 'epochs']);
    expect(weightsOf(model)).not.toEqual(weightsOf(barModel()));
  });

  it('counts as validation what the trained model then says by itself', async () => {
    const { model, history } = await train(barModel(), samples, { ...short, validation });
    const again = await train(model, validation, {
      ...short,
      epochs: 1,
      learningRate: 1e-12,
      validation,
    });
    const [first] = again.history;
    expect(first!.validation!.accuracy).toBe(history.at(-1)!.validation!.accuracy);
    expect(first!.validation!.loss).toBeCloseTo(history.at(-1)!.validation!.loss, 5);
  });

  it('gives the same weights for the same seed, and others for another', async () => {
    const once = await train(barModel(), samples, { ...short, augment: { shift: 1 } });
    const again = await train(barModel(), samples, { ...short, augment: { shift: 1 } });
    expect(weightsOf(again.model)).toEqual(weightsOf(once.model));
    const other = await train(barModel(), samples, { ...short, augment: { shift: 1 }, seed: 4 });
    expect(weightsOf(other.model)).not.toEqual(weightsOf(once.model));
  });

  it.each([2, 3])(
    '%i workers give what one gives, but for rounding, and the same every time',
    async (workers) => {
      const options = { ...short, curve: { neuron: 'relu' } as const, epochs: 1 };
      const one = weightsOf((await train(barModel(), samples, options)).model);
      const some = weightsOf((await train(barModel(), samples, { ...options, workers })).model);
      const again = weightsOf((await train(barModel(), samples, { ...options, workers })).model);
      expect(again).toEqual(some);
      expect(farthest(some, one)).toBeLessThan(2e-4);
    },
  );

  it('trains batches with fewer samples than workers', async () => {
    const { history } = await train(barModel(), bars(21), { ...short, workers: 3, epochs: 1 });
    expect(history[0]!.steps).toBe(2);
  });

  it('gives the mean of the weights with ema', async () => {
    const plain = await train(barModel(), samples, { ...short });
    const mean = await train(barModel(), samples, { ...short, ema: 0.9 });
    const start = weightsOf(barModel());
    expect(weightsOf(mean.model)).not.toEqual(weightsOf(plain.model));
    expect(farthest(weightsOf(mean.model), start)).toBeGreaterThan(0);
  });

  it('leaves frozen layers as they are', async () => {
    const { model } = await train(barModel(), samples, { ...short, frozen: ['conv'] });
    const [before, after] = [barModel(), model].map((m) => m.layers[1]!.weights.kernel!.data);
    expect(after).toEqual(before);
    expect(model.layers[3]!.weights.kernel!.data).not.toEqual(
      barModel().layers[3]!.weights.kernel!.data,
    );
  });

  it('moves the statistics of batch normalization towards those of the samples', async () => {
    const base = barModel();
    const norm = {
      name: 'norm',
      kind: 'BatchNormalization',
      config: { momentum: 0.5 },
      inbound: ['flatten2'],
      activation: null,
      weights: {
        gamma: { shape: [64], data: new Float32Array(64).fill(1) },
        beta: { shape: [64], data: new Float32Array(64) },
        moving_mean: weight([64], 5, 0, 7),
        moving_variance: weight([64], 6, 0, 7),
      },
    };
    const [input, conv, flat, hidden, answer] = base.layers;
    const model = {
      ...base,
      layers: [input!, conv!, flat!, norm, { ...hidden!, inbound: ['norm'] }, answer!],
    };
    const trained = await train(model, samples, { ...short, workers: 2, frozen: ['conv'] });
    const { moving_mean, moving_variance } = trained.model.layers[3]!.weights;
    // Bars in noise through relu: far below 7 in every channel.
    expect(Math.max(...moving_mean!.data)).toBeLessThan(3);
    expect(Math.min(...moving_variance!.data)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...moving_variance!.data)).toBeLessThan(3);
  });
});

describe('a training that is kept', () => {
  const options = { ...short, epochs: 4, workers: 2, ema: 0.9, learningRate: 0.01 };

  async function keptAfter(epochs: number): Promise<TrainCheckpoint> {
    const kept: Uint8Array[] = [];
    await train(barModel(), samples, {
      ...options,
      learningRate: { kind: 'steps', rates: [0.01], until: [] },
      epochs,
      onCheckpoint: (checkpoint) => {
        kept.push(encodeTraining(checkpoint));
      },
    });
    expect(kept).toHaveLength(epochs);
    return decodeTraining(kept.at(-1)!);
  }

  it('goes on bit for bit', async () => {
    const same = { ...options, learningRate: { kind: 'steps', rates: [0.01], until: [] } } as const;
    const whole = await train(barModel(), samples, same);
    const from = await keptAfter(2);
    const rest = await train(barModel(), samples, { ...same, from });
    expect(weightsOf(rest.model)).toEqual(weightsOf(whole.model));
    expect(rest.history.map(({ loss }) => loss)).toEqual(whole.history.map(({ loss }) => loss));
  });

  it('does not go on with other settings or samples', async () => {
    const from = await keptAfter(1);
    await expect(train(barModel(), samples, { ...options, batch: 10, from })).rejects.toThrow(
      'the checkpoint is of another training',
    );
    await expect(train(barModel(), bars(100), { ...options, from })).rejects.toThrow(
      'the checkpoint is of another training',
    );
  });

  it('is refused when it is cut or flipped', async () => {
    const bytes = encodeTraining(await keptAfter(1));
    expect(() => decodeTraining(bytes.slice(0, 100), 'a.train')).toThrow('a.train');
    const flipped = bytes.slice();
    flipped[flipped.length - 20]! ^= 1;
    expect(() => decodeTraining(flipped, 'a.train')).toThrow('a.train');
  });
});

describe('the end of a training', () => {
  it('comes when nothing improves, with the weights of the best epoch', async () => {
    const { history, epoch, ended, model } = await train(barModel(), samples, {
      ...short,
      epochs: 30,
      learningRate: 0.02,
      validation,
      stopping: { patience: 2 },
    });
    const values = history.map((report) => report.validation!.accuracy);
    expect(ended).toBe('patience');
    expect(history.length).toBe(epoch! + 3);
    expect(values[epoch!]).toBe(Math.max(...values));
    const looked = await train(model, samples, {
      ...short,
      epochs: 1,
      learningRate: 1e-12,
      validation,
    });
    expect(looked.history[0]!.validation!.accuracy).toBe(values[epoch!]);
  });

  it('comes after the step in which somebody asks for it', async () => {
    const stop = new AbortController();
    const { ended, history, epoch } = await train(barModel(), samples, {
      ...short,
      workers: 2,
      epochs: 50,
      signal: stop.signal,
      onStep: ({ epoch: at, step }) => {
        if (at === 1 && step === 2) stop.abort();
      },
    });
    expect([ended, epoch]).toEqual(['signal', null]);
    expect(history).toHaveLength(1);
  });
});

describe('what cannot be trained', () => {
  const rows: [string, () => Promise<unknown>, string][] = [
    ['epochs of 0', () => train(barModel(), samples, { epochs: 0 }), 'epochs is 0, expected'],
    ['no workers', () => train(barModel(), samples, { workers: 0 }), 'workers is 0, expected'],
    [
      'samples of another shape',
      () => train(barModel(), { ...samples, shape: [36] }),
      'the samples are 36, the model takes 6x6x1',
    ],
    [
      'more classes than outputs',
      () => train(barModel(), { ...samples, classes: 3 }),
      'have 3 classes, the model has 2 outputs',
    ],
    [
      'a label that is no class',
      () => train(barModel(), { ...samples, classes: 1 }),
      'expected 0 to 0',
    ],
    [
      'an unknown layer to freeze',
      () => train(barModel(), samples, { frozen: ['conv9'] }),
      'there is no layer "conv9"',
    ],
    [
      'an unknown layer',
      () => {
        const model = barModel();
        const layers = model.layers.map((l) => (l.name === 'conv' ? { ...l, kind: 'LSTM' } : l));
        return train({ ...model, layers }, samples);
      },
      'layer "conv" (LSTM): cannot be trained here',
    ],
    [
      'an activation without a curve',
      () => {
        const model = barModel();
        const layers = model.layers.map((l) =>
          l.name === 'conv' ? { ...l, activation: 'elu' } : l,
        );
        return train({ ...model, layers }, samples);
      },
      'activation elu cannot be trained here',
    ],
  ];
  it.each(rows)('%s is a sentence', async (_name, attempt, sentence) => {
    await expect(attempt()).rejects.toThrow(sentence);
  });
});
