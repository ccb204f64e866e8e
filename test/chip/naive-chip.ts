import type {
  AxonGroup,
  Block,
  ChipModel,
  Learning,
  SynapseGroup,
} from '../../src/compile/chip/model.js';
import { RandomState } from '../../src/core/mt19937.js';
import type { Errors } from './random-models.js';

/** State of one block of the naive chip, in unlimited integers. */
interface NaiveBlock {
  q: bigint[];
  u: bigint[];
  v: bigint[];
  r: number[];
  spiked: number[];
  learners: NaiveLearner[];
}

/** A learning group: its weights by axon and compartment, and the axons queued in this step. */
interface NaiveLearner {
  synapse: number;
  rule: Learning;
  weightExp: number;
  weights: bigint[][];
  traces: number[];
  errors: number[];
  queue: number[];
  spiked: Set<number>;
}

/**
 * The integer timestep written down once more, as slowly and plainly as possible: unlimited
 * integers, spikes as lists of pairs, nothing prepared. The board must agree with it everywhere.
 */
export class NaiveChip {
  readonly blocks: NaiveBlock[];
  private before: number[][];
  private t = 0;
  private readonly random: RandomState;

  constructor(
    private readonly model: ChipModel,
    seed = 0,
  ) {
    this.random = new RandomState(seed);
    this.before = model.inputs.map(() => []);
    this.blocks = model.blocks.map(({ nCompartments: n, synapses }) => ({
      q: new Array(n).fill(0n),
      u: new Array(n).fill(0n),
      v: new Array(n).fill(0n),
      r: new Array(n).fill(0),
      spiked: [],
      learners: synapses.flatMap((group, s) => openLearner(group, s, n)),
    }));
  }

  /**
   * Plays a step; `sent` holds the spikes of each input for this step, which act in the next, and
   * `errors` the batch handed over before it (`null`: none).
   */
  step(sent: number[][], errors: Errors | null = null): void {
    this.t += 1;
    if (errors !== null) this.takeErrors(errors);
    const learners = this.blocks.flatMap((block) => block.learners);
    for (const block of this.blocks) block.q.fill(0n);
    for (const learner of learners) learner.queue = [];
    this.model.inputs.forEach((input, i) => {
      for (const group of input.axons) this.deliver(group, this.before[i]);
    });
    this.model.blocks.forEach((block, b) => {
      for (const group of block.axons) this.deliver(group, this.blocks[b].spiked);
    });
    for (const learner of learners) trace(learner, this.t, this.random);
    for (const learner of learners) learn(learner, this.t, this.random);
    this.model.blocks.forEach((block, b) => {
      stepBlock(block, this.blocks[b], this.random);
    });
    this.before = sent;
  }

  private takeErrors(batch: Errors): void {
    for (const { learners } of this.blocks) for (const learner of learners) learner.errors.fill(0);
    for (const { block, synapse, e } of batch) {
      const learner = this.blocks[block].learners.find((one) => one.synapse === synapse)!;
      e.forEach((error, j) => {
        const scaled = roundToEven(error * this.model.pesErrorScale);
        learner.errors[j] += Math.sign(scaled) * Math.min(Math.abs(scaled), 127);
      });
    }
  }

  private deliver(group: AxonGroup, spikes: number[]): void {
    const { block, synapse } = group.target;
    const learner = this.blocks[block].learners.find((one) => one.synapse === synapse);
    for (const c of spikes) {
      const axon = group.compartmentMap === null ? c : group.compartmentMap[c];
      if (axon < 0) continue;
      const atom = group.compartmentAtoms?.[c] ?? 0;
      const { q } = this.blocks[block];
      if (learner === undefined) {
        addRow(this.model.blocks[block].synapses[synapse], axon, atom, q);
        continue;
      }
      learner.queue.push(axon);
      learner.weights[axon].forEach((weight, j) => {
        q[j] += weight;
      });
    }
  }
}

function roundToEven(x: number): number {
  const low = Math.floor(x);
  if (x - low !== 0.5) return Math.round(x);
  return low % 2 === 0 ? low : low + 1;
}

function openLearner(group: SynapseGroup, synapse: number, n: number): NaiveLearner[] {
  if (group.learning === null) return [];
  return [
    {
      synapse,
      rule: group.learning,
      weightExp: group.format.weightExp,
      weights: group.weights.map(({ values }) => Array.from(values, BigInt)),
      traces: new Array(group.nAxons).fill(0),
      errors: new Array(n / 2).fill(0),
      queue: [],
      spiked: new Set(),
    },
  ];
}

/** A whole number next to y: the one further from 0 with the probability of the fraction. */
function stochastic(y: number, limit: number, random: RandomState): number {
  const up = Math.abs(y) % 1 > random.rand();
  return Math.sign(y) * Math.min(Math.floor(Math.abs(y)) + Number(up), limit);
}

function trace(learner: NaiveLearner, t: number, random: RandomState): void {
  for (const axon of learner.queue) learner.spiked.add(axon);
  if (t % 2 !== 0) return;
  learner.traces = learner.traces.map((before, axon) => {
    const decayed = Math.exp(-2 / learner.rule.tracingTau) * before;
    const added = learner.spiked.has(axon) ? learner.rule.tracingMag : 0;
    return stochastic(decayed + added, 127, random);
  });
  learner.spiked.clear();
}

/** Weights as mantissas times 2^(7 + weightExp), learning at a 128th of a 256th of that. */
function learn(learner: NaiveLearner, t: number, random: RandomState): void {
  if (t % 4 !== 0) return;
  const unit = 2n ** BigInt(7 + learner.weightExp);
  const errors = [...learner.errors.map((e) => -e), ...learner.errors];
  learner.weights = learner.weights.map((row, axon) =>
    row.map((weight, j) => {
      const moved =
        (weight / unit) * 256n + BigInt(Math.floor((learner.traces[axon] * errors[j]) / 4));
      return BigInt(stochastic(Number(moved) / 256, 127, random)) * unit;
    }),
  );
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

function stepBlock({ compartments: p }: Block, state: NaiveBlock, random: RandomState): void {
  const { q, u, v, r } = state;
  state.spiked = [];
  for (let i = 0; i < q.length; i++) {
    const draw = random.integer(-127, 128) + 64 * p.noiseOffset;
    const noise = p.enableNoise[i] === 0 ? 0 : Math.trunc(draw * 2 ** (p.noiseExp - 7));
    const [atInput, atMembrane] = p.noiseAtMembrane === 1 ? [0, noise] : [noise, 0];
    q[i] = BigInt.asIntN(22, q[i] + BigInt(atInput));
    u[i] = BigInt.asIntN(24, (u[i] * BigInt(4095 - p.decayU[i])) / 4096n + q[i]);
    const drive = BigInt.asIntN(24, u[i] + BigInt(p.bias[i]) + BigInt(atMembrane));
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
