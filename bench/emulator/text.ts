import { spread } from '../machine.js';
import type { Peer } from './peer.js';
import type { BenchResult, Ratio, Speed, WorkloadResult } from './result.js';

/** A row of cells, by the names of their columns. */
type Row = Readonly<Record<string, string | number>>;

/** What a run found, for people. */
export function resultText(result: BenchResult): string {
  const { machine, company, repeats, date, skipped, peer } = result;
  const about =
    `${date}, ${machine.cpu}, ${machine.cores} cores, Node ${machine.node}; load ` +
    `${company.load.toFixed(2)}, others keep ${company.busyCores.toFixed(2)} cores busy; ${repeats} repeats`;
  return [
    about,
    ...result.workloads.map(workloadText),
    ...(peer === null ? [] : [peerText(peer)]),
    table(result.ratios.map(ratioRow)),
    ...skipped.map((sentence) => `not measured: ${sentence}`),
    '',
  ].join('\n');
}

function peerText({ versions, timesteps, seconds }: Peer): string {
  const packages = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const { median, min } = spread(seconds);
  return (
    `reference emulator on w1, chip only, ${timesteps} timesteps from rest: ${micros(median)} us/step, ` +
    `min ${micros(min)} (${packages.join(', ')})\n`
  );
}

function workloadText({ name, about, facts, comparisons, cold }: WorkloadResult): string {
  const layers = Object.entries(facts.layers).map(([layer, d]) => `${layer} ${percent(d)}`);
  const head = [
    `\n${name}: ${about}`,
    `${facts.neurons} neurons in ${facts.blocks} blocks, ${facts.synapses} stored synapses; density ` +
      `${percent(facts.density)}, ${Math.round(facts.synapticOps)} synaptic operations per timestep`,
    `${layers.join(', ')}; spikes of ${facts.timesteps} timesteps: ${facts.hash}\n`,
  ];
  const speeds = comparisons.flatMap(({ what, speeds }) =>
    speeds.map((speed) => speedRow(what, speed)),
  );
  const memory = Object.entries(cold).map(([engine, c]) => ({
    engine,
    'build ms': c.buildMs.toFixed(0),
    'open ms': c.openMs.toFixed(0),
    'first step ms': c.firstStepMs.toFixed(3),
    'steady ms': c.steadyStepMs.toFixed(3),
    'MiB built': c.memory.built.toFixed(0),
    'MiB open': c.memory.open.toFixed(0),
    'MiB end': c.memory.end.toFixed(0),
    'MiB grown': c.growth === null ? '-' : (c.growth.after - c.growth.before).toFixed(2),
  }));
  return [...head, table(speeds), table(memory)].join('\n');
}

function speedRow(what: string, speed: Speed): Row {
  return {
    what,
    engine: speed.engine,
    'per call': speed.chunk,
    'us/step': micros(speed.seconds.median),
    'us/step, min': micros(speed.seconds.min),
    'steps/s': speed.stepsPerSecond.toFixed(0),
    'ns/synop': speed.nsPerSynapticOp.toFixed(3),
    'ns/neuron': speed.nsPerNeuron.toFixed(3),
  };
}

function ratioRow({ name, value, better, aim, floor, verdict }: Ratio): Row {
  const bound = better === 'more' ? '>=' : '<=';
  return {
    ratio: name,
    found: value === null ? '-' : value.toFixed(2),
    aim: `${bound} ${aim}`,
    floor: floor === null ? '-' : `${bound} ${floor}`,
    verdict,
  };
}

function micros(seconds: number): string {
  return (1e6 * seconds).toFixed(2);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}

function table(rows: readonly Row[]): string {
  const names = Object.keys(rows[0] ?? {});
  const lines = [names, ...rows.map((row) => names.map((name) => String(row[name])))];
  const widths = names.map((_, c) => Math.max(...lines.map((line) => line[c]!.length)));
  const laid = lines.map((line) => line.map((cell, c) => cell.padEnd(widths[c]!)).join('  '));
  return `${laid.map((line) => line.trimEnd()).join('\n')}\n`;
}
