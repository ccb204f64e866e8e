import { compile } from '../../../src/compile/compile.js';
import type { Program } from '../../../src/compile/program.js';
import { seededRandom } from '../../../src/core/random.js';
import { Network } from '../../../src/network/network.js';
import type { Signal } from '../../../src/network/signal.js';
import { dense } from '../../../src/operators/dense.js';
import { loihiLif } from '../../../src/operators/loihi-lif.js';
import { loihiSpikingRelu } from '../../../src/operators/loihi-spiking-relu.js';
import { lowpass } from '../../../src/operators/lowpass.js';

/** What a chain of layers is like. */
export interface ChainOptions {
  readonly layers: number;
  readonly neurons: number;
  /** Every layer also drives itself, so that no layer can run ahead. */
  readonly loops?: boolean;
  /** All layers drive the first, through the last. */
  readonly circle?: boolean;
  /** Also read registers, which cannot be looked at while steps are on their way. */
  readonly voltages?: boolean;
}

/** Dense layers one behind another on an input `u` of as many neurons; every layer is probed. */
export function chain(options: ChainOptions): Program {
  const { layers, neurons: n, loops = false, circle = false, voltages = false } = options;
  const random = seededRandom(layers * 1000 + n);
  const network = new Network();
  const weights = (size: number) =>
    dense({
      shape: [n, n],
      data: Float64Array.from({ length: n * n }, () => (size * (random.normal() + 0.5)) / n),
    });
  const bias = () => Float64Array.from({ length: n }, () => random.uniform());
  const signals: Signal[] = [network.input('u', n, { kind: 'spikes' })];
  for (let i = 0; i < layers; i++) {
    const neurons =
      i % 2 === 0 ? loihiLif({ bias: bias() }) : loihiSpikingRelu({ bias: bias(), gain: 40 });
    const here = signals
      .at(-1)!
      .pipe(weights(i % 2 === 0 ? 0.1 : 2), lowpass(0.004), neurons)
      .named(`layer${i}`);
    if (loops) here.pipe(weights(0.05), lowpass(0.002)).into(here);
    signals.push(here);
  }
  if (circle) signals.at(-1)!.pipe(weights(0.05), lowpass(0.01)).into(signals[1]!);
  const probes = Object.fromEntries(
    signals
      .slice(1)
      .flatMap((signal, i) => [
        [`layer${i}`, signal],
        ...(voltages ? ([[`voltage${i}`, signal.state('voltage')]] as const) : []),
      ]),
  );
  return compile(network, { probes, validate: false });
}
