// Where things lie in the shared memory, in 4-byte words unless said otherwise. The kernels and the
// code that fills the memory both read this file, so it must stay plain enums.

/** Fixed places, in bytes. Nothing lies below 1024, which lets the compiler fold small offsets. */
export enum Place {
  /** Words every kernel needs; see `Header`. */
  HEADER = 1024,
  /** Control lines of 64 bytes each; see `Line`. */
  CONTROL = 2048,
  /** 256 rows of eight 16-bit positions: the bits set in a byte, in ascending order. */
  POSITIONS = 8192,
  /** One area for every thread; see `Member`. */
  MEMBERS = 16384,
  /** Bytes of one thread's area. */
  MEMBER_SIZE = 16384,
  /** Threads there is room for. */
  MAX_MEMBERS = 64,
  /** Everything else. */
  HEAP = 1064960,
}

export enum Header {
  /** Slots of the spike rings minus one; the number of slots is a power of two. */
  SLOT_MASK,
  /** 4095, the mask of a decay's fraction. */
  FRACTION,
  /** The last timestep of an order. */
  LAST_STEP,
}

/** Words of the control block, each in a line of 16 words of its own: its number, in words. */
export enum Control {
  /** 0 while the threads work together; anything else ends every wait. */
  STATE = 0,
  /** Threads asleep, so that nobody is woken for nothing. */
  SLEEPERS = 16,
  /** Number of the last order, then what it says: table of stages, first timestep, how many, chunk. */
  ORDER = 32,
  TABLE = 33,
  FROM = 34,
  COUNT = 35,
  CHUNK = 36,
  /** Number of the last order a thread has finished, one line for each. */
  DONE = 48,
}

/** Layers that are stepped together, as far as their sources and readers let them. */
export enum Stage {
  /** Addresses and number of stages whose spikes of the step before are needed. */
  SOURCES,
  FIRST_SOURCE,
  /** Stages that read what this one writes, and must be done with a slot before it is used again. */
  READERS,
  FIRST_READER,
  /** Threads that take part, one line of progress for each: the last timestep they have done. */
  MEMBERS,
  PROGRESS,
  /** Per thread the address of its list of units, and how many there are. */
  LISTS,
  LENGTHS,
  SIZE,
}

/** A thread's area: counters in the first line, then the scratch list of `Run`s. */
export enum Member {
  /** Weights added, a 64-bit number (two words). */
  OPS,
  OPS_HIGH,
  /** Weights added in the last timestep of an order, a 64-bit number (two words). */
  LAST_OPS,
  LAST_OPS_HIGH,
  /** Or-ed overflow flags. */
  FLAGS,
  /** First word of the scratch list. */
  RUNS = 16,
}

/** The most runs one output row may have: what fits the scratch list. */
export enum Limit {
  RUNS = 500,
}

/** Spikes of up to 64 channels of a layer: per ring slot and row a list of events x * C + c. */
export enum Plane {
  EVENTS,
  EVENT_SLOT,
  EVENT_ROW,
  /** Per row W + 1 positions in the list: where the events of column x begin. */
  POINTERS,
  POINTER_SLOT,
  POINTER_ROW,
  H,
  W,
  C,
  SIZE,
}

/** One output row of a plane, all columns; or one partition of a pool. */
export enum Unit {
  KERNEL,
  PLANE,
  ROW,
  COUNT,
  FIRST,
  SIZE,
}

/** Columns of an output row that lie in one region. */
export enum Segment {
  X0,
  X1,
  U,
  V,
  BIAS,
  /** Refractory counters; 0 where the kernel has none. */
  R,
  /** Where the synaptic input is kept for somebody who looks; 0: nowhere. */
  Q,
  REGION,
  SIZE,
}

/** Positions that share their weights and neuron parameters, lane by lane. */
export enum Region {
  LANES,
  KEEP_U,
  KEEP_V,
  VMIN,
  PAUSE,
  /** Per lane: the power of two that brings a mantissa sum to its weight. */
  FACTOR,
  VTH,
  LINKS,
  FIRST_LINK,
  SIZE,
}

/** A source plane seen through a kernel window, with weights [ky][kx][c][lane], lanes in pairs. */
export enum Link {
  PLANE,
  KH,
  KW,
  SY,
  SX,
  /** Window start of output 0. */
  OY,
  OX,
  WEIGHTS,
  SIZE,
}

/** One kernel row of a link for one output row: what does not change along the row. */
export enum Run {
  POINTERS,
  EVENTS,
  WEIGHTS,
  SX,
  OX,
  KW,
  W,
  STEP,
  SIZE,
}

/** A range of neurons reached through compressed rows. */
export enum Pool {
  /** Neurons, and neurons rounded up to a multiple of 8. */
  N,
  PADDED,
  /** Accumulators: 16 bits each, or 32 where the pool is checked. */
  SUMS,
  U,
  V,
  BIAS,
  R,
  Q,
  /** Parameters, one word a neuron; a pool of one kind reads `KEEP_U` and so on as numbers. */
  KEEP_U,
  KEEP_V,
  VMIN,
  VMAX,
  PAUSE,
  FACTOR,
  VTH,
  LINKS,
  FIRST_LINK,
  SIZE,
}

/** Compressed rows of the neurons of a source plane, in the order row, event. */
export enum Rows {
  PLANE,
  STARTS,
  TARGETS,
  WEIGHTS,
  SIZE,
}

/** How host spikes find their rows: three 16-bit numbers and a plane for every neuron. */
export enum Entry {
  N,
  PLANES,
  /** Addresses of the planes. */
  PLANE_LIST,
  PLANE_OF,
  ROW_OF,
  EVENT_OF,
  COLUMN_OF,
  SIZE,
}

/** How the spikes of a layer leave: its planes side by side, and the number of every neuron. */
export enum Exit {
  PLANES,
  /** Addresses of the planes. */
  PLANE_LIST,
  /** Addresses of 32-bit neuron numbers in the order row, event. */
  NUMBER_LIST,
  SIZE,
}

/** Which kernel steps a unit; `PLAIN`, `WRAPPING`, `LEAKY` and `LEAKY_WRAPPING` have one per lane count. */
export enum Kernel {
  PLAIN = 0,
  WRAPPING = 3,
  LEAKY = 6,
  LEAKY_WRAPPING = 9,
  POOL = 12,
  PROVEN_POOL = 13,
  CHECKED_POOL = 14,
}
