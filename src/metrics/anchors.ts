/** A measurement that somebody published, of one network on one device, one inference at a time. */
export interface PublishedPower {
  readonly device: string;
  /** Watts with the program loaded and no input, and while running. */
  readonly idleW: number;
  readonly runningW: number;
  readonly inferencesPerSecond: number;
  /** As published: dynamic joules per inference. */
  readonly joules: number;
  readonly source: string;
}

const source =
  'Blouw et al. 2018: keyword spotting, dense 390-256-256-29, batch 1, dynamic power only';

/** What to hold estimates against: systems, measured, where estimates are sums of parts of a core. */
export const publishedPower: readonly PublishedPower[] = [
  row('GPU, Quadro K4000', 14.97, 37.83, 770.39, 0.0298),
  row('CPU, Xeon E5-2630', 17.01, 28.48, 1813.63, 0.0063),
  row('Jetson TX1', 2.64, 4.98, 419, 0.0056),
  row('Movidius NCS', 0.21, 0.647, 300, 0.0015),
  row('Loihi, Wolf Mountain', 0.029, 0.11, 296, 0.00027),
];

function row(
  device: string,
  idleW: number,
  runningW: number,
  inferencesPerSecond: number,
  joules: number,
): PublishedPower {
  return { device, idleW, runningW, inferencesPerSecond, joules, source };
}

/** Joules per inference from measured powers: `dynamic` is what running takes beyond idling. */
export function measuredEnergy(
  measured: Pick<PublishedPower, 'idleW' | 'runningW' | 'inferencesPerSecond'>,
): { readonly running: number; readonly dynamic: number } {
  const { idleW, runningW, inferencesPerSecond } = measured;
  return {
    running: runningW / inferencesPerSecond,
    dynamic: (runningW - idleW) / inferencesPerSecond,
  };
}
