import { loihiTauRc, loihiTauRef } from '../../../src/kernels/loihi-tau.js';
import type { CurveSpec } from '../../../src/train/curves/spec.js';

/** A spec with what it should do, in float64, written down a second time. */
export interface Formula {
  readonly name: string;
  readonly spec: CurveSpec;
  readonly forward: (x: number) => number;
  /** The function whose slope is the gradient. */
  readonly smooth: (x: number) => number;
  /** Distance of x from the next stair, in stairs; Infinity without stairs. */
  readonly fromStair: (x: number) => number;
  readonly points: readonly number[];
}

const dt = 0.001;
const smoothly = { fromStair: () => Number.POSITIVE_INFINITY };
const spread = (from: number, to: number, count = 61) =>
  Array.from({ length: count }, (_, i) => Math.fround(from + ((to - from) * i) / (count - 1)));
const fromWhole = (y: number) => (Number.isFinite(y) ? Math.abs(y - Math.round(y)) : 1);

const lif = (tauRc: number, tauRef: number) => (J: number) =>
  J > 1 ? 1 / (tauRef + tauRc * Math.log1p(1 / (J - 1))) : 0;

function softLif(tauRc: number, tauRef: number, sigma: number) {
  return (J: number) => {
    const x = (J - 1) / sigma;
    const log =
      x <= -20
        ? -x - Math.log(sigma)
        : Math.log1p(
            1 / (sigma * (x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x)))),
          );
    return 1 / (tauRef + tauRc * log);
  };
}

function of(
  spec: CurveSpec,
  forward: (J: number) => number,
  smooth: (J: number) => number,
  points: readonly number[],
  stair: (J: number) => number = () => Number.POSITIVE_INFINITY,
): Formula {
  const { gain = 1, amplitude = 1 } = spec;
  return {
    name: JSON.stringify(spec),
    spec,
    forward: (x) => amplitude * forward(gain * x),
    smooth: (x) => amplitude * smooth(gain * x),
    fromStair: (x) => stair(gain * x),
    points,
  };
}

const relu = (J: number) => Math.max(J, 0);
const leaky = (J: number) => (J > 0 ? J : 0.3 * J);
const logistic = (J: number) => 100 / (1 + Math.exp(-J));
const rectifiedStair = (J: number) =>
  J > 0 ? dt * Math.ceil(1 / J / dt) : Number.POSITIVE_INFINITY;
const rectifiedSmooth = (J: number) => (J > 0 ? 1 / (0.5 * dt + 1 / J) : 0);

function loihiLif(
  tauRc: number,
  tauRef: number,
  sigma: number,
  points: readonly number[],
  gain = 1,
) {
  const rc = loihiTauRc(tauRc, dt);
  const ref = loihiTauRef(tauRef, dt);
  const steps = (J: number) =>
    J > 1 ? (ref + rc * Math.log1p(1 / (J - 1))) / dt : Number.POSITIVE_INFINITY;
  const spec = {
    kind: 'loihiLif',
    tauRc,
    tauRef,
    smoothing: sigma,
    gain,
    amplitude: 0.01,
  } as const;
  const smooth = sigma > 0 ? softLif(rc, ref + dt / 2, sigma) : lif(rc, ref + dt / 2);
  return of(
    spec,
    (J) => 1 / (dt * Math.ceil(steps(J))),
    smooth,
    points,
    (J) => fromWhole(steps(J)),
  );
}

/** Every kind at least once; points keep off the kinks, where there is no slope. */
export const formulas: readonly Formula[] = [
  of({ kind: 'relu' }, relu, relu, spread(-2.01, 3)),
  of({ kind: 'spikingRelu', gain: 100, amplitude: 0.01 }, relu, relu, spread(-2.01, 3)),
  of({ kind: 'relu', negativeSlope: 0.3, gain: 7, amplitude: 2 }, leaky, leaky, spread(-2.01, 3)),
  of(
    { kind: 'loihiSpikingRelu' },
    (J) => 1 / rectifiedStair(J),
    rectifiedSmooth,
    spread(-50, 1500),
    (J) => fromWhole(1 / J / dt),
  ),
  of(
    { kind: 'loihiSpikingRelu', gain: 100, amplitude: 0.01 },
    (J) => 1 / rectifiedStair(J),
    rectifiedSmooth,
    spread(-1.01, 12),
    (J) => fromWhole(1 / J / dt),
  ),
  of({ kind: 'lif' }, lif(0.02, 0.002), lif(0.02, 0.002), [
    ...spread(-2, 0.98),
    ...spread(1.05, 9),
  ]),
  of(
    { kind: 'lif', gain: 2, amplitude: 0.1, tauRc: 0.035, tauRef: 0 },
    lif(0.035, 0),
    lif(0.035, 0),
    [...spread(-2, 0.49), ...spread(0.55, 9)],
  ),
  of(
    { kind: 'lif', smoothing: 0.01 },
    softLif(0.02, 0.002, 0.01),
    softLif(0.02, 0.002, 0.01),
    spread(-1.013, 4),
  ),
  of(
    { kind: 'softLif', smoothing: 0.5, gain: 3, amplitude: 1 / 150 },
    softLif(0.02, 0.002, 0.5),
    softLif(0.02, 0.002, 0.5),
    spread(-4.03, 6),
  ),
  loihiLif(0.02, 0.002, 0, [...spread(-2, 0.98), ...spread(1.05, 9)]),
  loihiLif(0.035, 0.0034, 0.02, spread(-1.013, 5), 2),
  of({ kind: 'sigmoid', tauRef: 0.01, gain: 2 }, logistic, logistic, spread(-9, 9)),
  of({ kind: 'tanh', amplitude: 3 }, Math.tanh, Math.tanh, spread(-5, 5)),
  of(
    { kind: 'linear', gain: 5, amplitude: 0.5 },
    (J) => J,
    (J) => J,
    spread(-2, 2),
  ),
].map((formula) => ({ ...smoothly, ...formula }));

/** The slope of a smooth function, from differences whose error is of fourth order. */
export function slopeOf(f: (x: number) => number, x: number): number {
  const central = (h: number) => (f(x + h) - f(x - h)) / (2 * h);
  const h = 1e-4 * Math.max(Math.abs(x), 0.1);
  return (4 * central(h / 2) - central(h)) / 3;
}
