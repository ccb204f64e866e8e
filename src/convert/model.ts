/** One trained array, row-major; always finite float32, whatever the file stored. */
export interface Weight {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/**
 * Weights of a layer by Keras 3's names: `kernel`, `bias`, `gamma`, `beta`, `moving_mean`,
 * `moving_variance`, `recurrent_kernel` ... Kernels are `[kh, kw, in, out]` (depthwise:
 * `[kh, kw, in, multiplier]`) or `[in, out]`.
 */
export interface LayerWeights {
  readonly [name: string]: Weight;
}

/** One application of one layer. */
export interface Layer {
  /**
   * Unique in the model. Layers of nested models are `outer/inner`; a layer applied several times is
   * `name`, `name@2`, `name@3` ..., all with the same weights.
   */
  readonly name: string;
  /** Keras' class name, `Conv2D`; a registered custom class with its package, `mine>Scale`. */
  readonly kind: string;
  /** Keras' options without initializers and bookkeeping; an `InputLayer` has its `shape` here. */
  readonly config: Readonly<Record<string, unknown>>;
  /** Names of the layers it takes, in order; empty for inputs. */
  readonly inbound: readonly string[];
  readonly weights: LayerWeights;
  /** Name of the activation; `null` for none and for `linear`. */
  readonly activation: string | null;
}

/** An input of a model: the name of its `InputLayer` and its shape without the batch axis. */
export interface ModelInput {
  readonly name: string;
  readonly shape: readonly number[];
}

/** A trained layered model, flat and free of the dialect it was stored in. */
export interface LayerModel {
  readonly name: string;
  /** Where it came from, for reports: `cnn.keras (Keras 3.15.1)`. */
  readonly source: string;
  readonly inputs: readonly ModelInput[];
  /** Every layer after those it takes. */
  readonly layers: readonly Layer[];
  /** Names of the layers whose outputs are the model's. */
  readonly outputs: readonly string[];
}
