import { compile } from '../compile/compile.js';
import type { Program } from '../compile/program.js';
import type { SpikeTrain } from '../core/chunk.js';
import { seededRandom } from '../core/random.js';
import { sizeOf } from '../core/shape.js';
import type { ChipOutput, Session } from '../run/device.js';
import { deviceOf, type Place, type Probed } from './case.js';

/** What came out of a timestep, copied: per population its spikes, per probe its row. */
export interface StepOutput {
  readonly spikes: readonly (readonly number[])[];
  readonly rows: readonly (readonly number[])[];
}

/** Compiles what a case plays by hand. */
export function programOf({ network, probes }: Probed, seed = 1): Program {
  return compile(network, { probes, seed });
}

/** Opens a session, lends it to `use` and closes it, whatever happens. */
export async function withSession<T>(
  place: Place,
  program: Program,
  use: (session: Session) => T | Promise<T>,
): Promise<T> {
  const session = await deviceOf(place).open(program);
  try {
    return await use(session);
  } finally {
    await session.close();
  }
}

/** The spikes of some timesteps: of every timestep the indices that fired, repeated as given. */
export function trainOf(size: number, fired: readonly (readonly number[])[]): SpikeTrain {
  const offsets = new Uint32Array(fired.length + 1);
  for (const [s, { length }] of fired.entries()) offsets[s + 1] = offsets[s]! + length;
  return { size, offsets, indices: Uint32Array.from(fired.flat()) };
}

/**
 * Plays timesteps `from` onwards in pieces of these sizes. Every input of the chip fires at random,
 * the same in the same timestep; groups that learn are told an error in every piece.
 *
 * @param shift plays the spikes of so many timesteps later
 */
export async function playPieces(
  session: Session,
  program: Program,
  from: number,
  sizes: readonly number[],
  shift = 0,
): Promise<StepOutput[]> {
  const out: StepOutput[] = [];
  let t = from;
  for (const steps of sizes) {
    const spikes = program.chip.inputs.map(({ nNeurons }, input) => {
      const fired = Array.from({ length: steps }, (_, s) => firing(input, t + s + shift, nNeurons));
      return trainOf(nNeurons, fired);
    });
    const input = { t, steps, spikes };
    const errors = errorsOf(program);
    const answer = session.step(errors.length === 0 ? input : { ...input, errors });
    out.push(...stepsOf(await answer, steps));
    t += steps;
  }
  return out;
}

function firing(input: number, t: number, size: number): number[] {
  const random = seededRandom(1000 * (input + 1) + t);
  return Array.from({ length: size }, (_, i) => i).filter(() => random.uniform() < 0.35);
}

function errorsOf({ errors, host }: Program) {
  return errors.map(({ node, block, synapse }) => {
    const size = sizeOf(host.nodes[node]!.shape);
    return { block, synapse, e: new Float64Array(size).fill(0.7) };
  });
}

/** Copies an answer, timestep by timestep. */
export function stepsOf({ spikes, probes }: ChipOutput, steps: number): StepOutput[] {
  return Array.from({ length: steps }, (_, s) => ({
    spikes: spikes.map((train) =>
      train === null
        ? []
        : Array.from(train.indices.subarray(train.offsets[s], train.offsets[s + 1])),
    ),
    rows: probes.map((rows) => {
      const width = rows.length / steps;
      return Array.from(rows.subarray(s * width, (s + 1) * width));
    }),
  }));
}

/** That many pieces of one timestep. */
export const oneByOne = (steps: number): number[] => Array.from({ length: steps }, () => 1);
