import type { Population } from '../compile/population.js';
import type { Program } from '../compile/program.js';
import { ENTRY, openReach, type Reach } from './chip-reach.js';

/** What spikes on a chip, in numberings of its own, and where its spikes go. */
export interface Source {
  readonly name: string;
  readonly size: number;
  readonly reach: Reach;
  /** The core of every neuron; `null` for neurons of the host. */
  readonly home: Uint32Array | null;
}

/** The populations of a program, and every block that belongs to none as one of its own. */
export function allPopulations({ chip, populations }: Program): Population[] {
  const taken = new Set(populations.flatMap(({ blocks }) => blocks));
  const lonely = chip.blocks.flatMap(({ label, nCompartments }, b): Population[] =>
    taken.has(b)
      ? []
      : [
          {
            name: label ?? `block ${b}`,
            size: nCompartments,
            spikeValue: 1 / chip.dt,
            blocks: [b],
            tiles: [Int32Array.from({ length: nCompartments }, (_, c) => c)],
            receive: null,
          },
        ],
  );
  return [...populations, ...lonely];
}

/** Opens the host's inputs and all populations of a program. */
export function openSources(program: Program): {
  readonly inputs: readonly Source[];
  readonly populations: readonly Source[];
} {
  const { blocks, inputs } = openReach(program.chip);
  return {
    inputs: program.chip.inputs.map(({ label, nNeurons }, i) => {
      return { name: label ?? `input ${i}`, size: nNeurons, reach: inputs[i]!, home: null };
    }),
    populations: allPopulations(program).map((population) => joined(population, blocks)),
  };
}

/** The reach of a population's blocks in the population's own numbering. */
function joined({ name, size, blocks, tiles }: Population, reaches: readonly Reach[]): Source {
  const home = new Uint32Array(size);
  const compartment = new Uint32Array(size);
  for (const [k, b] of blocks.entries()) {
    for (const [c, neuron] of tiles[k]!.entries()) {
      home[neuron] = b;
      compartment[neuron] = c;
    }
  }
  const start = new Uint32Array(size + 1);
  const runs = Array.from({ length: size }, (_, neuron) => {
    const reach = reaches[home[neuron]!]!;
    const c = compartment[neuron]!;
    const run = reach.entries.subarray(ENTRY * reach.start[c]!, ENTRY * reach.start[c + 1]!);
    start[neuron + 1] = start[neuron]! + run.length / ENTRY;
    return run;
  });
  const entries = new Int32Array(ENTRY * start[size]!);
  for (const [neuron, run] of runs.entries()) entries.set(run, ENTRY * start[neuron]!);
  return { name, size, reach: { start, entries }, home };
}
