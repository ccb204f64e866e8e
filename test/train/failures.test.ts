import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { decodeTraining, encodeTraining } from '../../src/train/checkpoint.js';
import { type TrainOptions, train } from '../../src/train/train.js';
import { barModel, bars, short, weightsOf } from './support.js';

const samples = bars(60);

describe('a program that trains and loses a worker', () => {
  const hooks = resolve(import.meta.dirname, '../support/ts-hooks.mjs');
  const script = resolve(import.meta.dirname, 'lost-worker.ts');
  it.each([0, 1, 2])('is told so, and comes to its end: worker %i', async (which) => {
    const run = promisify(execFile);
    const { stdout } = await run(process.execPath, ['--import', hooks, script, String(which)], {
      timeout: 60_000,
    });
    expect(JSON.parse(stdout)).toEqual({
      name: 'RunError',
      code: 'worker-lost',
      message:
        `train: worker ${which + 1} of 3 ended by itself (exit code 1). Train with fewer workers, or look ` +
        'for what ended it.',
      left: 0,
      workers: 3,
    });
  });
});

describe('an error of the caller', () => {
  const fails = (): never => {
    throw new RangeError('of the caller');
  };
  const where: [string, TrainOptions][] = [
    ['onStep', { onStep: fails }],
    ['onEpoch', { onEpoch: fails }],
    ['onCheckpoint', { onCheckpoint: () => Promise.reject(new RangeError('of the caller')) }],
    ['onStart', { onStart: fails }],
  ];
  it.each(where)('in %s ends the training and is handed on', async (_name, options) => {
    const training = train(barModel(), samples, { ...short, workers: 2, ...options });
    await expect(training).rejects.toThrow(new RangeError('of the caller'));
  });
});

describe('a training that is ended', () => {
  it('before it began gives the model as it was', async () => {
    const trained = await train(barModel(), samples, { ...short, signal: AbortSignal.abort() });
    expect(trained).toMatchObject({ ended: 'signal', epoch: null, history: [], checkpoint: null });
    expect(weightsOf(trained.model)).toEqual(weightsOf(barModel()));
  });

  it('in the middle of an epoch gives the weights of the best one, if that is asked for', async () => {
    const stop = new AbortController();
    const { epoch, ended, checkpoint, model } = await train(barModel(), samples, {
      ...short,
      epochs: 9,
      validation: bars(30, 9),
      stopping: { patience: 20 },
      signal: stop.signal,
      onStep: ({ epoch: at, step }) => {
        if (at === 2 && step === 1) stop.abort();
      },
    });
    expect([ended, epoch]).toEqual(['signal', checkpoint!.best!.epoch]);
    const flat = Array.from(checkpoint!.bestWeights).sort();
    expect(weightsOf(model).sort()).toEqual(flat);
  });
});

it('a training through spikes goes on bit for bit', async () => {
  const options = {
    ...short,
    learningRate: 0.01,
    scaleFiringRates: 300,
    spiking: { steps: 8, synapse: 0.001 },
  } as const;
  const whole = await train(barModel(), samples, { ...options, epochs: 3 });
  const first = await train(barModel(), samples, { ...options, epochs: 1 });
  const from = decodeTraining(encodeTraining(first.checkpoint!));
  const rest = await train(barModel(), samples, { ...options, epochs: 3, from });
  expect(weightsOf(first.model)).not.toEqual(weightsOf(whole.model));
  expect(weightsOf(rest.model)).toEqual(weightsOf(whole.model));
});

describe('going on with early stopping', () => {
  const options = { ...short, epochs: 3, learningRate: 0.01, validation: bars(30, 9) } as const;

  it('gives the last weights where nothing is watched any more', async () => {
    const first = await train(barModel(), samples, { ...options, stopping: { patience: 9 } });
    const from = decodeTraining(encodeTraining(first.checkpoint!));
    const rest = await train(barModel(), samples, { ...options, epochs: 4, from });
    expect(rest.epoch).toBe(3);
    expect(weightsOf(rest.model).sort()).toEqual(Array.from(rest.checkpoint!.weights).sort());
  });

  it('compares with the best epoch by what is watched now', async () => {
    const first = await train(barModel(), samples, { ...options, stopping: { patience: 9 } });
    const from = decodeTraining(encodeTraining(first.checkpoint!));
    const stopping = { patience: 9, watch: 'loss' } as const;
    const rest = await train(barModel(), samples, { ...options, epochs: 5, from, stopping });
    const losses = rest.history.map(({ validation }) => validation!.loss);
    const kept = from.best!.epoch;
    const later = losses.slice(3);
    const best = Math.min(losses[kept]!, ...later);
    expect(losses[rest.epoch!]).toBe(best);
    expect(rest.checkpoint!.best!.value).toBe(-best);
  });
});

describe('odd samples and settings', () => {
  it('trains one sample of one class, in a batch larger than that, with idle workers', async () => {
    const one = { ...bars(1), classes: 1, labels: new Uint8Array(1) };
    const { history } = await train(barModel(), one, { ...short, workers: 3, validation: one });
    expect(history.map(({ steps }) => steps)).toEqual([1, 1]);
    expect(history[1]!.validation).toMatchObject({ count: 1 });
    expect(history[1]!.loss).toBeLessThan(history[0]!.loss);
  });

  it('does not go on when the loss is no number, and keeps the checkpoint before', async () => {
    const kept: number[] = [];
    const training = train(barModel(), samples, {
      ...short,
      epochs: 4,
      optimizer: { kind: 'sgd' },
      learningRate: { kind: 'steps', rates: [0.001, 1e38], until: [1] },
      onCheckpoint: ({ history }) => {
        kept.push(history.length);
      },
    });
    await expect(training).rejects.toThrow(/^train: the loss of epoch \d is NaN/);
    expect(kept.length).toBeGreaterThanOrEqual(1);
    expect(kept.length).toBeLessThan(4);
  });

  const model = barModel();
  const open = { ...model, layers: model.layers.slice(0, 2), outputs: ['conv'] };
  const scheduled = (learningRate: object) =>
    train(model, samples, { learningRate: learningRate as never });
  const rows: [string, () => Promise<unknown>, string][] = [
    ['an answer of several axes', () => train(open, samples), 'answers with 4x4x4 values'],
    [
      'fewer numbers than samples',
      () => train(model, { ...samples, count: 61 }),
      'have 2160 numbers and 60 labels, expected 2196 and 61',
    ],
    [
      'an unknown schedule',
      () => scheduled({ kind: 'cosin', rate: 1 }),
      'its kind is "cosin", expected',
    ],
    [
      'a warmup below 0',
      () => scheduled({ kind: 'cosine', rate: 1, warmup: -1 }),
      'warmup is -1, expected',
    ],
    [
      'a schedule without length',
      () => scheduled({ kind: 'exponential', rate: 1, factor: 0.5, epochs: 0 }),
      'factor is 0.5 every 0 epochs',
    ],
    [
      'a ReLU that is cut off',
      () => {
        const cut = { kind: 'ReLU', config: { max_value: 6 }, activation: null };
        const layers = model.layers.map((l) =>
          l.name === 'hidden' ? { ...l, ...cut, weights: {} } : l,
        );
        return train({ ...model, layers }, samples);
      },
      'layer "hidden" (ReLU): max_value or threshold cannot be trained here',
    ],
  ];
  it.each(rows)('%s is a sentence', async (_name, attempt, sentence) => {
    await expect(attempt()).rejects.toThrow(sentence);
  });
});
