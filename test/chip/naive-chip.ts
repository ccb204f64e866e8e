import type { AxonGroup, Block, ChipModel, SynapseGroup } from '../../src/compile/chip/model.js';

/** State of one block of the naive chip, in unlimited integers. */
interface NaiveBlock {
  q: bigint[];
  u: bigint[];
  v: bigint[];
  r: number[];
  spiked: number[];
}

/**
 * The integer timestep written down once more, as slowly and plainly as possible: unlimited
 * integers, spikes as lists of pairs, nothing prepared. The board must agree with it everywhere.
 */
export class NaiveChip {
  readonly blocks: NaiveBlock[];
  private before: number[][];

  constructor(private readonly model: ChipModel) {
    this.before = model.inputs.map(() => []);
    this.blocks = model.blocks.map(({ nCompartments: n }) => ({
      q: new Array(n).fill(0n),
      u: new Array(n).fill(0n),
      v: new Array(n).fill(0n),
      r: new Array(n).fill(0),
      spiked: [],
    }));
  }

  /** Plays a step; `sent` holds the spikes of each input for this step, which act in the next. */
  step(sent: number[][]): void {
    for (const block of this.blocks) block.q.fill(0n);
    this.model.inputs.forEach((input, i) => {
      for (const group of input.axons) this.deliver(group, this.before[i]);
    });
    this.model.blocks.forEach((block, b) => {
      for (const group of block.axons) this.deliver(group, this.blocks[b].spiked);
    });
    this.model.blocks.forEach((block, b) => {
      stepBlock(block, this.blocks[b]);
    });
    this.before = sent;
  }

  private deliver(group: AxonGroup, spikes: number[]): void {
    const { block, synapse } = group.target;
    for (const c of spikes) {
      const axon = group.compartmentMap === null ? c : group.compartmentMap[c];
      if (axon < 0) continue;
      const atom = group.compartmentAtoms?.[c] ?? 0;
      addRow(this.model.blocks[block].synapses[synapse], axon, atom, this.blocks[block].q);
    }
  }
}

function addRow(group: SynapseGroup, axon: number, atom: number, q: bigint[]): void {
  const base = group.axonCompartmentBases?.[axon] ?? 0;
  if (base < 0) return;
  const set = group.weights[group.axonToWeightMap?.[axon] ?? axon];
  const before = [...q];
  for (let i = atom * set.entries; i < (atom + 1) * set.entries; i++) {
    const target = base + set.indices[i];
    q[target] = before[target] + BigInt(set.values[i]); // an earlier weight of this row is lost
  }
}

function stepBlock({ compartments: p }: Block, state: NaiveBlock): void {
  const { q, u, v, r } = state;
  state.spiked = [];
  for (let i = 0; i < q.length; i++) {
    q[i] = BigInt.asIntN(22, q[i]);
    u[i] = BigInt.asIntN(24, (u[i] * BigInt(4095 - p.decayU[i])) / 4096n + q[i]);
    const drive = BigInt.asIntN(24, u[i] + BigInt(p.bias[i]));
    const moved = BigInt.asIntN(32, (v[i] * BigInt(4096 - p.decayV[i])) / 4096n + drive);
    v[i] = moved < BigInt(p.vmin) ? BigInt(p.vmin) : moved;
    if (v[i] > BigInt(p.vmax)) v[i] = BigInt(p.vmax);
    if (r[i] > 0) v[i] = 0n;
    if (v[i] > BigInt(p.vth[i])) {
      v[i] = 0n;
      r[i] = p.refractDelay[i];
      state.spiked.push(i);
    }
    r[i] = Math.max(r[i] - 1, 0);
  }
}
