// Leaky neurons, two at once. Where a neuron needs a logarithm or an exponential, nothing of it is
// changed but its place is listed in `rest`; so is the odd one at the end.

/** J = gain input + bias; a mask is 0 for a value that all share and that lies there twice, else ~0. */
export function drive(
  n: i32,
  input: usize,
  gain: usize,
  gainMask: usize,
  bias: usize,
  biasMask: usize,
  current: usize,
): void {
  const end: usize = (<usize>n) << 3;
  let i: usize = 0;
  for (; i + 16 <= end; i += 16) {
    const scaled = f64x2.mul(v128.load(gain + (i & gainMask)), v128.load(input + i));
    v128.store(current + i, f64x2.add(scaled, v128.load(bias + (i & biasMask))));
  }
  if (i < end) {
    const scaled = load<f64>(gain + (i & gainMask)) * load<f64>(input + i);
    store<f64>(current + i, scaled + load<f64>(bias + (i & biasMask)));
  }
}

/** Lists the neurons of a pair that the mask names; where the next place goes. */
function listPair(rest: usize, i: usize, mask: v128): usize {
  if (i64x2.extract_lane(mask, 0) !== 0) {
    store<u32>(rest, <u32>(i >> 3));
    rest += 4;
  }
  if (i64x2.extract_lane(mask, 1) !== 0) {
    store<u32>(rest, <u32>(i >> 3) + 1);
    rest += 4;
  }
  return rest;
}

/** Those of `lif` that neither spike nor wake in this timestep; how many others there are. */
export function lif(
  n: i32,
  current: usize,
  voltage: usize,
  refractory: usize,
  output: usize,
  rest: usize,
  dt: f64,
  wholeStep: f64,
  minVoltage: f64,
  _height: f64,
  _pause: f64,
): i32 {
  const zero = f64x2.splat(0);
  const one = f64x2.splat(1);
  const dts = f64x2.splat(dt);
  const wholes = f64x2.splat(wholeStep);
  const lowest = f64x2.splat(minVoltage);
  const end: usize = (<usize>n) << 3;
  let to = rest;
  let i: usize = 0;
  for (; i + 16 <= end; i += 16) {
    const before = v128.load(refractory + i);
    const R = f64x2.sub(before, dts);
    const awake = f64x2.le(R, zero);
    const J = v128.load(current + i);
    const old = v128.load(voltage + i);
    const v = f64x2.sub(old, f64x2.mul(f64x2.sub(J, old), v128.and(awake, wholes)));
    const wakes = v128.not(v128.or(awake, f64x2.ge(R, dts)));
    const others = v128.or(wakes, f64x2.gt(v, one));
    v128.store(refractory + i, v128.bitselect(before, R, others));
    v128.store(voltage + i, v128.bitselect(old, f64x2.max(v, lowest), others));
    v128.store(output + i, zero);
    if (v128.any_true(others)) to = listPair(to, i, others);
  }
  if (i < end) to = listPair(to, i, i64x2(-1, 0));
  return <i32>((to - rest) >> 2);
}

/** Those of `loihiLif` that do not wake in this timestep; how many others there are. */
export function loihiLif(
  n: i32,
  current: usize,
  voltage: usize,
  refractory: usize,
  output: usize,
  rest: usize,
  dt: f64,
  wholeStep: f64,
  minVoltage: f64,
  height: f64,
  pause: f64,
): i32 {
  const zero = f64x2.splat(0);
  const one = f64x2.splat(1);
  const dts = f64x2.splat(dt);
  const wholes = f64x2.splat(wholeStep);
  const lowest = f64x2.splat(minVoltage);
  const heights = f64x2.splat(height);
  const pauses = f64x2.splat(pause);
  const end: usize = (<usize>n) << 3;
  let to = rest;
  let i: usize = 0;
  for (; i + 16 <= end; i += 16) {
    const before = v128.load(refractory + i);
    const R = f64x2.sub(before, dts);
    const awake = f64x2.le(R, zero);
    const J = v128.load(current + i);
    const old = v128.load(voltage + i);
    const v = f64x2.sub(old, f64x2.mul(f64x2.sub(J, old), v128.and(awake, wholes)));
    const others = v128.not(v128.or(awake, f64x2.ge(R, dts)));
    const spikes = f64x2.gt(v, one);
    const after = v128.andnot(f64x2.max(v, lowest), spikes);
    v128.store(refractory + i, v128.bitselect(before, v128.bitselect(pauses, R, spikes), others));
    v128.store(voltage + i, v128.bitselect(old, after, others));
    v128.store(output + i, v128.and(spikes, heights));
    if (v128.any_true(others)) to = listPair(to, i, others);
  }
  if (i < end) to = listPair(to, i, i64x2(-1, 0));
  return <i32>((to - rest) >> 2);
}
