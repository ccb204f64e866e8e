import type { Declarable, Params } from '../core/description.js';
import { NetworkError } from '../core/errors.js';
import { seedOfPlace } from '../core/random.js';
import { isShape, type Shape, showShape, sizeOf } from '../core/shape.js';
import type { Precision } from '../core/vector.js';
import { checkNetworkJson } from './json-check.js';
import { formOf } from './json-form.js';
import { toText } from './json-text.js';
import type { NetworkNode } from './node.js';
import { Signal, type StateKey } from './signal.js';

export interface NetworkOptions {
  /** Seconds per timestep; default 0.001. */
  readonly dt?: number;
  /** Seed of everything random in the network; default 0. */
  readonly seed?: number;
  /** Bits of the vectors that flow; default 32. */
  readonly precision?: Precision;
}

/** What kind of input a network takes: values, or spikes that go straight to chip axons. */
export type InputKind = 'values' | 'spikes';

/**
 * A drawing made of operators: plain data, no running parts. `run` plays a snapshot of it; what is
 * declared later counts from the next run.
 *
 * @example
 * const net = new Network({ dt: 0.001 });
 * const y = net.input('x', 1).pipe(dense([[2]]), lif());
 */
export class Network {
  readonly dt: number;
  readonly seed: number;
  readonly precision: Precision;
  /** Facts about the network for people and tools: title, input range, output name, classes. */
  readonly meta: Record<string, unknown> = {};
  private readonly nodes: NetworkNode[] = [];
  private readonly byName = new Map<string, number>();
  private connections = 0;

  constructor(options: NetworkOptions = {}) {
    this.dt = options.dt ?? 0.001;
    this.seed = options.seed ?? 0;
    this.precision = options.precision ?? 32;
    if (!(this.dt > 0 && Number.isFinite(this.dt))) {
      throw new NetworkError(
        `network: dt is ${this.dt}, expected seconds per timestep above 0. The usual value is 0.001.`,
        { code: 'bad-dt' },
      );
    }
    if (this.precision !== 32 && this.precision !== 64) {
      throw new NetworkError(
        `network: precision is ${String(this.precision)}, expected 32 or 64 bits. The usual value is 32.`,
        { code: 'bad-precision' },
      );
    }
  }

  /**
   * The network of a saved form: what `networkToJson` gives, or parsed JSON text. Names, ids and
   * the order of connections are those that were saved.
   *
   * @throws NetworkError that names the node and the field that is wrong
   *
   * @example
   * const network = Network.from(JSON.parse(text));
   */
  static from(json: unknown): Network {
    const { dt, seed, precision, meta, nodes } = checkNetworkJson(json);
    const network = new Network({ dt, seed, precision });
    Object.assign(network.meta, meta);
    for (const { kind, params, inputShape, shape, name, inputs } of nodes) {
      const { id } = network.addNode(kind, params, inputShape, shape, name);
      network.nodes[id]!.inputs.push(...inputs);
      for (const { order } of inputs) {
        network.connections = Math.max(network.connections, order + 1);
      }
    }
    return network;
  }

  /**
   * What `JSON.stringify(network)` writes and `Network.from` reads: typed arrays as lists with the
   * name of their type, `{ "$float32": [...] }`.
   *
   * @throws NetworkError if a parameter is NaN or infinite
   */
  toJSON(): unknown {
    return toText(formOf(this), 'network');
  }

  /** Declares an input of the given shape (a number is a vector of that size). */
  input(name: string, shape: number | Shape, options: { readonly kind?: InputKind } = {}): Signal {
    const full = typeof shape === 'number' ? [shape] : shape;
    return this.addNode('input', { kind: options.kind ?? 'values' }, [], full, name);
  }

  /** Declares a signal that has the same value at every timestep. */
  constant(value: ArrayLike<number>, name?: string): Signal {
    const params = { value: Float64Array.from(value) };
    return this.addNode('constant', params, [], [value.length], name);
  }

  /**
   * Declares an operator with nothing connected to it yet (its input is 0 until something goes
   * `into` it). Loops and populations driven by their bias alone start this way.
   */
  add(operator: Declarable, inputShape: number | Shape, name?: string): Signal {
    const input = typeof inputShape === 'number' ? [inputShape] : inputShape;
    checkShape(name ?? operator.kind, input);
    const shape = operator.outputShape(input);
    const params = operator.draw?.(seedOfPlace(this.seed, this.nodes.length)) ?? operator.params;
    return this.addNode(operator.kind, params, input, shape, name);
  }

  /** The signal with a name. Throws a NetworkError that lists the names there are. */
  get(name: string): Signal {
    const id = this.byName.get(name);
    if (id === undefined) {
      const names = [...this.byName.keys()].join(', ');
      throw new NetworkError(
        `network: there is no signal "${name}". There are: ${names || 'none yet'}.`,
        { code: 'unknown-signal', path: name },
      );
    }
    return new Signal(this, id);
  }

  /** All nodes in the order of their declaration. */
  get all(): readonly NetworkNode[] {
    return this.nodes;
  }

  /** The inputs in the order of their declaration. */
  get inputs(): readonly Signal[] {
    return this.nodes.filter((n) => n.kind === 'input').map((n) => new Signal(this, n.id));
  }

  node(id: number): NetworkNode {
    return this.nodes[id]!;
  }

  /** Adds `source` to the input of the operator behind `target`, from element `offset` on. */
  connect(source: Signal, target: Signal, offset?: number): void {
    const from = this.own(source);
    const to = this.own(target);
    if (to.kind === 'input' || to.kind === 'constant' || to.kind === 'state') {
      throw new NetworkError(
        `"${from.name}" -> "${to.name}": ${to.kind} "${to.name}" takes nothing. ` +
          'To add values, end in sum() and go into that.',
        { code: 'no-input', path: to.name },
      );
    }
    const size = sizeOf(from.shape);
    const expected = sizeOf(to.inputShape);
    if (offset === undefined ? size !== expected : offset < 0 || offset + size > expected) {
      throw new NetworkError(
        `"${from.name}" -> "${to.name}": ${to.kind} expects ${showShape(to.inputShape)} values, ` +
          `"${from.name}" has ${showShape(from.shape)}. Put a dense or slice between them.`,
        { code: 'shape-mismatch', path: to.name },
      );
    }
    to.inputs.push({ from: from.id, offset: offset ?? 0, order: this.connections++ });
  }

  /** Throws a NetworkError for a signal of another network. */
  requireOwn(signal: Signal): void {
    this.own(signal);
  }

  rename(signal: Signal, name: string): void {
    const node = this.own(signal);
    if (node.name === name) return;
    this.claim(name, node.id);
    this.byName.delete(node.name);
    node.name = name;
  }

  stateOf(signal: Signal, key: StateKey): Signal {
    const node = this.own(signal);
    const known = this.nodes.find(
      (n) => n.kind === 'state' && n.params.key === key && n.inputs[0]!.from === node.id,
    );
    if (known !== undefined) return new Signal(this, known.id);
    const state = this.addNode('state', { key }, node.shape, node.shape, `${node.name}.${key}`);
    this.node(state.id).inputs.push({ from: node.id, offset: 0, order: this.connections++ });
    return state;
  }

  /** Adds a node as it is; the built-in kinds and the saved form come through here. */
  addNode(kind: string, params: Params, inputShape: Shape, shape: Shape, name?: string): Signal {
    const id = this.nodes.length;
    const label = name ?? this.freeName(kind);
    checkShape(label, shape);
    this.claim(label, id);
    this.nodes.push({ id, name: label, kind, params, inputShape, shape, inputs: [] });
    return new Signal(this, id);
  }

  private own(signal: Signal): NetworkNode {
    if (signal.network !== this) {
      throw new NetworkError(
        `signal "${signal.name}" belongs to another network. Declare both signals in one network.`,
        { code: 'other-network', path: signal.name },
      );
    }
    return this.node(signal.id);
  }

  private claim(name: string, id: number): void {
    if (name === '' || this.byName.has(name)) {
      throw new NetworkError(
        `network: the name "${name}" is ${name === '' ? 'empty' : 'taken'}. Choose another.`,
        { code: 'name-taken', path: name },
      );
    }
    this.byName.set(name, id);
  }

  private freeName(kind: string): string {
    let n = this.nodes.length;
    while (this.byName.has(`${kind}${n}`)) n += 1;
    return `${kind}${n}`;
  }
}

function checkShape(name: string, shape: Shape): void {
  if (!isShape(shape)) {
    throw new NetworkError(
      `"${name}": shape is ${JSON.stringify(shape)}, expected whole numbers of at least 1.`,
      { code: 'bad-shape', path: name },
    );
  }
}
