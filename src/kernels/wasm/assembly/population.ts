// Populations whose timestep needs arithmetic only; two neurons at once, the odd one by itself.
// Every expression has the order of the kernel in TypeScript, so the bits are the same. A gain or bias
// that all neurons share lies there twice and is read with the mask 0, one per neuron with ~0.

/** v += max(J, 0) dt; k = floor(v); out = height k; v -= k. */
export function spikingRelu(
  n: i32,
  input: usize,
  gain: usize,
  gainMask: usize,
  bias: usize,
  biasMask: usize,
  current: usize,
  voltage: usize,
  output: usize,
  dt: f64,
  height: f64,
): void {
  const zero = f64x2.splat(0);
  const dts = f64x2.splat(dt);
  const heights = f64x2.splat(height);
  const end: usize = (<usize>n) << 3;
  let i: usize = 0;
  for (; i + 16 <= end; i += 16) {
    const scaled = f64x2.mul(v128.load(gain + (i & gainMask)), v128.load(input + i));
    const J = f64x2.add(scaled, v128.load(bias + (i & biasMask)));
    v128.store(current + i, J);
    const v = f64x2.add(v128.load(voltage + i), f64x2.mul(f64x2.max(J, zero), dts));
    const spikes = f64x2.floor(v);
    v128.store(output + i, f64x2.mul(heights, spikes));
    v128.store(voltage + i, f64x2.sub(v, spikes));
  }
  for (; i < end; i += 8) {
    const J =
      load<f64>(gain + (i & gainMask)) * load<f64>(input + i) + load<f64>(bias + (i & biasMask));
    store<f64>(current + i, J);
    const v = load<f64>(voltage + i) + max<f64>(J, 0) * dt;
    const spikes = floor<f64>(v);
    store<f64>(output + i, height * spikes);
    store<f64>(voltage + i, v - spikes);
  }
}

/** v += J dt; v > 1: out = height, v = 0; else out = 0, v not below 0. */
export function loihiSpikingRelu(
  n: i32,
  input: usize,
  gain: usize,
  gainMask: usize,
  bias: usize,
  biasMask: usize,
  current: usize,
  voltage: usize,
  output: usize,
  dt: f64,
  height: f64,
): void {
  const zero = f64x2.splat(0);
  const one = f64x2.splat(1);
  const dts = f64x2.splat(dt);
  const heights = f64x2.splat(height);
  const end: usize = (<usize>n) << 3;
  let i: usize = 0;
  for (; i + 16 <= end; i += 16) {
    const scaled = f64x2.mul(v128.load(gain + (i & gainMask)), v128.load(input + i));
    const J = f64x2.add(scaled, v128.load(bias + (i & biasMask)));
    v128.store(current + i, J);
    const v = f64x2.add(v128.load(voltage + i), f64x2.mul(J, dts));
    const spikes = f64x2.gt(v, one);
    v128.store(output + i, v128.and(spikes, heights));
    v128.store(voltage + i, v128.andnot(v, v128.or(spikes, f64x2.lt(v, zero))));
  }
  for (; i < end; i += 8) {
    const J =
      load<f64>(gain + (i & gainMask)) * load<f64>(input + i) + load<f64>(bias + (i & biasMask));
    store<f64>(current + i, J);
    const v = load<f64>(voltage + i) + J * dt;
    const spikes = v > 1;
    store<f64>(output + i, spikes ? height : 0);
    store<f64>(voltage + i, spikes || v < 0 ? 0 : v);
  }
}
