import { roleOf } from '../compile/graph.js';
import type { Program } from '../compile/program.js';
import { type CaseResult, judge, type ReplayOptions } from './case.js';
import { asFields, type Fields } from './json.js';
import { decodeNetworkArray, decodeSeries, decodeSpikes } from './network-arrays.js';
import { type BuiltNetwork, buildNetwork } from './network-build.js';
import { diffBlocks, diffPlacement, first } from './network-compare.js';
import { diffSolved } from './network-decoders.js';
import type { InputContext } from './network-inputs.js';
import { diffLearning } from './network-learning.js';
import { type Played, playNetwork, playPrecomputed, spikeProbe } from './network-play.js';
import { firstDifference } from './network-table-compare.js';

/** Filtered chip probes are single precision in the reference. */
const CHIP_PROBE_TOLERANCE = 1e-6;
const HOST_PROBE_TOLERANCE = 1e-9;

/**
 * Replays a golden network: declares it, compiles it, plays it on the emulator, and compares
 * placement, blocks, every spike, every probe and the synaptic operations of each step.
 *
 * @param beside gives the bytes of a recording that lies beside the case
 */
export function replayNetworkCase(
  json: unknown,
  bin: Uint8Array,
  beside?: InputContext['beside'],
  options: ReplayOptions = {},
): CaseResult {
  const fields = json as Fields;
  const name = typeof fields.name === 'string' ? fields.name : 'a case without a name';
  return judge(name, () => {
    const built = buildNetwork(fields, bin, beside);
    const played = playNetwork(fields, built, options);
    const expected = asFields(fields.expected, 'expected');
    return first([
      () =>
        diffPlacement(
          chipIds(built, played.program),
          transparent(played, built),
          played.program,
          expected,
        ),
      () => diffBlocks(played.program, expected),
      () => diffSolved(built, played.program),
      () => diffChipSpikes(played, expected, bin),
      () => diffDecodeSpikes(played, expected, bin),
      () => diffHostSpikes(played, built, expected, bin),
      () => diffProbes(played, expected, bin),
      () => diffOps(played, expected, bin),
      () => diffLearning(played.program, played.state, expected, bin),
      () => diffModes(fields, built, played, options),
    ]);
  });
}

/** Playing what feeds the chip ahead of it must give the very same numbers. */
function diffModes(
  json: Fields,
  built: BuiltNetwork,
  { program, values }: Played,
  options: ReplayOptions,
): string | null {
  if (!program.precomputable) return null;
  const ahead = playPrecomputed(json, built, program, options);
  return first(
    Object.entries(values).map(([name, expected]) => () => {
      const golden = { shape: [expected.length], values: expected };
      return firstDifference(`precomputed "${name}"`, ahead[name]!, golden, 0);
    }),
  );
}

function chipIds(built: BuiltNetwork, program: Program): Set<string> {
  const ids = new Set(program.populations.map((p) => p.name));
  for (const probe of program.probes)
    if (probe.on !== 'host' && probe.name in built.probes) ids.add(probe.name);
  for (const { node, repeat } of program.ports)
    if (repeat === 'counts') ids.add(program.host.nodes[node]!.name);
  return ids;
}

/** Passthrough nodes that no longer exist as nodes of the host. */
function transparent(played: Played, built: BuiltNetwork): Set<string> {
  const host = new Set(
    played.program.host.nodes.filter((n) => roleOf(n) === 'sum').map((n) => n.name),
  );
  const hasInput = (id: string) => built.network.node(built.signals.get(id)!.id).inputs.length > 0;
  const used = (id: string) => !host.has(id) && hasInput(id);
  return new Set([...built.passthrough].filter(used));
}

function diffChipSpikes(played: Played, expected: Fields, bin: Uint8Array): string | null {
  const spikes = Object.entries(asFields(expected.chip_spikes, 'chip_spikes'));
  return first(
    spikes.map(([id, json]) => () => {
      const values = played.values[spikeProbe(id)];
      if (values === undefined) return `"${id}" has no spikes here`;
      const population = played.program.populations.find((p) => p.name === id)!;
      const train = decodeSpikes(json, population.size, bin, id);
      return diffTrain(`spikes of "${id}"`, values, train, population.size);
    }),
  );
}

/** Spikes of the neurons that carry decoded values; those that are read never spike. */
function diffDecodeSpikes(played: Played, expected: Fields, bin: Uint8Array): string | null {
  const spikes = Object.entries(asFields(expected.decode_spikes ?? {}, 'decode_spikes'));
  return first(
    spikes.map(([id, json]) => () => {
      const probe = played.program.probes.find((p) => p.name === spikeProbe(id));
      if (probe === undefined) return `nothing decodes "${id}" here`;
      const train = decodeSpikes(json, probe.size, bin, id);
      return diffTrain(`spikes that decode "${id}"`, played.values[probe.name]!, train, probe.size);
    }),
  );
}

function diffTrain(
  what: string,
  values: Float64Array,
  train: { offsets: Uint32Array; indices: Uint32Array },
  size: number,
): string | null {
  const steps = train.offsets.length - 1;
  if (values.length !== steps * size)
    return `${what}: ${values.length / size} steps, expected ${steps}`;
  const wanted = new Uint8Array(values.length);
  for (let s = 0; s < steps; s++) {
    for (let k = train.offsets[s]!; k < train.offsets[s + 1]!; k++)
      wanted[s * size + train.indices[k]!] = 1;
  }
  for (let i = 0; i < values.length; i++) {
    if ((values[i] !== 0) === (wanted[i] === 1)) continue;
    const at = `step ${Math.floor(i / size) + 1}, neuron ${i % size}`;
    return `${what}: ${at} ${wanted[i] === 1 ? 'should' : 'should not'} spike`;
  }
  return null;
}

function diffHostSpikes(
  played: Played,
  built: BuiltNetwork,
  expected: Fields,
  bin: Uint8Array,
): string | null {
  const spikes = Object.entries(asFields(expected.host_spikes, 'host_spikes'));
  return first(
    spikes.map(([id, json]) => () => {
      const values = played.values[spikeProbe(id)];
      if (values === undefined) return `"${id}" has no spikes on the host here`;
      const signal = built.signals.get(id);
      const amplitude =
        signal === undefined ? 1 : (built.network.node(signal.id).params.amplitude as number);
      const counts = values.map((v) => Math.round((v * built.network.dt) / amplitude));
      return firstDifference(`spikes of "${id}"`, counts, decodeSeries(json, bin, id), 0);
    }),
  );
}

function diffProbes(played: Played, expected: Fields, bin: Uint8Array): string | null {
  const probes = Object.entries(asFields(expected.probes, 'probes'));
  return first(
    probes.map(([id, json]) => () => {
      const probe = played.program.probes.find((p) => p.name === id)!;
      const filtered =
        probe.on === 'chip' && played.program.chip.probes[probe.probe]!.synapse !== null;
      const tolerance = filtered ? CHIP_PROBE_TOLERANCE : HOST_PROBE_TOLERANCE;
      return firstDifference(id, played.values[id]!, decodeSeries(json, bin, id), tolerance);
    }),
  );
}

function diffOps(played: Played, expected: Fields, bin: Uint8Array): string | null {
  if (expected.synaptic_ops_per_step === undefined) return null;
  const ops = decodeNetworkArray(expected.synaptic_ops_per_step, bin, 'synaptic_ops_per_step');
  return firstDifference('synaptic operations', played.synapticOps, ops, 0);
}

/** True for a parsed file that holds a network with its expected numbers. */
export function isNetworkCase(json: unknown): boolean {
  const fields = json as Fields;
  return fields?.schema === 'network-golden/1' && 'network' in fields && 'expected' in fields;
}
