/** Bits of the synaptic accumulator, sign not counted. */
export const Q_BITS = 21;
/** Bits of the current and of current + bias, sign not counted. */
export const U_BITS = 23;

/** Fraction bits of decays. */
export const DECAY_BITS = 12;
/** Factor from a float decay to an integer decay. */
export const MAX_DECAY = 4095;
/** Smallest float decay whose input may be scaled by it. */
export const DECAY_SCALE_TH = 0.5 / 4096;

/** Fixed exponent of thresholds. */
export const VTH_EXP = 6;
/** Largest threshold mantissa, 17 bits. */
export const VTH_MAN_MAX = 131071;
/** Largest threshold. */
export const VTH_MAX = VTH_MAN_MAX * 2 ** VTH_EXP;

/** Largest magnitude of a bias mantissa, 12 bits. */
export const BIAS_MAN_MAX = 4095;
/** Largest bias exponent, 3 bits. */
export const BIAS_EXP_MAX = 7;
/** Largest bias magnitude. */
export const BIAS_MAX = BIAS_MAN_MAX * 2 ** BIAS_EXP_MAX;

/** Largest weight mantissa before the format shift, 8 bits. */
export const WEIGHT_MAN_MAX = 255;
/** Weights are scaled by 2^(WEIGHT_EXP_BASE + weightExp). */
export const WEIGHT_EXP_BASE = 6;
/** Smallest weight exponent the format can hold. */
export const WEIGHT_EXP_MIN = -7;
/** Largest weight exponent the format can hold. */
export const WEIGHT_EXP_MAX = 7;
/** Smallest weight exponent that is chosen for a group on its own. */
export const WEIGHT_EXP_CHOSEN_MIN = -6;

/** Learning accumulator bits, sign not counted. */
export const LEARN_BITS = 15;
/** Extra low bits of weights during learning. */
export const LEARN_FRAC = 7;
/** Bits of one factor of the learning rule. */
export const LEARN_FACTOR_BITS = 7;
/** Mantissa bits of the learning rate. */
export const LEARN_RATE_BITS = 3;
/** Traces are clipped here. */
export const TRACE_MAX = 127;
/** Errors are clipped to -PES_ERROR_MAX .. PES_ERROR_MAX. */
export const PES_ERROR_MAX = 127;

/** Noise draws are integers in -NOISE_DRAW_MAX .. NOISE_DRAW_MAX. */
export const NOISE_DRAW_MAX = 127;
/** Smallest base-2 noise exponent. */
export const NOISE_EXP_MIN = 1;
/** Largest base-2 noise exponent. */
export const NOISE_EXP_MAX = 23;

/** Compartments of one core. */
export const MAX_COMPARTMENTS = 1024;
/** Input axons of one core. */
export const MAX_IN_AXONS = 4096;
/** Output axon slots of one core. */
export const MAX_OUT_AXONS = 4096;
/** Synapse memory of one core: 16384 words of 64 bits. */
export const MAX_SYNAPSE_BITS = 16384 * 64;

/** Index-bits code -> bits. */
export const INDEX_BITS_MAP: readonly number[] = [0, 6, 7, 8, 9, 10, 11, 12];
/** Weight-bits code -> bits. */
export const WEIGHT_BITS_MAP: readonly number[] = [0, 1, 2, 3, 4, 5, 6, 8];

/** Number of compartment bases an input axon can hold, 8 bits. */
export const COMPARTMENT_BASES = 256;
