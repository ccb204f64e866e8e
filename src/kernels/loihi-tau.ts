/** Rounds to the nearest whole number, halves to the even one. */
export function roundHalfEven(x: number): number {
  const below = Math.floor(x);
  const rest = x - below;
  if (rest !== 0.5) return rest < 0.5 ? below : below + 1;
  return below % 2 === 0 ? below : below + 1;
}

/**
 * The membrane time constant the chip really has: its decay is a whole number of 4095ths per timestep.
 * Infinite if the decay rounds to 0.
 */
export function loihiTauRc(tauRc: number, dt: number): number {
  const decay = roundHalfEven(-Math.expm1(-dt / tauRc) * 4095) / 4095;
  return decay === 0 ? Number.POSITIVE_INFINITY : -dt / Math.log1p(-decay);
}

/** The refractory period the chip really has: a whole number of timesteps. */
export function loihiTauRef(tauRef: number, dt: number): number {
  return dt * roundHalfEven(tauRef / dt);
}
