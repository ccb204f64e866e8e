import type { FilterSystem } from '../core/linear-system.js';

const passing: FilterSystem = {
  A: new Float64Array(0),
  B: new Float64Array(0),
  C: new Float64Array(0),
  D: 1,
};

/** 1 / (tau s + 1) held constant over each timestep (zero-order hold), controllable form. */
export function lowpassSystem(tau: number, dt: number): FilterSystem {
  if (tau === 0) return passing;
  return {
    A: Float64Array.of(Math.exp(-dt / tau)),
    B: Float64Array.of(-Math.expm1(-dt / tau) * tau),
    C: Float64Array.of(1 / tau),
    D: 0,
  };
}

/** 1 / (tau s + 1)^2 held constant over each timestep (zero-order hold), controllable form. */
export function alphaSystem(tau: number, dt: number): FilterSystem {
  if (tau === 0) return passing;
  const rate = 1 / tau;
  const x = rate * dt;
  const decay = Math.exp(-x);
  return {
    A: Float64Array.of(decay * (1 - x), -decay * rate * x, decay * dt, decay * (1 + x)),
    B: Float64Array.of(decay * dt, secondOrderRest(x) * tau * tau),
    C: Float64Array.of(0, rate * rate),
    D: 0,
  };
}

/** 1 - exp(-x) (1 + x), by its series where the difference would lose digits. */
function secondOrderRest(x: number): number {
  if (x > 0.5) return 1 - Math.exp(-x) * (1 + x);
  let sum = 0;
  let power = 1; // (-x)^k / k!
  for (let k = 1; k <= 16; k++) {
    power *= -x / k;
    sum += (k - 1) * power;
  }
  return sum;
}
