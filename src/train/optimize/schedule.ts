import { RunError } from '../../core/errors.js';

/** The learning rate over the steps of a training. */
export type ScheduleSpec =
  | number
  /** From `rate` to `end` (default 0) along half a cosine (Loshchilov and Hutter 2017). */
  | {
      readonly kind: 'cosine';
      readonly rate: number;
      readonly end?: number;
      readonly warmup?: number;
    }
  /** Times `factor` after every `epochs`. */
  | {
      readonly kind: 'exponential';
      readonly rate: number;
      readonly factor: number;
      readonly epochs: number;
      readonly warmup?: number;
    }
  /** One rate after another: `rates[i]` until epoch `until[i]`, the last one to the end. */
  | {
      readonly kind: 'steps';
      readonly rates: readonly number[];
      readonly until: readonly number[];
      readonly warmup?: number;
    };

/** How long the schedule is. */
export interface ScheduleLength {
  readonly epochs: number;
  readonly stepsPerEpoch: number;
}

/**
 * The rate of a step (from 0). `warmup` is a number of epochs, whole or not, in which the rate grows
 * from 0 in a line.
 */
export function rateAt(spec: ScheduleSpec, step: number, length: ScheduleLength): number {
  const epoch = step / length.stepsPerEpoch;
  const plain = planned(spec, epoch, length.epochs);
  const warmup = typeof spec === 'number' ? 0 : (spec.warmup ?? 0);
  const reached = warmup === 0 ? 1 : (step + 1) / (warmup * length.stepsPerEpoch);
  return plain * Math.min(1, reached);
}

function planned(spec: ScheduleSpec, epoch: number, epochs: number): number {
  if (typeof spec === 'number') return spec;
  if (spec.kind === 'cosine') {
    const end = spec.end ?? 0;
    return end + (spec.rate - end) * 0.5 * (1 + Math.cos(Math.PI * Math.min(1, epoch / epochs)));
  }
  if (spec.kind === 'exponential')
    return spec.rate * spec.factor ** Math.floor(epoch / spec.epochs);
  const at = spec.until.findIndex((end) => epoch < end);
  return spec.rates[at === -1 ? spec.rates.length - 1 : at]!;
}

/** Refuses schedules with rates that are no numbers above 0 and lists that do not fit. */
export function checkSchedule(spec: ScheduleSpec): void {
  const rates =
    typeof spec === 'number' ? [spec] : spec.kind === 'steps' ? spec.rates : [spec.rate];
  const wrong = rates.find((rate) => !(Number.isFinite(rate) && rate > 0));
  if (wrong !== undefined || rates.length === 0) {
    throw bad(`a rate is ${wrong ?? 'missing'}, expected numbers above 0, for example 0.001`);
  }
  if (typeof spec === 'number') return;
  if (!['cosine', 'exponential', 'steps'].includes(spec.kind)) {
    throw bad(`its kind is "${String(spec.kind)}", expected cosine, exponential or steps`);
  }
  if (!((spec.warmup ?? 0) >= 0)) {
    throw bad(`warmup is ${spec.warmup}, expected a number of epochs from 0 on`);
  }
  if (spec.kind === 'cosine' && !((spec.end ?? 0) >= 0)) {
    throw bad(`end is ${spec.end}, expected a number from 0 on`);
  }
  if (spec.kind === 'exponential' && !(spec.factor > 0 && spec.epochs > 0)) {
    throw bad(
      `factor is ${spec.factor} every ${spec.epochs} epochs, expected numbers above 0, for example 0.5 every 4`,
    );
  }
  if (spec.kind !== 'steps') return;
  if (spec.until.length !== rates.length - 1) {
    throw bad(
      `${rates.length} rates have ${spec.until.length} ends, expected one fewer than rates: the ` +
        'last rate holds to the end',
    );
  }
}

function bad(what: string): RunError {
  return new RunError(`train: learningRate: ${what}.`, {
    code: 'bad-schedule',
    path: 'learningRate',
  });
}
