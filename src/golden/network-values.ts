import type { Declarable } from '../core/description.js';
import type { Signal } from '../network/signal.js';
import { decode } from '../operators/decode.js';
import { ensemble } from '../operators/ensemble.js';
import { pes } from '../operators/pes.js';
import { CaseSkip } from './case.js';
import { asCount, asFields, asNumber, asText, type Fields } from './json.js';
import { decodeNetworkArray } from './network-arrays.js';
import { neuronsOf } from './network-neurons.js';
import { decoderRows, rowsOf, type SolvedItem } from './network-solved.js';

/** The population of an ensemble: neurons alone, or with encoders when something uses them. */
export function populationOf(
  json: Fields,
  bin: Uint8Array,
  solved: readonly SolvedItem[],
): Declarable {
  const neurons = neuronsOf(json, bin);
  if (json.encoders === null || json.encoders === undefined) return neurons;
  const id = asText(json.id, 'ensemble id');
  const count = asCount(json.n_neurons, id);
  const dimensions = asCount(json.dimensions, id);
  const perNeuron = (name: string) => {
    const { values } = decodeNetworkArray(json[name], bin, `${id}, ${name}`);
    return values.length === 1 ? new Float64Array(count).fill(values[0]!) : values;
  };
  const points = solved.find((item) => item.ensemble === id)?.evalPoints;
  return ensemble({
    neurons: count,
    dimensions,
    radius: asNumber(json.radius, id),
    neuronType: neurons,
    encoders: rowsOf(decodeNetworkArray(json.encoders, bin, id).values, dimensions),
    gain: perNeuron('gain'),
    bias: perNeuron('bias'),
    evalPoints: points === undefined ? 1 : rowsOf(points, dimensions),
  });
}

/** Declares what a connection decodes, with the decoders of the case; it learns if the case says so. */
export function decodedValue(
  from: Signal,
  connection: Fields,
  solved: readonly SolvedItem[],
  learning: Map<string, Signal>,
): Signal {
  const id = asText(connection.id, 'connection id');
  const pre = asFields(connection.pre, id);
  const solver = asFields(connection.solver, id);
  if (pre.slice != null) throw new CaseSkip('slices of decoded values are not built yet');
  const rows = decoderRows(solved, from.name, (connection.function as string | null) ?? null);
  const options = { decoders: rows, solver: { weights: solver.weights === true } };
  const value = from.pipe(decode(options)).named(id);
  if (connection.learning_rule == null) return value;
  const rule = asFields(connection.learning_rule, id);
  if (rule.type !== 'PES') throw new CaseSkip(`${String(rule.type)} learning is not built yet`);
  const learned = value.pipe(
    pes({
      learningRate: asNumber(rule.learning_rate, id),
      preSynapse: asNumber(asFields(rule.pre_synapse, id).tau, id),
    }),
  );
  learning.set(id, learned.error);
  return learned;
}

/** Declares the decoded value that a probe of an ensemble records. */
export function probedValue(from: Signal, id: string, solved: readonly SolvedItem[]): Signal {
  const rows = decoderRows(solved, from.name, null);
  return from.pipe(decode({ decoders: rows })).named(`${id}_conn`);
}
