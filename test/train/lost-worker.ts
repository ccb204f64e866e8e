import type { Worker } from 'node:worker_threads';
import { train } from '../../src/train/train.js';
import { barModel, bars, short } from './support.js';

// A program that loses one of its three workers in the middle of the second epoch.
const workers: Worker[] = [];
process.on('worker', (worker) => workers.push(worker));
let asked = false;
try {
  await train(barModel(), bars(2000), {
    ...short,
    epochs: 1000,
    workers: 3,
    onStep: ({ epoch, step }) => {
      if (asked || epoch < 1 || step < 5) return;
      asked = true;
      void workers[Number(process.argv[2])]!.terminate();
    },
  });
  console.log('trained');
} catch (error) {
  const { name, code, message } = error as Error & { code: string };
  const left = workers.filter(({ threadId }) => threadId !== -1).length;
  console.log(JSON.stringify({ name, code, message, left, workers: workers.length }));
}
