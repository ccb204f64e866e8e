import type { LayerActivity, ReportData } from './data.js';
import { mainOf } from './data.js';
import type { Finding } from './findings.js';
import { grouped, hertz, smallPercent } from './format.js';
import { WIDE_STEPS_HZ } from './rates.js';

/** Shares of a layer's rates above 250 Hz, and of its neurons that are silent, worth a warning. */
const TOO_FAST = 0.01;
const TOO_SILENT = 0.9;

/** Layers on chip that fire too fast, and layers that hardly fire. */
export function findInLayers(data: ReportData): Finding[] {
  const { layers, steps, dt } = mainOf(data);
  return layers.flatMap((layer) => {
    const scale = data.layers.find((l) => l.layer === layer.layer)?.scale ?? null;
    return [...findFast(layer, scale, dt), ...findSilent(layer, scale, steps * dt)];
  });
}

function findFast(layer: LayerActivity, scale: number | null, dt: number): Finding[] {
  if (!layer.onChip || layer.above250 <= TOO_FAST) return [];
  const atLimit = layer.maxHz >= 0.99 / dt;
  const limit = atLimit
    ? ` Some fire in every timestep (${hertz(layer.maxHz)}): that is the limit, what is above is lost.`
    : '';
  return [
    {
      level: 'warning',
      about: layer.layer,
      what: `${smallPercent(layer.above250)} of its rates are above ${WIDE_STEPS_HZ}\u202fHz, where the chip\u2019s rates are coarse; 99\u202f% are below ${hertz(layer.p99Hz)}.${limit}`,
      advice: slower(layer, scale, dt),
    },
  ];
}

/** A scale that brings 99 of 100 rates to the limit. */
function slower({ p99Hz }: LayerActivity, scale: number | null, dt: number): string {
  if (scale === null || p99Hz <= WIDE_STEPS_HZ) {
    return 'Lower its --rate, or train with a penalty on high rates.';
  }
  const limited = p99Hz >= 0.99 / dt ? ' or less' : '';
  const wanted = Number(((scale * WIDE_STEPS_HZ) / p99Hz).toPrecision(2));
  return `Lower its --rate from ${grouped(scale)} to about ${grouped(wanted)}${limited} (one value per layer), or train with a penalty on high rates.`;
}

function findSilent(layer: LayerActivity, scale: number | null, seconds: number): Finding[] {
  if (layer.silent === 1) {
    return [
      {
        level: 'warning',
        about: layer.layer,
        what: 'Not one of its neurons fired.',
        advice:
          'Nothing gets through it. Raise --rate for it and the layers before it, and check the range of the input (--input-scale).',
      },
    ];
  }
  if (layer.silent <= TOO_SILENT) return [];
  const least = hertz(1 / seconds);
  return [
    {
      level: 'note',
      about: layer.layer,
      what: `${smallPercent(layer.silent)} of its neurons never fired.`,
      advice: `A neuron slower than ${least} does not fire within one sample. Raise its --rate${scale === null ? '' : ` above ${grouped(scale)}`} or --steps; if they stay silent they can be pruned.`,
    },
  ];
}
