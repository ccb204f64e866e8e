/**
 * What does a timestep cost outside the chip? The whole chain as in whole-chain.ts, but on a device that
 * answers at once with what the emulator answered before; from the input's rows to the largest output.
 *
 *     node dist/bench/host-part.js --case FOLDER/seed_convnet [--steps 3000] [--repeats 9]
 */
import { parseArgs } from 'node:util';
import { type ChipOutput, type Device, runFrom, type Session } from 'rxspike';
import { emulator } from 'rxspike/chip';
import { openNetworkCase } from 'rxspike/golden';
import { spread } from './machine.js';

const { values } = parseArgs({
  options: {
    case: { type: 'string' },
    steps: { type: 'string', default: '3000' },
    repeats: { type: 'string', default: '9' },
  },
});
if (values.case === undefined) {
  console.error('host-part: give --case, the path of a golden network without .json.gz.');
  process.exit(2);
}
const opened = openNetworkCase(`${values.case}.json.gz`);
const { network, probes } = opened;
const output = Object.keys(probes)[0]!;
const chunks = Array.from({ length: opened.steps }, (_, t) => opened.input(t, 1));

const answers: ChipOutput[] = [];

/** The emulator, whose answers are kept. */
const recorded: Device = {
  ...emulator(),
  open(program) {
    const session = emulator().open(program) as Session;
    const step: Session['step'] = (input) => {
      const answer = session.step(input) as ChipOutput;
      answers.push(structuredClone(answer));
      return answer;
    };
    return { ...session, step };
  },
};

/** Gives the answers again, round and round. */
const replayed: Device = {
  ...emulator(),
  open(program) {
    let t = 0;
    const step: Session['step'] = () => answers[t++ % answers.length]!;
    return { ...(emulator().open(program) as Session), step };
  },
};

async function microsecondsOfAStep(steps: number): Promise<number> {
  let started = 0;
  let answered = 0;
  function* source() {
    started = performance.now();
    for (let t = 0; t < steps; t++) yield chunks[t % chunks.length]!;
  }
  await runFrom(source(), network, { probes, on: replayed }).forEach(({ data }) => {
    const row = data[output]!;
    let best = 0;
    for (let i = 1; i < row.length; i++) if (row[i]! > row[best]!) best = i;
    answered += best;
  });
  if (Number.isNaN(answered)) throw new Error('host-part: the outputs are no numbers.');
  return ((performance.now() - started) * 1000) / steps;
}

await runFrom(chunks, network, { probes, on: recorded }).forEach(() => {});
const steps = Number(values.steps);
await microsecondsOfAStep(steps);
const found: number[] = [];
for (let k = 0; k < Number(values.repeats); k++) found.push(await microsecondsOfAStep(steps));
const { median, min, max } = spread(found);
console.log(
  `host part of a step: median ${median.toFixed(1)} us (${min.toFixed(1)} to ${max.toFixed(1)}, ` +
    `${found.length} runs of ${steps} steps)`,
);
