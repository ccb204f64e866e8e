import type { Observable } from 'rxjs';
import type { Split } from '../compile/block-shapes.js';
import type { CompileReport } from '../compile/report.js';
import type { Chunk } from '../core/chunk.js';
import type { Shape } from '../core/shape.js';
import type { Network } from '../network/network.js';
import type { Device, Interpreter } from '../run/device.js';
import type { CheckpointOptions } from '../run/keeper.js';
import type { RunChunk } from '../run/run.js';

/** A layer of neurons whose spikes are probed. */
export interface ModelLayer {
  readonly name: string;
  readonly size: number;
  /** Value of one spike: amplitude / dt. */
  readonly spikeValue: number;
}

/** Where a model is played. */
export interface PlayOptions extends CheckpointOptions {
  readonly on: Device | Interpreter;
  /** How layers are cut over cores, if they are not cut yet. */
  readonly split: Split;
  readonly onReport: (report: CompileReport) => void;
}

/** What can be played on pictures: a network, or a program compiled from one. */
export interface Playable {
  readonly name: string;
  /** Seconds per timestep. */
  readonly dt: number;
  readonly input: { readonly name: string; readonly shape: Shape; readonly size: number };
  readonly output: { readonly name: string; readonly size: number };
  /** Neuron layers from input to output. */
  readonly layers: readonly ModelLayer[];
  /** Value of a white pixel. */
  readonly inputScale: number;
  /** The model as stored, in float (see `floatForm`); `null` if only its spikes are known. */
  readonly float: Network | null;
  /** Plays chunks of the input; the probes are `output` and, per layer, `layer NAME`. */
  play(chunks: AsyncIterable<Chunk>, options: PlayOptions): Observable<RunChunk>;
}

/** Name of the probe on the spikes of a layer. */
export function layerProbe(layer: string): string {
  return `layer ${layer}`;
}
