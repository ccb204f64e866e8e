import { decodeDocument, encodeDocument } from '../codec/container.js';
import type { LayerModel } from '../convert/model.js';
import { crc32 } from '../core/crc32.js';
import { CodecError, RunError } from '../core/errors.js';
import type { Samples } from '../core/samples.js';
import type { EpochReport } from './history.js';
import type { TrainSettings } from './options.js';
import type { Best } from './stopping.js';

const KIND = 'training';
const VERSION = 1;

/** Everything that decides how a training goes on after an epoch. */
export interface TrainCheckpoint {
  /** Of the model's layers, the settings and the samples: training goes on with the same only. */
  readonly fingerprint: string;
  readonly history: readonly EpochReport[];
  readonly best: Best | null;
  readonly weights: Float32Array;
  readonly first: Float32Array;
  readonly second: Float32Array;
  /** The mean of the weights; empty without one. */
  readonly average: Float32Array;
  /** Weights of the best epoch; empty where none are kept. */
  readonly bestWeights: Float32Array;
}

/** A training as one self-describing buffer with a checksum. */
export function encodeTraining(checkpoint: TrainCheckpoint): Uint8Array {
  return encodeDocument(KIND, { version: VERSION, ...checkpoint });
}

/**
 * The training in such a buffer.
 *
 * @throws CodecError if the bytes are no undamaged training of this version
 */
export function decodeTraining(bytes: Uint8Array, path = KIND): TrainCheckpoint {
  const fields = decodeDocument(bytes, { kind: KIND, path }) as Partial<TrainCheckpoint> & {
    readonly version?: unknown;
  };
  const arrays = [fields.weights, fields.first, fields.second, fields.average, fields.bestWeights];
  const whole =
    fields.version === VERSION &&
    typeof fields.fingerprint === 'string' &&
    Array.isArray(fields.history) &&
    arrays.every((array) => array instanceof Float32Array);
  if (whole) return fields as TrainCheckpoint;
  throw new CodecError(`${path}: a field of the training is missing or wrong. Save it again.`, {
    code: 'bad-training',
    path,
  });
}

/** What must be the same for a training to go on: everything but how many epochs it is to last. */
export function trainingFingerprint(
  model: LayerModel,
  settings: TrainSettings,
  samples: Samples,
): string {
  const layers = model.layers.map(({ name, kind, config, inbound, weights }) => ({
    name,
    kind,
    config,
    inbound,
    shapes: Object.entries(weights).map(([weight, { shape }]) => [weight, shape]),
  }));
  const { epochs: _, ...others } = settings;
  const { count, shape, labels } = samples;
  const seen = crc32(new Uint8Array(Int32Array.from(labels).buffer));
  const text = JSON.stringify({ layers, others, count, shape, seen });
  return crc32(new TextEncoder().encode(text)).toString(16).padStart(8, '0');
}

/** Refuses to go on with a training of something else. */
export function requireSame(checkpoint: TrainCheckpoint, fingerprint: string): void {
  if (checkpoint.fingerprint === fingerprint) return;
  throw new RunError(
    'train: the checkpoint is of another training (layers, settings or samples differ). Give what it ' +
      'was made with; only the number of epochs may change.',
    { code: 'other-training', path: 'from' },
  );
}
