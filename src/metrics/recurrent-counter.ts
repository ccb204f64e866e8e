import { RxspikeError } from '../core/errors.js';
import { requireRows, type SynapticOperations } from './synaptic-counter.js';

/** A recurrent cell of `units` units on `inputs` values. */
export interface RecurrentCell {
  readonly kind: 'simple' | 'lstm' | 'gru';
  readonly inputs: number;
  readonly units: number;
  /** (inputs x gates * units), gate by gate: LSTM i, f, g, o; GRU z, r, n; the simple cell has one. */
  readonly kernel: ArrayLike<number>;
  /** (units x gates * units), in the same order. */
  readonly recurrent: ArrayLike<number>;
  /** One per gate and unit: which gates something reaches without input; default none. */
  readonly bias?: ArrayLike<number>;
}

/** Counts the synaptic operations of a recurrent cell, application by application. */
export interface RecurrentCounter {
  /**
   * Adds one application.
   *
   * @param h state before it; @param c cell state before it, of an LSTM
   */
  add(x: ArrayLike<number>, h: ArrayLike<number>, c?: ArrayLike<number>): void;
  counts(): SynapticOperations;
}

const gatesOf = { simple: 1, lstm: 4, gru: 3 } as const;

/** Element-wise products of a unit when nothing is zero. */
const productsOf = { simple: 0, lstm: 3, gru: 3 } as const;

/**
 * Weights met by inputs and states other than zero, and the element-wise products of the gates whose
 * factors are both other than zero. A gate counts as zero if nothing reaches it, bias or weighted input.
 */
export function recurrentCounter(cell: RecurrentCell): RecurrentCounter {
  const { kind, inputs, units, kernel, recurrent, bias } = cell;
  const gates = gatesOf[kind];
  const width = gates * units;
  requireRoom(kernel.length, inputs * width, 'kernel');
  requireRoom(recurrent.length, units * width, 'recurrent kernel');
  const fromX = new Float64Array(width);
  const fromH = new Float64Array(width);
  let effective = 0;
  let applications = 0;
  let unit = true;
  const meet = (
    weights: ArrayLike<number>,
    values: ArrayLike<number>,
    into: Float64Array,
  ): void => {
    into.fill(0);
    for (let i = 0; i < values.length; i++) {
      if (values[i] === 0) continue;
      if (values[i] !== 1 && values[i] !== -1) unit = false;
      for (let k = 0; k < width; k++) if (weights[i * width + k] !== 0) into[k]! += 1;
    }
    for (const met of into) effective += met;
  };
  const reached = (gate: number, u: number): boolean => {
    const k = gate * units + u;
    return fromX[k]! + fromH[k]! > 0 || (bias?.[k] ?? 0) !== 0;
  };
  return {
    add(x, h, c) {
      requireRows(x, inputs);
      requireRows(h, units);
      applications += 1;
      meet(kernel, x, fromX);
      meet(recurrent, h, fromH);
      for (let u = 0; u < units; u++) {
        if (kind === 'lstm') effective += lstmProducts(u, reached, (c?.[u] ?? 0) !== 0);
        const drivesN = (fromH[2 * units + u] ?? 0) > 0;
        if (kind === 'gru') effective += gruProducts(u, reached, drivesN, h[u] !== 0);
      }
    },
    counts: () => ({
      kind: unit ? 'AC' : 'MAC',
      effective,
      dense: applications * ((inputs + units) * width + productsOf[kind] * units),
      applications,
    }),
  };
}

type Reached = (gate: number, u: number) => boolean;

/** f c, i g, and o tanh(c) with the new c. */
function lstmProducts(u: number, reached: Reached, hasC: boolean): number {
  const keeps = reached(1, u) && hasC;
  const takes = reached(0, u) && reached(2, u);
  return Number(keeps) + Number(takes) + Number(reached(3, u) && (keeps || takes));
}

/** r (W h), (1 - z) n, z h; 1 - z is never zero. */
function gruProducts(u: number, reached: Reached, drivesN: boolean, hasH: boolean): number {
  return Number(reached(1, u) && drivesN) + Number(reached(2, u)) + Number(reached(0, u) && hasH);
}

function requireRoom(got: number, expected: number, what: string): void {
  if (got === expected) return;
  throw new RxspikeError(
    `recurrent counter: the ${what} has ${got} weights, expected ${expected}. Give all gates side by side.`,
    { code: 'bad-weights' },
  );
}
