import type { Estimate } from './estimates.js';
import type { InferenceMetrics, Losses } from './inference.js';
import type { StaticMetrics } from './layer-metrics.js';
import { coverage } from './profile.js';
import { energyDelayBand, joulesBand, secondsBand } from './units.js';

/** A run in words: resources, means per inference, rates, losses, energies with their origin. */
export function metricsText(metrics: InferenceMetrics): string {
  const { inferences, steps, perInference: per, chip } = metrics;
  const ratio = metrics.eventsPerAccumulate;
  const facts: [string, string][] = [
    ['cores', `${chip.cores.used} of ${chip.cores.max} (${chip.chips} chip${plural(chip.chips)})`],
    ['compartments', whole(chip.compartments)],
    ['synapses, unrolled', whole(chip.synapses)],
    ['weights on chip', `${bytes(chip.weightBits)}; ${bytes(chip.synapseBits)} of synapse memory`],
    ['spikes', `${whole(per.spikes)}, and ${whole(per.hostSpikes)} from the host`],
    ['synaptic events', whole(per.synapticEvents)],
    [
      'accumulations',
      `${whole(per.accumulates)}${ratio === null ? '' : `, ${ratio.toFixed(2)} events each`}`,
    ],
    ['axon messages', whole(per.messages)],
    ['neuron updates', whole(per.neuronUpdates)],
    ['host multiply-adds', `${whole(per.hostMacs)}, skipping nothing`],
    ['activation sparsity', metrics.activationSparsity.toFixed(4)],
  ];
  return [
    `per inference, means of ${inferences} with ${steps} timesteps each, chip only`,
    '',
    ...facts.map(([name, value]) => `${name.padEnd(22)}${value}`),
    '',
    ...columns(coreRows(metrics)),
    '',
    ...columns(operationRows(metrics)),
    '',
    ...columns(rateRows(metrics)),
    '',
    ...lossLines(metrics.losses),
    '',
    ...energyLines(metrics.estimates),
    '',
  ].join('\n');
}

/** Static metrics in words, for one line above the others. */
export function staticText(metrics: StaticMetrics): string {
  const { footprint, parameters, connectionSparsity, synapses, denseMacs, uncounted } = metrics;
  const rate = metrics.executionRateHz;
  const facts: [string, string][] = [
    ['footprint', `${whole(footprint)} bytes in float32`],
    ['parameters', whole(parameters)],
    ['connection sparsity', connectionSparsity.toFixed(4)],
    ['synapses, unrolled', whole(synapses)],
    ['dense multiply-adds', `${whole(denseMacs)} in one float pass`],
    ...(uncounted.length === 0 ? [] : [['not in these', uncounted.join(', ')] as [string, string]]),
    ...(rate === null
      ? []
      : [['answers', `${rate.toFixed(1)} Hz of model time`] as [string, string]]),
  ];
  return `${facts.map(([name, value]) => `${name.padEnd(22)}${value}`).join('\n')}\n`;
}

/** One line for an estimate: no joule without its profile, what it includes, and where it is from. */
export function estimateLine(one: Estimate): string {
  const { joules, seconds, energyDelay } = one;
  const parts = [
    `${one.quantity} ${joulesBand(joules.low, joules.high)}`,
    ...(seconds === null ? [] : [`time ${secondsBand(seconds.low, seconds.high)}`]),
    ...(energyDelay === null
      ? []
      : [`product ${energyDelayBand(energyDelay.low, energyDelay.high)}`]),
  ];
  const basis = one.basis === 'chip' ? '' : `, ${one.basis}`;
  return `${one.profile} (${coverage(one.includes)}${basis}): ${parts.join(', ')} [${one.source}]`;
}

function energyLines(estimates: readonly Estimate[]): string[] {
  if (estimates.length === 0) return [];
  return [
    'estimates per inference; from: compartments without a spike are free, to: all allocated are paid for',
    ...estimates.map((one) => `  ${estimateLine(one)}`),
    'not in them: host layers, host and chip talking, ways between chips, learning; a measured system takes far more',
  ];
}

function lossLines({ dropped, warnings, compile, unexplained }: Losses): string[] {
  const kinds = Object.entries(warnings ?? {}).map(([kind, n]) => `${kind} in ${n} timesteps`);
  const running =
    warnings === null ? 'not watched' : kinds.length === 0 ? 'none' : kinds.join(', ');
  return [
    `${'timesteps dropped'.padEnd(22)}${dropped}`,
    `${'registers run over'.padEnd(22)}${running}`,
    `${'clipped by compiler'.padEnd(22)}${compile.length === 0 ? 'nothing' : compile.join(' ')}`,
    ...(unexplained === 0
      ? []
      : [
          `${'weights unexplained'.padEnd(22)}${unexplained} (on their way when a state was taken up)`,
        ]),
  ];
}

type Row = readonly (string | number)[];

function coreRows({ chip }: InferenceMetrics): Row[] {
  const use = ({ used, max }: { used: number; max: number }) => `${used}/${max}`;
  return [
    ['core', 'compartments', 'in-axons', 'out-axons', 'synapse bits', 'weight bits'],
    ...chip.perCore.map((core) => [
      core.name,
      use(core.compartments),
      use(core.inAxons),
      use(core.outAxons),
      use(core.synapseBits),
      core.weightBits,
    ]),
  ];
}

function operationRows({ layers }: InferenceMetrics): Row[] {
  return [
    ['operations into', 'synaptic events', 'accumulations', 'skipping nothing', 'share %'],
    ...layers.map(({ name, events, accumulates, dense }) => [
      name,
      whole(events),
      whole(accumulates),
      whole(dense),
      dense === 0 ? '-' : ((100 * accumulates) / dense).toFixed(2),
    ]),
  ];
}

function rateRows({ rates }: InferenceMetrics): Row[] {
  const hz = (value: number) => value.toFixed(1);
  const percent = (share: number) => (100 * share).toFixed(1);
  return [
    ['population', 'neurons', 'mean Hz', 'median', 'p99', 'largest', 'silent %', '> 250 Hz %'],
    ...rates.map((r) => [
      r.name,
      r.neurons,
      hz(r.meanHz),
      hz(r.medianHz),
      hz(r.p99Hz),
      hz(r.maxHz),
      percent(r.silent),
      percent(r.above250Hz),
    ]),
  ];
}

/** The first column to the left, the others to the right. */
function columns(rows: readonly Row[]): string[] {
  const widths = rows[0]!.map((_, c) => Math.max(...rows.map((row) => String(row[c]).length)));
  return rows.map((row) =>
    row
      .map((cell, c) =>
        c === 0 ? String(cell).padEnd(widths[c]!) : String(cell).padStart(widths[c]!),
      )
      .join('  '),
  );
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en').replaceAll(',', ' ');
}

function bytes(bits: number): string {
  return `${whole(bits / 8)} bytes`;
}

function plural(n: number): string {
  return n === 1 ? '' : 's';
}
