import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isGather } from '../../../src/chip/wasm/plan/plan.js';
import type { Block } from '../../../src/compile/chip/model.js';
import type { Program } from '../../../src/compile/program.js';
import { CompileError } from '../../../src/core/errors.js';
import { randomSpikes } from '../../support/random-spikes.js';
import { differenceOf, openPair, ordered, type Pair, playPair } from './compare.js';
import { compilePictures, type PictureNet, pictureNets } from './random-layers.js';

const numRuns = process.env.RXSPIKE_LONG === undefined ? 100 : 1000;
const timeout = 300_000;
const steps = 20;

/** A compiled network, or `null` where its random numbers fit no chip. */
function programOf(net: PictureNet): Program | null {
  try {
    return compilePictures(net);
  } catch (error) {
    if (error instanceof CompileError) return null;
    throw error;
  }
}

const weightsOf = ({ synapses }: Block) => synapses.flatMap(({ weights }) => weights);

/** Kernels that a board's plan calls for. */
function kernelsOf({ fast }: Pair): string[] {
  return fast.engine.plan.steps.flatMap((step) => {
    if (step === null) return [];
    if (!isGather(step)) {
      return step.kind === null ? 'checked pool' : step.proven ? 'proven pool' : 'pool';
    }
    return step.regions.map(
      ({ leaky, proven, area }) =>
        `${leaky ? 'leaky' : 'plain'}, ${proven ? 'proven' : 'wrapping'}, ${area.plane.lanes} lanes`,
    );
  });
}

test('random pictures, convolutions and dense layers are the plain board bit for bit', {
  timeout,
}, () => {
  const kernels = new Map<string, number>();
  let layers = 0;
  let gathered = 0;
  fc.assert(
    fc.property(pictureNets, (net) => {
      const program = programOf(net);
      fc.pre(program !== null);
      const { chip, populations } = program;
      const pair = openPair(chip, { populations });
      const inputs = chip.inputs.map(({ nNeurons }) => nNeurons);
      expect(playPair(pair, randomSpikes(inputs, steps, net.seed))).toBeNull();
      for (const kernel of kernelsOf(pair)) kernels.set(kernel, (kernels.get(kernel) ?? 0) + 1);
      for (const step of pair.fast.engine.plan.steps) {
        layers += Number(step !== null);
        gathered += Number(step !== null && isGather(step));
      }
    }),
    { numRuns },
  );
  // Average pooling and thin layers are pools; most others must have been gathered.
  expect(gathered).toBeGreaterThan(layers / 2);
  const all = ['leaky', 'plain'].flatMap((neurons) =>
    ['proven', 'wrapping'].flatMap((wraps) =>
      [16, 32, 64].map((lanes) => `${neurons}, ${wraps}, ${lanes} lanes`),
    ),
  );
  const missing = [...all, 'proven pool', 'pool'].filter((kernel) => !kernels.has(kernel));
  // In a hundred random networks one rare kernel may be left out, now and then.
  expect(missing.length).toBeLessThan(4);
});

test('a state of such a network goes from board to board and leaves them fast', { timeout }, () => {
  fc.assert(
    fc.property(pictureNets, fc.nat(steps - 1), (net, cut) => {
      const program = programOf(net);
      fc.pre(program !== null);
      const { chip, populations } = program;
      const sent = randomSpikes(
        chip.inputs.map(({ nNeurons }) => nNeurons),
        steps,
        net.seed,
      );
      const pair = openPair(chip, { populations });
      expect(playPair(pair, sent.slice(0, cut))).toBeNull();
      const states = [pair.plain.save(), pair.fast.save()];
      expect(ordered(states[1]!)).toEqual(ordered(states[0]!));
      const other = openPair(chip, { populations });
      other.plain.restore(states[1]!);
      other.fast.restore(states[0]!);
      expect(differenceOf(other)).toBeNull();
      expect(playPair(other, sent.slice(cut))).toBeNull();
      expect(other.fast.isPlain).toBe(false);
    }),
    { numRuns: numRuns / 2 },
  );
});

test('a state at the ends of what a network reaches leaves a board fast', { timeout }, () => {
  fc.assert(
    fc.property(pictureNets, (net) => {
      const program = programOf(net);
      fc.pre(program !== null);
      const { chip, populations } = program;
      const pair = openPair(chip, { populations });
      // All spikes there can be, for long enough that currents no longer grow.
      const all = chip.inputs.map(({ nNeurons }) =>
        Uint32Array.from({ length: nNeurons }, (_, i) => i),
      );
      const sent = Array.from({ length: 60 }, () => all);
      expect(playPair(pair, sent)).toBeNull();
      for (const board of [pair.plain, pair.fast]) board.restore(board.save());
      expect(pair.fast.isPlain).toBe(false);
      expect(playPair(pair, sent.slice(0, 2))).toBeNull();
    }),
    { numRuns: numRuns / 2 },
  );
});

test('who listens hears the same warnings, and who is strict the same errors', { timeout }, () => {
  let warned = 0;
  fc.assert(
    fc.property(pictureNets, fc.boolean(), (net, strict) => {
      const program = programOf({ ...net, strength: 6 });
      fc.pre(program !== null);
      const { chip, populations } = program;
      // Weights that reach the ends of their registers.
      for (const { values } of chip.blocks.flatMap(weightsOf)) {
        for (let i = 0; i < values.length; i++) values[i]! *= 32;
      }
      const pair = openPair(chip, { populations, strict }, { listen: !strict });
      const inputs = chip.inputs.map(({ nNeurons }) => nNeurons);
      expect(playPair(pair, randomSpikes(inputs, steps, net.seed))).toBeNull();
      warned += pair.warnings.plain.length;
    }),
    { numRuns: numRuns / 2 },
  );
  expect(warned).toBeGreaterThan(0);
});
