/** A picture and the timesteps [fromStep, toStep) in which it was presented. */
export interface FigurePicture {
  /** Brightness, row by row; black is 0, white the greatest value of all pictures. */
  readonly pixels: ArrayLike<number>;
  readonly rows: number;
  readonly cols: number;
  readonly fromStep: number;
  readonly toStep: number;
  /** Index of what it shows, in `outputs.names`. */
  readonly label: number;
  /** Index of what the network said at its last step. */
  readonly answer: number;
}

/** The spikes of a layer, or of some of its neurons. */
export interface FigureLayer {
  readonly name: string;
  /** Neurons in the whole layer. */
  readonly neurons: number;
  /** Mean rate to print beside the panel. */
  readonly rateHz?: number;
  /** One entry per spike in both columns: timestep and index of the neuron, in any order. */
  readonly spikes: { readonly step: ArrayLike<number>; readonly neuron: ArrayLike<number> };
}

/** The output values of every timestep. */
export interface FigureOutputs {
  readonly names: readonly string[];
  /** steps x names.length values, row-major. */
  readonly values: ArrayLike<number>;
  readonly steps: number;
}

/** What `activityFigureSvg` shows: what went in, what the layers did, what came out. */
export interface ActivityFigure {
  readonly title: string;
  /** Seconds per timestep. */
  readonly dt: number;
  readonly pictures: readonly FigurePicture[];
  readonly layers: readonly FigureLayer[];
  readonly outputs: FigureOutputs;
}
