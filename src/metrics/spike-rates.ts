import { sumOf } from './energy.js';

/** Above this the chip's timesteps of 1 ms distort how a neuron answers. */
export const DISTORTED_HZ = 250;

/** Spikes per neuron and second of one population. */
export interface SpikeRates {
  readonly name: string;
  readonly neurons: number;
  readonly meanHz: number;
  readonly medianHz: number;
  /** 99 of 100 neurons are at this rate or below. */
  readonly p99Hz: number;
  readonly maxHz: number;
  /** Share of neurons that never spiked, and share above 250 Hz; 0 to 1. */
  readonly silent: number;
  readonly above250Hz: number;
}

/** Sums up how fast the neurons of a population fired in so many seconds. */
export function spikeRates(name: string, perNeuron: Float64Array, seconds: number): SpikeRates {
  const rates = Float64Array.from(perNeuron, (spikes) => spikes / seconds).sort();
  const n = rates.length;
  const share = (holds: (rate: number) => boolean): number => rates.filter(holds).length / n;
  return {
    name,
    neurons: n,
    meanHz: sumOf(rates) / n,
    medianHz: (rates[(n - 1) >> 1]! + rates[n >> 1]!) / 2,
    p99Hz: rates[Math.ceil(0.99 * n) - 1]!,
    maxHz: rates[n - 1]!,
    silent: share((rate) => rate === 0),
    above250Hz: share((rate) => rate > DISTORTED_HZ),
  };
}
