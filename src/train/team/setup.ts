import type { LayerModel } from '../../convert/model.js';
import type { Samples } from '../../core/samples.js';
import type { BackendChoice } from '../backend/backend.js';
import type { TrainSettings } from '../options.js';
import type { TrainMemory } from './memory.js';

/** Everything a replica needs: plain data and shared memory, so that it can go to another thread. */
export interface ReplicaSetup {
  readonly model: LayerModel;
  readonly settings: TrainSettings;
  readonly training: Samples;
  /** Samples that are only looked at; `null` for none. */
  readonly validation: Samples | null;
  readonly memory: TrainMemory;
  readonly backend: BackendChoice;
  readonly index: number;
  readonly replicas: number;
}

/** One epoch to play. */
export interface EpochOrder {
  readonly epoch: number;
  /** On top of the schedule, for rates that fall when nothing improves. */
  readonly rateFactor: number;
}

/** What looking at samples gave, of one replica's share. */
export interface Looked {
  readonly seen: number;
  readonly right: number;
  /** Sum over the samples. */
  readonly loss: number;
  /** Per neuron layer the sum and the largest of its neurons' rates in Hz, over the samples seen. */
  readonly rates: readonly LayerRates[];
}

export interface LayerRates {
  readonly layer: string;
  readonly neurons: number;
  /** Sum over neurons and samples. */
  readonly sumHz: number;
  readonly maxHz: number;
}

/** What goes to a replica in a thread of its own. */
export type ToReplica =
  | ({ readonly kind: 'epoch' } & EpochOrder)
  | { readonly kind: 'look'; readonly at: 'validation' }
  | { readonly kind: 'end' };

/** What comes back. */
export type FromReplica =
  | { readonly kind: 'ready'; readonly backend: string; readonly whyNotNative: string | null }
  | { readonly kind: 'step'; readonly step: number }
  | { readonly kind: 'epoch'; readonly steps: number; readonly stopped: boolean }
  | { readonly kind: 'looked'; readonly looked: Looked }
  | { readonly kind: 'failed'; readonly message: string; readonly code: string };
