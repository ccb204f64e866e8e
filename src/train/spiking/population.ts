/** What spikes of one layer do in one timestep, in plain numbers: one entry per neuron and sample. */
export interface SpikingLayer {
  /** Takes the current of this timestep; afterwards `filtered` holds what later layers see of it. */
  step(current: Float32Array): void;
  /** Filtered output, in units of activation; of the timestep that is over. */
  readonly filtered: Float32Array;
  /** Sum of `filtered` over the timesteps since `restart`. */
  readonly total: Float32Array;
  /** Forgets the sum; voltages and filters go on. */
  restart(): void;
}

/** Integrate-and-fire neurons or leaky ones, as a chip steps them, in float. */
export interface SpikingLayerOptions {
  readonly size: number;
  readonly dt: number;
  /** Firing rate scale: current is multiplied by it, a spike stands for `1 / (scale dt)`. */
  readonly scale: number;
  /** Lowpass behind the neurons, seconds; 0 for none. */
  readonly synapse: number;
  /** Membrane of a leaky neuron, seconds; left out for one that only integrates. */
  readonly leak?: { readonly tauRc: number; readonly tauRef: number };
}

/**
 * Steps of Loihi's neurons for training: at most one spike a step, back to zero after it
 * (`LoihiSpikingRectifiedLinear` and `LoihiLIF` of NengoLoihi), behind a lowpass.
 */
export function spikingLayer(options: SpikingLayerOptions): SpikingLayer {
  const { size, dt, scale, synapse } = options;
  const voltage = new Float32Array(size);
  const filtered = new Float32Array(size);
  const total = new Float32Array(size);
  const kept = synapse === 0 ? 0 : Math.exp(-dt / synapse);
  const height = (1 - kept) / (scale * dt);
  const fire = options.leak === undefined ? integrate : leaky(size, dt, options.leak);
  return {
    filtered,
    total,
    step(current) {
      for (let i = 0; i < size; i++) {
        const spike = fire(i, voltage, scale * current[i]!, dt);
        const value = kept * filtered[i]! + (spike ? height : 0);
        filtered[i] = value;
        total[i]! += value;
      }
    },
    restart: () => total.fill(0),
  };
}

type Fire = (i: number, voltage: Float32Array, current: number, dt: number) => boolean;

const integrate: Fire = (i, voltage, current, dt) => {
  const v = Math.max(voltage[i]! + current * dt, 0);
  const spike = v > 1;
  voltage[i] = spike ? 0 : v;
  return spike;
};

function leaky(
  size: number,
  dt: number,
  { tauRc, tauRef }: { readonly tauRc: number; readonly tauRef: number },
): Fire {
  const rest = new Float32Array(size);
  return (i, voltage, current) => {
    rest[i]! -= dt;
    const awake = Math.min(Math.max(dt - rest[i]!, 0), dt);
    const before = voltage[i]!;
    const v = before - (current - before) * Math.expm1(-awake / tauRc);
    const spike = v > 1;
    voltage[i] = spike ? 0 : Math.max(v, 0);
    if (spike) rest[i] = tauRef + dt;
    return spike;
  };
}
