import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadKeras } from '../../src/convert/keras/load.js';
import { weightsOf } from '../train/support.js';
import { fails, rxspike, scratch, succeeds } from './cli.js';

const folder = scratch();
afterAll(() => folder.remove());

const short = ['--data', 'digits:5', '--count', '120', '--batch', '30', '--workers', '1'];
const train = async (model: string, ...args: string[]) =>
  JSON.parse(await succeeds(['train', model, ...short, '--json', ...args], folder.path));

// Each starts Node and its threads several times.
const patient = { timeout: 240_000 };

describe.concurrent('rxspike train', patient, () => {
  it('writes a Keras file that plays on the chip', async () => {
    const told = await train('seed', '--epochs', '3', '--seed', '4', '--out', 'made/digits.h5');
    expect(told).toMatchObject({ parameters: 250809, epoch: 2, ended: 'epochs' });
    expect(told.history).toHaveLength(3);
    expect(told.history[2].loss).toBeLessThan(told.history[0].loss);
    const { layers } = await loadKeras(join(folder.path, 'made/digits.h5'));
    expect(layers.map(({ name }) => name)).toContain('to-spikes');
    const played = ['run', 'made/digits.h5', '--in', 'digits:', '--count', '2', '--json'];
    expect(JSON.parse(await succeeds(played, folder.path))).toMatchObject({ count: 2 });
    expect(readdirSync(join(folder.path, 'made'))).toEqual(['digits.h5']);
  });

  it('goes on where it was kept, bit for bit', async () => {
    const same = ['--schedule', 'constant', '--shift', '1', '--ema', '0.9'];
    await train('seed', ...same, '--epochs', '1', '--checkpoint', 'one.train');
    await train('seed', ...same, '--epochs', '2', '--resume', 'one.train', '--out', 'rest.h5');
    await train('seed', ...same, '--epochs', '2', '--out', 'whole.h5');
    const [rest, whole] = await Promise.all(
      ['rest.h5', 'whole.h5'].map((file) => loadKeras(join(folder.path, file))),
    );
    expect(weightsOf(rest!)).toEqual(weightsOf(whole!));
  });

  it('tunes a trained model on, and stores a network for the chip', async () => {
    const options = [
      '--epochs',
      '1',
      '--rate',
      '400',
      '--spiking-steps',
      '10',
      '--learning-rate',
      '1e-5',
    ];
    const told = await train('digits', ...options, '--out', 'tuned.net');
    expect(told.history[0].accuracy).toBeGreaterThan(0.9);
    const played = ['run', 'tuned.net', '--in', 'digits:', '--count', '3', '--json'];
    expect(JSON.parse(await succeeds(played, folder.path)).accuracy).toBe(1);
  });

  it('shows every epoch in a line, as Keras does', async () => {
    const args = ['train', 'seed', ...short, '--epochs', '2', '--validation', '0.2'];
    const { code, stdout, stderr } = await rxspike(args, folder.path);
    expect(code).toBe(0);
    expect(stderr).toMatch(/250809 parameters, 96 samples/);
    expect(stderr).toMatch(
      /Epoch 2\/2 - 4\/4 - \d+s \d+ms\/step - loss: \d\.\d{4} - accuracy: 0\.\d{4} - val_loss: \d\.\d{4} - val_accuracy/,
    );
    expect(stdout).toMatch(/% of 24 right after epoch 2\nnothing written/);
  });
});

describe.concurrent('rxspike train refuses in one sentence', () => {
  it.each([
    ['a model that is not there', ['nowhere.h5'], 'model "nowhere.h5": there is no such file'],
    ['another kind of file', ['seed', '--out', 'a.txt'], '--out: got "a.txt", expected a file'],
    ['a regularizer', ['seed', '--regularize', 'what=3'], '--regularize: got "what=3"'],
    [
      'noise for another neuron',
      ['seed', '--noise', 'alpha:0.01'],
      '--noise: loihiSpikingRelu has',
    ],
    [
      'decay for another optimizer',
      ['seed', '--optimizer', 'sgd', '--weight-decay', '1'],
      '--weight-decay',
    ],
    ['a validation', ['seed', '--validation', '2'], '--validation: got "2"'],
    ['a checkpoint that is not there', ['seed', '--resume', 'no.train'], '--resume: there is no'],
    ['a layer to freeze', ['seed', '--freeze', 'conv7'], 'there is no layer "conv7"'],
    [
      'rates that do not fit',
      ['seed', '--rate', '100,200'],
      '--rate: has 2 numbers, the model has 4',
    ],
  ])('%s', async (_name, [model, ...args], sentence) => {
    expect(await fails(['train', model!, ...short, ...args], folder.path)).toContain(sentence);
  });

  it('a checkpoint of something else, which stays as it is', async () => {
    const file = folder.file('other.train', 'no training');
    const said = await fails(['train', 'seed', ...short, '--resume', file], folder.path);
    expect(said).toContain('other.train');
    expect(readFileSync(join(folder.path, file), 'utf8')).toBe('no training');
  });
});
