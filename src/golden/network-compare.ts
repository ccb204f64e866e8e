import { axonSlots } from '../compile/chip/axon.js';
import type { Block, SynapseGroup } from '../compile/chip/model.js';
import { synapseBits } from '../compile/chip/synapse-bits.js';
import { utilization } from '../compile/chip/utilization.js';
import type { Program } from '../compile/program.js';
import { asFields, asList, type Fields } from './json.js';

/** First difference between the blocks of a program and those of a case, or `null`. */
export function diffBlocks(program: Program, expected: Fields): string | null {
  const blocks = asList(expected.blocks, 'blocks').map((b) => asFields(b, 'block'));
  if (program.chip.blocks.length !== expected.n_blocks) {
    return `${program.chip.blocks.length} blocks, expected ${String(expected.n_blocks)}`;
  }
  if (isMerged(expected)) return diffSets(program, blocks);
  for (const [b, block] of program.chip.blocks.entries()) {
    const difference = diffFields(`block ${b}`, describeBlock(program, block), blocks[b]!);
    if (difference !== null) return difference;
  }
  return null;
}

/** Connections that arose from removing nodes are named `a->b`; their blocks have no order. */
function isMerged(expected: Fields): boolean {
  return Object.keys(asFields(expected.decode_spikes ?? {}, 'decode_spikes')).some((id) =>
    id.includes('->'),
  );
}

/** Compares blocks, and the groups in them, as sets. */
function diffSets(program: Program, expected: readonly Fields[]): string | null {
  const found = program.chip.blocks.map((block) => describeBlock(program, block));
  const left = found.map((fields) => canonical(fields)).sort();
  const right = expected.map((fields) => canonical(fields)).sort();
  const at = right.findIndex((text, i) => text !== left[i]);
  return at < 0 ? null : `no block is ${right[at]}, but one is ${left[at]}`;
}

/** A record as text in which the order of fields and of list entries does not show. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).sort().join(',')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  const fields = Object.entries(value).map(([key, field]) => `${key}:${canonical(field)}`);
  return `{${fields.sort().join(',')}}`;
}

/** The numbers of a block that a case states. */
function describeBlock(program: Program, block: Block): Record<string, unknown> {
  const use = utilization(program.chip, block);
  const c = block.compartments;
  return {
    n_compartments: block.nCompartments,
    in_axons: use.inAxons.used,
    out_axon_slots: use.outAxons.used,
    synapse_bits: use.synapses.used,
    decay_u: c.decayU[0],
    decay_v: c.decayV[0],
    vth: c.vth[0],
    refract_delay: c.refractDelay[0],
    bias_sum: Array.from(c.bias).reduce((sum, b) => sum + b, 0),
    vmin: c.vmin,
    vmax: c.vmax,
    w_exp: block.discretizeInfo!.wExp,
    synapses: block.synapses.map(describeSynapses),
    axons: block.axons.map(({ nAxons, target }) => ({
      n_axons: nAxons,
      slots: axonSlots(
        nAxons,
        program.chip.blocks[target.block]!.synapses[target.synapse]!.popType,
      ),
    })),
  };
}

function describeSynapses(group: SynapseGroup): Record<string, unknown> {
  let weights = 0;
  let sum = 0;
  let absolute = 0;
  for (const { values } of group.weights) {
    weights += values.length;
    for (const value of values) {
      sum += value;
      absolute += Math.abs(value);
    }
  }
  return {
    n_axons: group.nAxons,
    pop_type: group.popType,
    weight_exp: group.format.weightExp,
    bits: synapseBits(group),
    idx_bits: group.format.idxBits,
    n_weight_sets: group.weights.length,
    n_weights: weights,
    weight_sum: sum,
    weight_abs_sum: absolute,
  };
}

/** Compares the expected fields one by one, lists and records included. */
export function diffFields(where: string, actual: unknown, expected: unknown): string | null {
  if (Array.isArray(expected)) {
    const list = actual as unknown[];
    if (list.length !== expected.length) {
      return `${where} has ${list.length} entries, expected ${expected.length}`;
    }
    return first(expected.map((e, i) => () => diffFields(`${where}[${i}]`, list[i], e)));
  }
  if (typeof expected === 'object' && expected !== null) {
    const record = actual as Record<string, unknown>;
    return first(
      Object.entries(expected).map(
        ([key, e]) =>
          () =>
            diffFields(`${where} ${key}`, record?.[key], e),
      ),
    );
  }
  return Object.is(actual, expected) || (actual === 0 && expected === 0)
    ? null
    : `${where} is ${String(actual)}, expected ${String(expected)}`;
}

/** Result of the first comparison that finds a difference. */
export function first(comparisons: readonly (() => string | null)[]): string | null {
  for (const compare of comparisons) {
    const difference = compare();
    if (difference !== null) return difference;
  }
  return null;
}

/** First difference between who runs where and what a case says, or `null`. */
export function diffPlacement(
  onChip: ReadonlySet<string>,
  removed: ReadonlySet<string>,
  program: Program,
  expected: Fields,
): string | null {
  for (const [id, place] of Object.entries(asFields(expected.placement, 'placement'))) {
    const actual = onChip.has(id) ? 'chip' : 'host';
    if (actual !== place) return `"${id}" is on the ${actual}, expected ${String(place)}`;
  }
  const gone = new Set(asList(expected.removed, 'removed'));
  const kept = [...removed].find((id) => !gone.has(id));
  if (kept !== undefined) return `"${kept}" is passed through on chip, expected to stay`;
  if (program.precomputable !== expected.precomputable) {
    return `the network is ${program.precomputable ? '' : 'not '}precomputable, expected the opposite`;
  }
  const positions = asFields(expected.ensemble_blocks, 'ensemble_blocks');
  return first(
    Object.entries(positions).map(([id, list]) => () => {
      const population = program.populations.find((p) => p.name === id);
      return diffFields(`blocks of "${id}"`, population?.blocks, list);
    }),
  );
}
