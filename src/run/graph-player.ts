import { map, type Observable, Subject, Subscription, share, zip } from 'rxjs';
import type { Graph } from '../compile/graph.js';
import { ancestors, isWhole, timestepOrder } from '../compile/graph.js';
import { RunError } from '../core/errors.js';
import { sizeOf } from '../core/shape.js';
import { type Precision, type Vector, vectorOf } from '../core/vector.js';
import type { CausalKernel, Kernel } from '../kernels/kernel.js';
import { definitionOf } from '../kernels/table.js';
import { sharedVector } from '../kernels/wasm/arena.js';
import type { NetworkNode } from '../network/node.js';
import { playStep } from '../operators/operator.js';

export interface GraphPlayerOptions {
  readonly precision: Precision;
  /** Overwrite lent vectors with NaN after each timestep, so that a kept loan shows; for tests. */
  readonly poison?: boolean;
}

/**
 * A declared graph as operators on Observables: one emission per timestep on every edge, `share`
 * where it fans out, `zip` where it fans in, feedback read from registers. Nodes without an
 * operator (inputs, what a chip sent) emit the vector in `sources`.
 */
export class GraphPlayer {
  /** Vectors of the nodes that something outside fills before each timestep. */
  readonly sources = new Map<number, Vector>();
  readonly kernels = new Map<number, Kernel>();
  private readonly settle$ = new Subject<void>();
  private readonly tick$ = new Subject<void>();
  private readonly streams = new Map<number, Observable<Vector>>();
  private readonly values = new Map<number, Vector>();
  private readonly lent: Vector[] = [];
  private readonly subscription = new Subscription();
  private failure: unknown;

  constructor(
    private readonly graph: Graph,
    sinks: readonly number[],
    private readonly options: GraphPlayerOptions,
  ) {
    const keep = ancestors(graph, sinks);
    const order = timestepOrder(graph, keep);
    const shared = manyTakers(graph, keep, sinks);
    const registers: { node: NetworkNode; kernel: CausalKernel }[] = [];
    for (const node of order) {
      const late = node.inputs.some((edge) => !this.streams.has(edge.from));
      const stream$ = late ? this.register(node, registers) : this.lower(node);
      this.streams.set(node.id, shared.has(node.id) ? stream$.pipe(share()) : stream$);
    }
    for (const { node, kernel } of registers) {
      this.listen(this.inputOf(node), (input) => kernel.absorb(input));
    }
    for (const id of new Set(sinks)) {
      this.listen(this.streams.get(id)!, (value) => this.values.set(id, value));
    }
  }

  /** Plays one timestep. Throws what an operator threw. */
  tick(): void {
    this.settle$.next();
    this.tick$.next();
    if (this.failure !== undefined) throw this.failure;
  }

  /** What a sink emitted in the last timestep; lent. */
  value(sink: number): Vector {
    return this.values.get(sink)!;
  }

  /** The vectors that what the chip sent arrives in, by node; they last from one timestep to the next. */
  *received(): Generator<readonly [number, Vector]> {
    for (const [id, vector] of this.sources) {
      if (this.graph.nodes[id]!.kind === 'receive') yield [id, vector];
    }
  }

  nameOf(id: number): string {
    return this.graph.nodes[id]!.name;
  }

  /** Takes back the vectors that were lent in the last timestep. */
  endLoans(): void {
    if (this.options.poison === true) for (const vector of this.lent) vector.fill(Number.NaN);
  }

  close(): void {
    this.subscription.unsubscribe();
  }

  private listen(stream$: Observable<Vector>, next: (value: Vector) => void): void {
    const error = (failure: unknown): void => {
      this.failure ??= failure;
    };
    this.subscription.add(stream$.subscribe({ next, error }));
  }

  private lower(node: NetworkNode): Observable<Vector> {
    if (['input', 'constant', 'receive'].includes(node.kind)) return this.source(node);
    if (node.kind === 'state') return this.stateStream(node);
    const kernel = this.kernelOf(node);
    const output = this.lend(sizeOf(node.shape));
    return this.inputOf(node).pipe(
      map((input) => {
        playNode(node, kernel, input, output);
        return output;
      }),
    );
  }

  private source(node: NetworkNode): Observable<Vector> {
    const vector = sharedVector(sizeOf(node.shape), this.options.precision);
    if (node.kind === 'constant') vector.set(node.params.value as Float64Array);
    this.sources.set(node.id, vector);
    return this.tick$.pipe(map(() => vector));
  }

  /** A causal operator in a loop: answers before its input of this timestep is there. */
  private register(
    node: NetworkNode,
    registers: { node: NetworkNode; kernel: CausalKernel }[],
  ): Observable<Vector> {
    const kernel = this.kernelOf(node) as CausalKernel;
    const output = this.lend(sizeOf(node.shape));
    registers.push({ node, kernel });
    this.subscription.add(this.settle$.subscribe(() => kernel.emit(output)));
    return this.tick$.pipe(map(() => output));
  }

  private stateStream(node: NetworkNode): Observable<Vector> {
    const from = node.inputs[0]!.from;
    const key = node.params.key as string;
    const state = this.kernels.get(from)?.state[key];
    if (state === undefined) {
      throw new RunError(
        `"${this.graph.nodes[from]!.name}" has no state "${key}". Neuron populations have a ` +
          'voltage and a current.',
        { code: 'no-state', path: node.name },
      );
    }
    const output = this.lend(sizeOf(node.shape));
    return this.streams.get(from)!.pipe(
      map(() => {
        output.set(state);
        return output;
      }),
    );
  }

  /** The input of a node: its one connection, or the sum of all in connection order. */
  private inputOf(node: NetworkNode): Observable<Vector> {
    const size = sizeOf(node.inputShape);
    if (node.inputs.length === 0) {
      const zeros = vectorOf(size, this.options.precision);
      return this.tick$.pipe(map(() => zeros));
    }
    const [first] = node.inputs;
    if (node.inputs.length === 1 && isWhole(first!, this.graph.nodes[first!.from]!, node)) {
      return this.streams.get(first!.from)!;
    }
    const sum = this.lend(size);
    const offsets = node.inputs.map((edge) => edge.offset);
    return zip(node.inputs.map((edge) => this.streams.get(edge.from)!)).pipe(
      map((values) => {
        sum.fill(0);
        for (const [k, value] of values.entries()) addInto(sum, value, offsets[k]!);
        return sum;
      }),
    );
  }

  private kernelOf(node: NetworkNode): Kernel {
    const context = { dt: this.graph.dt, inputShape: node.inputShape };
    const kernel = definitionOf(node.kind).make(node.params, context);
    this.kernels.set(node.id, kernel);
    return kernel;
  }

  private lend(size: number): Vector {
    const vector = sharedVector(size, this.options.precision);
    this.lent.push(vector);
    return vector;
  }
}

/** A probe's filter on a chip includes the step it is read in; all others answer one step late. */
function playNode(node: NetworkNode, kernel: Kernel, input: Vector, output: Vector): void {
  if (kernel.causal && node.params.sameStep === true) {
    kernel.absorb(input);
    kernel.emit(output);
  } else {
    playStep(kernel, input, output);
  }
}

function addInto(sum: Vector, value: Vector, offset: number): void {
  for (let i = 0; i < value.length; i++) sum[offset + i] = sum[offset + i]! + value[i]!;
}

/** Nodes that more than one connection or sink takes from. */
function manyTakers(
  graph: Graph,
  keep: ReadonlySet<number>,
  sinks: readonly number[],
): ReadonlySet<number> {
  const takers = new Map<number, number>();
  const take = (id: number): void => void takers.set(id, (takers.get(id) ?? 0) + 1);
  for (const id of new Set(sinks)) take(id);
  for (const id of keep) for (const edge of graph.nodes[id]!.inputs) take(edge.from);
  return new Set([...takers].filter(([, count]) => count > 1).map(([id]) => id));
}
