import type { Shape } from '../core/shape.js';
import { sizeOf } from '../core/shape.js';
import type { Network } from './network.js';

/** Anything that declares one more signal from a signal; every operator does. */
export type Declares = (source: Signal) => Signal;

/** State of a neuron population that can be read: the voltage, or the input current. */
export type StateKey = 'voltage' | 'current';

/**
 * A named vector that exists at every timestep of a network. Pipe it to declare operators on it,
 * twice for a fan-out; send it `into` another signal to add to what that signal's operator takes.
 */
export class Signal {
  constructor(
    readonly network: Network,
    readonly id: number,
  ) {}

  get name(): string {
    return this.network.node(this.id).name;
  }

  /** Sizes of the dimensions, without a batch axis. */
  get shape(): Shape {
    return this.network.node(this.id).shape;
  }

  /** Number of elements. */
  get size(): number {
    return sizeOf(this.shape);
  }

  /** Declares operators one after another and returns the signal of the last. */
  pipe<Last extends Signal>(...operators: readonly [...Declares[], (source: Signal) => Last]): Last;
  pipe(...operators: readonly Declares[]): Signal;
  pipe(...operators: readonly Declares[]): Signal {
    return operators.reduce((signal: Signal, operator) => operator(signal), this);
  }

  /**
   * Adds this signal to the input of the operator that made `target`; what arrives at one place
   * adds up, in the order of the calls.
   *
   * @throws NetworkError if the sizes differ or `target` is an input or constant.
   */
  into(target: Signal): this {
    this.network.connect(this, target);
    return this;
  }

  /** Renames the signal; names are unique in a network. */
  named(name: string): this {
    this.network.rename(this, name);
    return this;
  }

  /** The voltage or input current of a neuron population as a signal of its own. */
  state(key: StateKey): Signal {
    return this.network.stateOf(this, key);
  }
}
