import { type DecodeNeurons, type DecodeNeuronsOption, decodeNeuronsOf } from './decode-neurons.js';

/** What a compiler option may change about values and learning on chip. */
export interface ChipSettingsOptions {
  /** Filter of the chip on values from the host or from decode neurons, in seconds; default 0.005. */
  readonly decodeTau?: number;
  /** Neurons that carry a value from one ensemble to another; default `preset10`. */
  readonly decodeNeurons?: DecodeNeuronsOption;
  /** Intercepts of ensembles on chip that are above this are lowered to it; default 0.95. */
  readonly interceptLimit?: number;
  /** The chip learns from round(pesErrorScale * error), clipped at 127; default 100. */
  readonly pesErrorScale?: number;
  /** Weight exponent of learning synapses; default 4. */
  readonly pesWgtExp?: number;
  /** Threshold of the compartments that values are read from, in radii; default 10. */
  readonly vthNonspiking?: number;
}

/** The same, complete. */
export interface ChipSettings {
  readonly dt: number;
  readonly decodeTau: number;
  readonly decodeNeurons: DecodeNeurons;
  /** On/off neurons of the host, one pair per dimension. */
  readonly hostNeurons: DecodeNeurons;
  readonly interceptLimit: number;
  readonly pesErrorScale: number;
  readonly pesWgtExp: number;
  readonly vthNonspiking: number;
}

/** Fills in the defaults of the reference. */
export function chipSettings(options: ChipSettingsOptions, dt: number): ChipSettings {
  return {
    dt,
    decodeTau: options.decodeTau ?? 0.005,
    decodeNeurons: decodeNeuronsOf(options.decodeNeurons ?? 'preset10', dt),
    hostNeurons: decodeNeuronsOf({ kind: 'onOff' }, dt),
    interceptLimit: options.interceptLimit ?? 0.95,
    pesErrorScale: options.pesErrorScale ?? 100,
    pesWgtExp: options.pesWgtExp ?? 4,
    vthNonspiking: options.vthNonspiking ?? 10,
  };
}
