import { seededRandom } from '../../../src/core/random.js';
import type {
  KeptSample,
  LayerActivity,
  Measurement,
  ReportData,
} from '../../../src/report/page/data.js';

/** A name that would break a page that does not escape. */
export const WICKED = `<script>alert("x")</script> & 'quotes'`;

const STEPS = 10;
const CLASSES = ['cat', 'dog', WICKED];

/** A layer that fired; rates drawn from a seed. */
export function exampleLayer(layer: string, changes: Partial<LayerActivity> = {}): LayerActivity {
  const random = seededRandom(layer.length);
  const ratesHz = Float32Array.from({ length: 60 }, () => Math.max(0, 90 + 80 * random.normal()));
  const meanHz = ratesHz.reduce((a, b) => a + b, 0) / ratesHz.length;
  return {
    layer,
    neurons: ratesHz.length,
    onChip: true,
    meanHz,
    activeMeanHz: meanHz,
    maxHz: 240,
    p99Hz: 220,
    p999Hz: 230,
    ratesHz,
    silent: ratesHz.filter((rate) => rate === 0).length / ratesHz.length,
    above250: 0,
    spikesPerSample: meanHz * ratesHz.length * STEPS * 0.001,
    ...changes,
  };
}

/** 40 samples of three classes, 36 of them right; two samples are kept. */
export function exampleMeasurement(changes: Partial<Measurement> = {}): Measurement {
  const confusion = Uint32Array.of(12, 1, 0, 2, 12, 1, 0, 0, 12);
  return {
    name: 'example',
    count: 40,
    steps: STEPS,
    dt: 0.001,
    classes: 3,
    first: 0,
    labels: new Int32Array(40),
    answers: new Int32Array(40),
    accuracy: 0.9,
    interval: [0.77, 0.96],
    readAt: STEPS,
    accuracyAt: Float64Array.from({ length: STEPS }, (_, i) => Math.min(0.9, 0.3 + 0.1 * i)),
    confusion,
    layers: [exampleLayer('to-spikes', { onChip: false }), exampleLayer(WICKED)],
    kept: [exampleSample(0, 1, 1), exampleSample(1, 2, 0)],
    stepsPerSecond: 1000,
    report: null,
    ...changes,
  };
}

function exampleSample(sample: number, label: number, answer: number): KeptSample {
  const random = seededRandom(sample);
  const spikes = (size: number, perStep: number) => ({
    size,
    offsets: Uint32Array.from({ length: STEPS + 1 }, (_, s) => s * perStep),
    indices: Uint32Array.from({ length: STEPS * perStep }, () => random.integer(size)),
  });
  return {
    sample,
    label,
    answer,
    outputs: Float32Array.from({ length: STEPS * 3 }, (_, i) => (i % 3 === answer ? 1 : 0.1)),
    spikes: { 'to-spikes': spikes(60, 5), [WICKED]: spikes(60, 0) },
  };
}

/** A whole report; every text that may come from a file is wicked somewhere. */
export function exampleData(changes: Partial<ReportData> = {}): ReportData {
  const spiking = exampleMeasurement();
  const share = spiking.accuracyAt;
  const curve = {
    accuracy: share,
    low: share.map((s) => s - 0.1),
    high: share.map((s) => Math.min(1, s + 0.1)),
  };
  const row = { kind: 'Dense', output: [4, 5, 3], parameters: 60, became: WICKED };
  const population = { compartments: 0.5, inAxons: 0.2, outAxons: 0.01, synapseMemory: 0.98 };
  return {
    title: WICKED,
    source: WICKED,
    madeBy: 'rxspike',
    command: `rxspike report ${WICKED}`,
    samples: { source: WICKED, shape: [4, 3, 1], classes: CLASSES },
    settings: [['neurons', WICKED]],
    layers: [
      { layer: 'to-spikes', ...row, runs: 'host', scale: 400 },
      { layer: WICKED, ...row, runs: 'chip', scale: 400 },
    ],
    float: exampleMeasurement({ accuracy: 0.925, layers: [], kept: [] }),
    spiking,
    onChip: exampleMeasurement(),
    curves: [
      { name: 'spiking', ...curve },
      { name: 'chip', ...curve },
    ],
    chip: {
      cores: 3,
      coresMax: 128,
      chips: 1,
      populations: [{ name: WICKED, cores: 3, ...population }],
      precision: [
        {
          population: WICKED,
          weights: 600,
          weightError: 0.012,
          biasError: null,
          thresholdError: 0.0001,
          lost: 0,
        },
      ],
      warnings: [],
    },
    energy: [
      {
        profile: WICKED,
        source: WICKED,
        quantity: 'energy',
        coverage: 'core only',
        basis: 'chip',
        joules: { low: 0.91e-6, high: 0.98e-6 },
        seconds: { low: 1e-4, high: 2e-4 },
      },
      {
        profile: 'cpu',
        source: 'a table',
        quantity: 'energy',
        coverage: 'core only',
        basis: 'every connection once',
        joules: { low: 9e-3, high: 9e-3 },
        seconds: null,
      },
    ],
    operations: [{ name: WICKED, events: 400, accumulates: 390, dense: 6000 }],
    metrics: [
      { group: 'footprint', name: 'parameters', value: '120', meaning: WICKED },
      { group: 'operations', name: 'spikes', value: '54', meaning: 'of all neurons' },
    ],
    inputs: [0, 1].map((sample) => ({
      sample,
      values: Float32Array.from({ length: 12 }, (_, i) => (i === sample ? 1 : 0)),
    })),
    ...changes,
  };
}
