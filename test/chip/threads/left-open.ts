// A program of its own: opens a session on three threads, plays, and ends by itself or does not close.
import { emulator } from '../../../src/chip/emulator.js';
import { randomSpikes } from '../../support/random-spikes.js';
import { chain } from './deep-network.js';
import { inputOf } from './sessions.js';

const program = chain({ layers: 3, neurons: 20 });
const sent = randomSpikes([20], 40, 1);
const session = await emulator({ engine: 'wasm', threads: 3 }).open(program);
await session.step(inputOf(program, sent, 0, 20));
await session.step(inputOf(program, sent, 20, 1));
if (process.argv[2] === 'close') await session.close();
console.log('played');
