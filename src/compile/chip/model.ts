/** Numbers of a model: float32 before discretization, int32 after. */
export type ChipArray = Float32Array | Int32Array;
export type ChipDtype = 'float32' | 'int32';

/** Population type of the axons into a synapse group: discrete, 16 or 32 bits. */
export type PopType = 0 | 16 | 32;

/** State parameters of the `n` compartments of one block, in hardware order. */
export interface Compartments {
  decayU: ChipArray;
  decayV: ChipArray;
  refractDelay: Int32Array;
  vth: ChipArray;
  bias: ChipArray;
  enableNoise: Uint8Array;
  vmin: number;
  vmax: number;
  noiseExp: number;
  noiseOffset: number;
  noiseAtMembrane: 0 | 1;
  scaleU: boolean;
  scaleV: boolean;
  /** Time constant last given to `configureFilter`, in seconds; `null` while none was. */
  tauS: number | null;
}

/** Format record of a synapse group; codes, not bit counts. */
export interface SynapseFormat {
  weightLimitMant: number;
  weightLimitExp: number;
  weightExp: number;
  discMaxWeight: number;
  learningCfg: number;
  tagBits: number;
  delayBits: number;
  weightBits: number;
  reuseSynapseData: number;
  nSynapses: number;
  idxOffset: number;
  idxMult: number;
  skipBits: number;
  idxBits: number;
  synapseType: number;
  fanoutType: number;
  compression: number;
  stdpCfg: number;
  ignoreDelay: number;
}

/** One weight array of a group: `values` and `indices` hold `atoms` rows of `entries`. */
export interface WeightSet {
  readonly atoms: number;
  readonly entries: number;
  values: ChipArray;
  readonly indices: Int32Array;
}

/** Parameters of a learning (PES) synapse group. */
export interface Learning {
  learningRate: number;
  tracingTau: number;
  tracingMag: number;
  wgtExp: number;
  trainEpoch: number;
  learnEpochK: number;
  learnEpoch: number;
  /** Set by discretization. */
  lrInt?: number;
  lrExp?: number;
  tracingMagInt?: number;
  tracingMagFrac?: number;
}

/** Where a synapse group came from; fast kernels need it, the arithmetic does not. */
export interface SynapseOrigin {
  readonly kind: 'dense' | 'sparse' | 'conv2d';
  /** Geometry of the whole layer before it was cut. */
  readonly geometry?: Readonly<Record<string, unknown>>;
  /** Neurons of the layer this group drives, in block order; absent for an uncut layer. */
  readonly tile?: Int32Array;
}

/** Synapses of one block that share a format; reached through `nAxons` input axons. */
export interface SynapseGroup {
  readonly nAxons: number;
  readonly popType: PopType;
  readonly weights: WeightSet[];
  /** Input axon -> position in `weights`; `null`: axon k uses set k. */
  readonly axonToWeightMap: Int32Array | null;
  /** Input axon -> offset added to the indices; negative: unused axon; `null`: all 0. */
  readonly axonCompartmentBases: Int32Array | null;
  readonly format: SynapseFormat;
  readonly learning: Learning | null;
  readonly origin?: SynapseOrigin;
}

/** Route of spikes from a block or input to one synapse group. */
export interface AxonGroup {
  readonly nAxons: number;
  readonly target: { readonly block: number; readonly synapse: number };
  /** Source compartment -> axon (negative: none); `null`: the identity. */
  readonly compartmentMap: Int32Array | null;
  /** Source compartment -> atom; `null`: all 0. */
  readonly compartmentAtoms: Int32Array | null;
}

/** Scales that discretization chose for a block. */
export interface DiscretizeInfo {
  readonly wMax: number;
  readonly wExp: number;
  readonly vScale: number;
  readonly bScale: number | Float64Array;
  readonly wScale: number | Float64Array;
}

/** Compartments with their synapses and axons; placed on one core. */
export interface Block {
  readonly label: string | null;
  readonly nCompartments: number;
  readonly compartments: Compartments;
  readonly synapses: SynapseGroup[];
  readonly axons: AxonGroup[];
  discretizeInfo?: DiscretizeInfo;
}

/** Spikes that come from the host; neuron numbers 0 .. nNeurons - 1. */
export interface SpikeInput {
  readonly label: string | null;
  readonly nNeurons: number;
  readonly axons: AxonGroup[];
}

export type ProbeKey = 'current' | 'voltage' | 'spiked';

export interface ProbeTarget {
  readonly block: number;
  /** Compartments to read; `null`: all. */
  readonly select: Int32Array | null;
  /** `null`: raw values; a number: scale; else (selected x outputs) row-major. */
  weights:
    | null
    | number
    | { values: Float64Array; readonly rows: number; readonly columns: number };
}

/** What is recorded at the end of every step. */
export interface ChipProbe {
  readonly key: ProbeKey;
  readonly targets: ProbeTarget[];
  /** Column k of the result is column reindexing[k] of the concatenated targets. */
  readonly reindexing: Int32Array | null;
  readonly synapse: { readonly type: 'Lowpass' | 'Alpha'; readonly tau: number } | null;
}

/** A whole chip: blocks, host inputs and probes, in build order. */
export interface ChipModel {
  readonly dtype: ChipDtype;
  readonly dt: number;
  readonly pesErrorScale: number;
  readonly blocks: Block[];
  readonly inputs: SpikeInput[];
  readonly probes: ChipProbe[];
}
