import type { Program } from '../../src/compile/program.js';

/** The same program with noise at the membrane of every compartment of the chip. */
export function noisy(program: Program): Program {
  const blocks = program.chip.blocks.map((block) => ({
    ...block,
    compartments: {
      ...block.compartments,
      enableNoise: new Uint8Array(block.nCompartments).fill(1),
      noiseAtMembrane: 1 as const,
      noiseExp: 10,
      noiseOffset: 3,
    },
  }));
  return { ...program, chip: { ...program.chip, blocks } };
}
