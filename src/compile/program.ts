import type { Shape } from '../core/shape.js';
import type { Precision } from '../core/vector.js';
import type { ChipModel } from './chip/model.js';
import type { Graph } from './graph.js';
import type { Population, ProgramDecoder } from './population.js';
import type { CompileReport } from './report.js';

/** An input of the network: rows of this name are fed to this node of the host graph. */
export interface ProgramInput {
  readonly name: string;
  readonly shape: Shape;
  /** `null` when nothing on the host or chip uses the input. */
  readonly node: number | null;
}

/** A stream of spikes from a node of the host graph to an input of the chip. */
export interface Port {
  readonly node: number;
  readonly input: number;
  readonly size: number;
  /** Neurons that spiked, or every spike of them. */
  readonly repeat: 'once' | 'counts';
  /** Connections of the network that it serves, by their order. */
  readonly connections: readonly number[];
}

/** A value decoded on chip: what a chip probe recorded goes to this node in the next timestep. */
export interface Readout {
  readonly node: number;
  /** Position in the probes of the chip model. */
  readonly probe: number;
}

/** Errors for a synapse group that learns: the value of this node goes to the chip. */
export interface ErrorPort {
  readonly node: number;
  readonly block: number;
  /** Position in the block's synapse groups. */
  readonly synapse: number;
}

/** A named probe: a node of the host graph, the spikes of a population, or a probe of the chip. */
export type ProgramProbe =
  | { readonly name: string; readonly size: number; readonly on: 'host'; readonly node: number }
  | {
      readonly name: string;
      readonly size: number;
      readonly on: 'population';
      /** Position in the program's populations. */
      readonly population: number;
    }
  | {
      readonly name: string;
      readonly size: number;
      readonly on: 'chip';
      readonly probe: number;
      /** True for unscaled registers: their rows are int32. */
      readonly integer: boolean;
    };

/** A sealed, placed network: the chip's part, the host's part, and what crosses between them. */
export interface Program {
  readonly dt: number;
  readonly precision: Precision;
  readonly chip: ChipModel;
  readonly host: Graph;
  readonly inputs: readonly ProgramInput[];
  readonly populations: readonly Population[];
  readonly ports: readonly Port[];
  readonly decoders: readonly ProgramDecoder[];
  readonly readouts: readonly Readout[];
  readonly errors: readonly ErrorPort[];
  readonly probes: readonly ProgramProbe[];
  /** True if all that feeds the chip can run before the chip (network-to-chip.md 4). */
  readonly precomputable: boolean;
  /** Seed of the chip's noise and learning. */
  readonly seed: number;
  readonly report: CompileReport;
  /** The network's facts about itself: title, input range, output name, classes. */
  readonly meta: Readonly<Record<string, unknown>>;
}
