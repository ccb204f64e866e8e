import type { Rows } from '../core/chunk.js';
import type { NeuronLayer } from './measurable.js';
import type { LayerActivity } from './measurement.js';

/** Above this the chip's rates, 1000 / k at 1 ms, are more than 50 Hz apart. */
const COARSE_HZ = 250;

/** Gathers the rates of one layer, sample by sample. */
export interface RateTally {
  /** Adds the rows of one sample. */
  add(rows: Rows, steps: number): void;
  /** What was gathered. */
  activity(): LayerActivity;
}

/**
 * Opens the gathering for a layer. The mean of an output over time, over the amplitude, is a rate, for
 * spikes as for neurons that give rates.
 *
 * @param steps timesteps per sample, which decide the rates there can be
 * @param oneSecond count the spikes of a second per sample: for networks that answer in one pass
 */
export function openRateTally(
  layer: NeuronLayer,
  { steps, dt, oneSecond }: { readonly steps: number; readonly dt: number; oneSecond: boolean },
): RateTally {
  const { size, amplitude } = layer;
  const sums = new Float64Array(size);
  const sample = new Float64Array(size);
  // Of every rate that occurred how often: whole spikes where there are spikes, else whole Hz.
  const wholeSpikes = layer.spiking && !oneSecond;
  const unit = wholeSpikes ? 1 / (steps * dt) : 1;
  let found = new Float64Array(64);
  let samples = 0;
  let activeSum = 0;
  let maxHz = 0;
  const addRates = (toHz: number): void => {
    let active = 0;
    let total = 0;
    for (let i = 0; i < size; i++) {
      const value = sample[i]!;
      if (value <= 0) continue;
      const bin = Math.round((value * toHz) / unit);
      // Spikes are whole, whatever width their values have.
      const hz = wholeSpikes ? bin * unit : value * toHz;
      sums[i] = sums[i]! + hz;
      active += 1;
      total += hz;
      if (hz > maxHz) maxHz = hz;
      if (bin >= found.length) found = grown(found, 2 * bin);
      found[bin] = found[bin]! + 1;
    }
    activeSum += active === 0 ? 0 : total / active;
    samples += 1;
  };
  return {
    add(rows, played) {
      sample.fill(0);
      for (let s = 0, at = 0; s < played; s++) {
        for (let i = 0; i < size; i++, at++) {
          const value = rows[at]!;
          if (value !== 0) sample[i] = sample[i]! + value;
        }
      }
      addRates(1 / (amplitude * played));
    },
    activity() {
      const meanHz = sums.reduce((a, b) => a + b, 0) / size / samples;
      return {
        layer: layer.name,
        neurons: size,
        onChip: layer.onChip,
        meanHz,
        activeMeanHz: activeSum / samples,
        maxHz,
        p99Hz: Math.min(percentile(found, 0.99) * unit, maxHz),
        p999Hz: Math.min(percentile(found, 0.999) * unit, maxHz),
        ratesHz: Float32Array.from(sums, (sum) => sum / samples),
        silent: sums.reduce((n, sum) => n + Number(sum === 0), 0) / size,
        above250: shareAbove(found, COARSE_HZ / unit),
        spikesPerSample: meanHz * size * (oneSecond ? 1 : steps * dt),
      };
    },
  };
}

function grown(bins: Float64Array, length: number): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(length);
  larger.set(bins);
  return larger;
}

const totalOf = (bins: Float64Array): number => bins.reduce((n, times) => n + times, 0);

/** The bin of the nearest rank; 0 of nothing. */
function percentile(bins: Float64Array, share: number): number {
  let rank = Math.ceil(share * totalOf(bins));
  const bin = bins.findIndex((times) => {
    rank -= times;
    return times > 0 && rank <= 0;
  });
  return Math.max(bin, 0);
}

function shareAbove(bins: Float64Array, limit: number): number {
  const total = totalOf(bins);
  // Rates are made of whole bins: 7.5 bins of 33.3 Hz are 250 Hz, 8 are above.
  const above = totalOf(bins.subarray(Math.floor(limit + 1e-9) + 1));
  return total === 0 ? 0 : above / total;
}
