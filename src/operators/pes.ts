import type { Params } from '../core/description.js';
import { NetworkError } from '../core/errors.js';
import { requireNumber } from '../kernels/check.js';
import { pes as definition, type PesParams, pesError } from '../kernels/pes.js';
import { Signal } from '../network/signal.js';

/** Options of `pes`. */
export interface PesOptions {
  /** How fast decoders change, above 0; default 1e-4. */
  readonly learningRate?: number;
  /** Time constant of the filter on the neurons' spikes, in seconds; default 0.005. */
  readonly preSynapse?: number;
}

/** A decoded value that learns. */
export type LearnedSignal = Signal & {
  /** Send the error (value minus what it should be) `into` this; it learns while that is not 0. */
  readonly error: Signal;
};

/**
 * Lets the decoders of a `decode` learn from an error by the PES rule (MacNeil and Eliasmith, 2011):
 * change of D = -learningRate dt / neurons * (filtered spikes) x error, in every timestep. On the
 * chip every fourth timestep, in integers.
 *
 * @throws NetworkError if the signal is not a `decode`, or an option is out of range
 *
 * @example
 * const learned = a.pipe(decode({ function: () => [0] }), pes({ learningRate: 2e-4 }));
 * learned.pipe(lowpass(0.005)).into(wrong);
 * wrong.pipe(lowpass(0.005)).into(learned.error);
 */
export function pes(options: PesOptions = {}): (decoded: Signal) => LearnedSignal {
  const { learningRate = 1e-4, preSynapse = 0.005 } = options;
  requireNumber('pes', 'learningRate', learningRate, { above: 0 });
  requireNumber('pes', 'preSynapse', preSynapse, { unit: 'seconds', atLeast: 0 });
  return (decoded) => {
    const { network } = decoded;
    const node = network.node(decoded.id);
    if (node.kind !== 'decode') throw notDecoded(decoded.name, node.kind);
    const { neurons, size } = node.params as unknown as PesParams;
    const params: PesParams = { neurons, size, learningRate, preSynapse };
    const plain = { ...params } as Params;
    const value = network.addNode(
      definition.kind,
      plain,
      [size + neurons + size],
      definition.outputShape(plain, []),
    );
    const error = network.addNode(pesError.kind, {}, [size], [size], `${value.name}.error`);
    network.connect(decoded, value, 0);
    network.connect(new Signal(network, node.inputs[0]!.from), value, size);
    network.connect(error, value, size + neurons);
    return Object.assign(value, { error });
  };
}

function notDecoded(name: string, kind: string): NetworkError {
  return new NetworkError(
    `pes: "${name}" is ${kind}, only decoders learn. Put pes behind a decode.`,
    { code: 'not-decoded', path: name },
  );
}
