import { type Measurement, mainOf, type ReportData } from './data.js';
import { counted, percent, smallPercent } from './format.js';
import { findInLayers } from './layer-findings.js';

/** Something worth knowing about the model, and what can be done. */
export interface Finding {
  readonly level: 'warning' | 'note';
  /** What it is about: a layer, accuracy, the chip. */
  readonly about: string;
  readonly what: string;
  readonly advice: string;
}

/** A loss of accuracy below this is not worth a word. */
const LOSS = 0.01;
/** Accuracies whose interval is wider than this to one side say little. */
const UNSURE = 0.03;
/** Weights further off than this, relative root mean square, may cost accuracy. */
const COARSE = 0.05;

/** Looks for what may be wrong: losses, rates, silence, coarse weights, what compiling warned of. */
export function findingsOf(data: ReportData): readonly Finding[] {
  const all = [
    ...findLosses(data),
    ...findTime(data),
    ...findInLayers(data),
    ...findCoarse(data),
    ...findChipWarnings(data),
    ...findUnsure(mainOf(data)),
  ];
  return [...all.filter((f) => f.level === 'warning'), ...all.filter((f) => f.level === 'note')];
}

function findLosses({ float, spiking, onChip }: ReportData): Finding[] {
  const found: Finding[] = [];
  if (float !== null && spiking !== null && float.accuracy - spiking.accuracy > LOSS) {
    found.push(
      loss(
        float,
        spiking,
        'Spikes lose what the float network knows',
        'Show samples longer (--steps), let slow layers fire faster (--rate, one value per layer), or use a shorter --synapse; rxspike calibrate searches these. If that is not enough, train with the curves of the chip\u2019s neurons (rxspike train).',
      ),
    );
  }
  const before = spiking ?? float;
  if (before !== null && onChip !== null && before.accuracy - onChip.accuracy > LOSS) {
    found.push(
      loss(
        before,
        onChip,
        'The chip loses against the interpreter',
        'The chip is a timestep later per layer, rounds weights to 8 bits and rates to 1000/k Hz: look at rates and weight errors below, show samples longer (--steps), and avoid single large weights.',
      ),
    );
  }
  return found;
}

/** A difference inside both intervals is told as one that may be chance. */
function loss(from: Measurement, to: Measurement, what: string, advice: string): Finding {
  const sure = from.interval[0] > to.interval[1];
  const points = (100 * (from.accuracy - to.accuracy)).toFixed(1);
  const chance = sure ? '' : ' The 95\u202f% intervals overlap: it may be chance.';
  const amounts = `${percent(from.accuracy)} to ${percent(to.accuracy)}, ${points} points`;
  return {
    level: sure ? 'warning' : 'note',
    about: 'accuracy',
    what: `${what}: ${amounts}.${chance}`,
    advice,
  };
}

function findTime(data: ReportData): Finding[] {
  const { accuracyAt, steps } = mainOf(data);
  const last = accuracyAt.at(-1) ?? 0;
  const earlier = accuracyAt[Math.max(0, Math.ceil(0.8 * steps) - 1)] ?? last;
  if (!(last - earlier > LOSS)) return [];
  return [
    {
      level: 'note',
      about: 'accuracy',
      what: `The accuracy still rises at the end: ${percent(earlier)} at four fifths of the time, ${percent(last)} at timestep ${steps}.`,
      advice: `Show samples longer than ${steps} timesteps (--steps).`,
    },
  ];
}

function findCoarse({ chip }: ReportData): Finding[] {
  return (chip?.precision ?? []).flatMap((p): Finding[] => {
    const found: Finding[] = [];
    if ((p.weightError ?? 0) > COARSE) {
      found.push({
        level: 'warning',
        about: p.population,
        what: `Its integer weights differ by ${smallPercent(p.weightError!)} (relative root mean square) from the weights.`,
        advice:
          'A few large weights set the step of all weights on their core. Clip them, train with weight decay, or cut the layer over more cores (--block-shape), so that each core has its own step.',
      });
    }
    const rest = Math.max(p.biasError ?? 0, p.thresholdError ?? 0);
    if (rest > COARSE) {
      found.push({
        level: 'warning',
        about: p.population,
        what: `Its integer biases or thresholds differ by ${smallPercent(rest)} from what they should be.`,
        advice:
          'They share their step with the weights: avoid biases that are much smaller than the largest weight, or raise --rate.',
      });
    }
    return found;
  });
}

function findChipWarnings({ chip }: ReportData): Finding[] {
  return (chip?.warnings ?? []).map(({ text, times }) => ({
    level: /overflow|clipped/.test(text) ? 'warning' : 'note',
    about: 'chip',
    what: times === 1 ? text : `${text} (${counted(times, 'time')})`,
    advice: /overflow/.test(text)
      ? 'A register ran over and wrapped around. Lower --rate, so that fewer spikes arrive at once, or train with smaller weights.'
      : 'See the page about the chip in the documentation.',
  }));
}

function findUnsure({ interval: [low, high], count }: Measurement): Finding[] {
  if (high - low <= 2 * UNSURE) return [];
  return [
    {
      level: 'note',
      about: 'accuracy',
      what: `With ${counted(count, 'sample')} the accuracy is only known to lie between ${percent(low)} and ${percent(high)}.`,
      advice: 'Play more samples (--count).',
    },
  ];
}
