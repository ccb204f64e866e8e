import { defer, map, Observable } from 'rxjs';
import type { Declarable, Params } from '../core/description.js';
import { NetworkError } from '../core/errors.js';
import type { Shape } from '../core/shape.js';
import { isShape, showShape, sizeOf } from '../core/shape.js';
import { precisionOf, type Vector, vectorOf } from '../core/vector.js';
import { requireNumber } from '../kernels/check.js';
import type { Kernel, KernelDefinition } from '../kernels/kernel.js';
import type { Signal } from '../network/signal.js';

/**
 * One vocabulary, two faces: handed a `Signal` an operator declares itself in that signal's
 * network; handed an `Observable<Vector>` it runs there, one emission per timestep, with fresh
 * state for every subscription.
 */
export interface Operator extends Declarable {
  (source: Signal): Signal;
  (source: Observable<Vector>): Observable<Vector>;
}

/** How an operator runs on an Observable, where no network says it. */
export interface RunningOptions {
  /** Seconds per timestep; default 0.001. */
  readonly dt?: number;
  /**
   * Shape of the input, of as many values. On an Observable the default is a flat vector of the
   * first emission's length; on a Signal the shape of the signal.
   */
  readonly inputShape?: Shape;
}

/**
 * Makes an operator from its kernel definition and its checked parameters; with `draw`, what is random
 * in them is drawn anew for each place in a network.
 */
export function operator(
  definition: KernelDefinition,
  checked: object,
  running: RunningOptions = {},
  draw?: (seed: number) => Params,
): Operator {
  // Typed parameters are plain data without an index signature.
  const params = checked as Params;
  checkRunning(definition.kind, running);
  const outputShape = (input: Shape): Shape => definition.outputShape(params, input);
  const plain = { kind: definition.kind, params, outputShape };
  const declarable: Declarable = draw === undefined ? plain : { ...plain, draw };
  const apply = (source: Signal | Observable<Vector>): unknown =>
    source instanceof Observable
      ? runOn(source, definition, params, running)
      : declareOn(source, declarable, running);
  return Object.assign(apply as Operator, declarable);
}

function declareOn(source: Signal, declarable: Declarable, running: RunningOptions): Signal {
  const shape = running.inputShape ?? source.shape;
  if (sizeOf(shape) !== source.size) {
    throw new NetworkError(
      `${declarable.kind}: inputShape ${showShape(shape)} is ${sizeOf(shape)} values, ` +
        `"${source.name}" has ${showShape(source.shape)}.`,
      { code: 'shape-mismatch', path: source.name },
    );
  }
  const target = source.network.add(declarable, shape);
  source.network.connect(source, target);
  return target;
}

function checkRunning(kind: string, { dt, inputShape }: RunningOptions): void {
  if (dt !== undefined) requireNumber(kind, 'dt', dt, { unit: 'seconds', above: 0 });
  if (inputShape === undefined || isShape(inputShape)) return;
  throw new NetworkError(
    `${kind}: inputShape is ${JSON.stringify(inputShape)}, expected whole numbers of at least 1.`,
    { code: 'bad-shape', path: `${kind}.inputShape` },
  );
}

function runOn(
  source: Observable<Vector>,
  definition: KernelDefinition,
  params: Params,
  running: RunningOptions,
): Observable<Vector> {
  return defer(() => {
    // Made at the first emission, which says how long the vectors are; undefined until then.
    let play: ((input: Vector) => Vector) | undefined;
    return source.pipe(
      map((input) => {
        play ??= player(definition, params, running, input);
        return play(input);
      }),
    );
  });
}

function player(
  definition: KernelDefinition,
  params: Params,
  running: RunningOptions,
  first: Vector,
): (input: Vector) => Vector {
  const inputShape = running.inputShape ?? [first.length];
  const kernel = definition.make(params, { dt: running.dt ?? 0.001, inputShape });
  const output = vectorOf(sizeOf(definition.outputShape(params, inputShape)), precisionOf(first));
  const size = sizeOf(inputShape);
  return (input) => {
    if (input.length !== size) {
      throw new NetworkError(
        `${definition.kind}: emission has ${input.length} values, expected ${size}. ` +
          'Every emission of a stream has the same length.',
        { code: 'shape-mismatch', path: definition.kind },
      );
    }
    playStep(kernel, input, output);
    return output;
  };
}

/** Plays one timestep of a kernel outside loops: a causal kernel answers before it takes in. */
export function playStep(kernel: Kernel, input: Vector, output: Vector): void {
  if (kernel.causal) {
    kernel.emit(output);
    kernel.absorb(input);
  } else {
    kernel.step(input, output);
  }
}
