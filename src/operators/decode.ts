import { Observable } from 'rxjs';
import type { Params } from '../core/description.js';
import { NetworkError } from '../core/errors.js';
import type { Shape } from '../core/shape.js';
import type { Vector } from '../core/vector.js';
import { requireChoice, requireFinite, requireNumber } from '../kernels/check.js';
import { decode as definition, type SolverParams } from '../kernels/decode.js';
import type { EnsembleParams } from '../kernels/ensemble.js';
import type { Signal } from '../network/signal.js';
import { flatRows, type Rows } from './ensemble-draws.js';
import { type Operator, operator } from './operator.js';

/** How decoders are solved. */
export interface SolverOptions {
  /** Share of the highest rate that counts as noise, 0 or more; default 0.1. */
  readonly reg?: number;
  /** On chip, between two ensembles: full weights instead of values in between. Default false. */
  readonly weights?: boolean;
  /** `l2`, `l2nz` (less penalty for neurons that seldom fire) or `lstsq` (none); default `l2`. */
  readonly kind?: 'l2' | 'l2nz' | 'lstsq';
}

/** Options of `decode`. */
export interface DecodeOptions {
  /** What to decode of the represented value; default the value itself. */
  readonly function?: (value: Float64Array) => ArrayLike<number>;
  readonly solver?: SolverOptions;
  /** Decoders that are known: a row per neuron, in units of the value per Hz. */
  readonly decoders?: Rows;
  /** Values at which the decoders are fitted; default those of the ensemble. */
  readonly evalPoints?: Rows;
}

/**
 * A function of the value an ensemble represents: y = D' s. The function is sampled when this is
 * declared; the decoders are solved when the network is played, with the rates of the place where
 * the ensemble runs. On an Observable, or behind neurons that are no ensemble, `decoders` must be
 * given.
 *
 * @throws NetworkError if there is no ensemble and no decoders, or sizes do not fit
 *
 * @example
 * const product = a.pipe(decode({ function: ([x, y]) => [x! * y!] }));
 */
export function decode(options: DecodeOptions = {}): Operator {
  const solver = solverParams(options.solver ?? {});
  const known = options.decoders === undefined ? null : knownParams(options.decoders, solver);
  const apply = (source: Signal | Observable<Vector>): unknown => {
    if (source instanceof Observable) return operator(definition, known ?? unfitted())(source);
    const node = source.network.node(source.id);
    if (known !== null) return operator(definition, known)(source);
    if (node.kind !== 'ensemble') throw noEnsemble(source.name, node.kind);
    const fitted = sampled(options, node.params, source.name);
    return operator(definition, { ...fitted, neurons: source.size, solver })(source);
  };
  return Object.assign(apply as Operator, {
    kind: definition.kind,
    params: plain(known ?? { solver }),
    outputShape: (input: Shape) => definition.outputShape(plain(known ?? unfitted()), input),
  });
}

function solverParams({ reg = 0.1, weights = false, kind = 'l2' }: SolverOptions): SolverParams {
  requireNumber('decode', 'solver.reg', reg, { atLeast: 0 });
  requireChoice('decode', 'solver.kind', kind, ['l2', 'l2nz', 'lstsq']);
  return { kind, reg, weights };
}

function knownParams(rows: Rows, solver: SolverParams) {
  const size = rows[0]?.length ?? 0;
  requireNumber('decode', 'decoders[0].length', size, { atLeast: 1 });
  return {
    neurons: rows.length,
    size,
    solver,
    decoders: flatRows('decode', 'decoders', rows, size),
  };
}

/** The function at every evaluation point. */
function sampled(options: DecodeOptions, ensemble: Params, where: string): Params {
  const { dimensions } = ensemble as unknown as EnsembleParams;
  const own = options.evalPoints;
  const points =
    own === undefined
      ? (ensemble.evalPoints as Float64Array)
      : flatRows('decode', 'evalPoints', own, dimensions);
  const kept = own === undefined ? {} : { evalPoints: points };
  if (options.function === undefined) return { ...kept, size: dimensions };
  const rows: number[][] = [];
  for (let at = 0; at < points.length; at += dimensions) {
    rows.push(Array.from(options.function(points.slice(at, at + dimensions))));
  }
  const size = rows[0]!.length;
  const uneven = rows.findIndex((row) => row.length !== size || size === 0);
  if (uneven >= 0) {
    throw new NetworkError(
      `"${where}": the function to decode gives ${rows[uneven]!.length} numbers at evaluation point ` +
        `${uneven}, ${size} at the first. Return the same number (at least 1) for every value.`,
      { code: 'bad-function', path: 'decode.function' },
    );
  }
  const targets = Float64Array.from(rows.flat());
  requireFinite('decode', 'function', targets);
  return { ...kept, size, targets };
}

/** Typed parameters as plain data. */
function plain(params: object): Params {
  return params as Params;
}

function noEnsemble(name: string, kind: string): NetworkError {
  return new NetworkError(
    `decode: "${name}" is ${kind}, not an ensemble, so there is nothing to fit decoders to. ` +
      'Decode an ensemble, or give decoders.',
    { code: 'no-ensemble', path: name },
  );
}

function unfitted(): never {
  throw new NetworkError(
    'decode: without an ensemble there is nothing to fit decoders to. Give decoders.',
    { code: 'no-ensemble', path: 'decode' },
  );
}
