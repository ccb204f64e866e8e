import fc from 'fast-check';
import { from, lastValueFrom, type Observable, of, Subject, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { emulator } from '../../src/chip/emulator.js';
import { compile } from '../../src/compile/compile.js';
import { decodeProgram, encodeProgram } from '../../src/compile/program-file.js';
import type { Chunk } from '../../src/core/chunk.js';
import { Network } from '../../src/network/network.js';
import { dense } from '../../src/operators/dense.js';
import { lif } from '../../src/operators/lif.js';
import { lowpass } from '../../src/operators/lowpass.js';
import { relu } from '../../src/operators/relu.js';
import { stochasticSpiking } from '../../src/operators/stochastic-spiking.js';
import { decodeCheckpoint } from '../../src/run/checkpoint.js';
import { type Device, type Interpreter, interpreter } from '../../src/run/device.js';
import type { RunCheckpoint } from '../../src/run/keeper.js';
import type { CheckpointRequest } from '../../src/run/requests.js';
import { type RunChunk, type RunOptions, run, runFrom } from '../../src/run/run.js';
import { learner } from '../../src/testing/networks.js';
import { settled, slowDevice } from '../support/fake-device.js';
import { noisy } from '../support/noisy.js';
import { chunkOf } from '../support/play.js';
import {
  chunkings,
  declare,
  inputChunks,
  placedNetworks,
  type RandomNetwork,
  randomNetworks,
} from '../support/random-network.js';

const steps = 40;

/** Per probe the rows of all chunks, and the timesteps at which they begin. */
function joined(out: readonly RunChunk[]) {
  const names = Object.keys(out[0]?.data ?? {});
  const rows = names.map((name) => [name, out.flatMap(({ data }) => Array.from(data[name]!))]);
  return { rows: Object.fromEntries(rows), begins: out.map(({ t }) => t) };
}

/** Asks for checkpoints and gathers what comes. */
function keep(...requests: CheckpointRequest[]) {
  const taken: RunCheckpoint[] = [];
  const take = (checkpoint: RunCheckpoint): void => void taken.push(checkpoint);
  return { taken, checkpoints: { at: from(requests), take } };
}

const collect = (out$: Observable<RunChunk>) => lastValueFrom(out$.pipe(toArray()));

/** The part of the rows that comes after timestep t. */
function tail(rows: Record<string, number[]>, t: number): Record<string, number[]> {
  return Object.fromEntries(
    Object.entries(rows).map(([name, all]) => [name, all.slice((all.length / steps) * t)]),
  );
}

/** Input that is cut anew at timestep t, and what comes after it. */
function inputFrom(description: RandomNetwork, t: number): Chunk[] {
  return t === steps ? [] : inputChunks(description, t === 0 ? [steps] : [t, steps - t]).slice(-1);
}

type Options = Omit<RunOptions, 'ahead' | 'overflow'>;

/** Plays through, with a checkpoint on the way, and goes on from it. */
async function checkGoesOn(
  description: RandomNetwork,
  sizes: readonly number[],
  t: number,
  first: Omit<Options, 'probes'>,
  second: Omit<Options, 'probes'>,
): Promise<void> {
  const { network, probes } = declare(description);
  const chunks = inputChunks(description, sizes);
  const plain = joined(await collect(runFrom(chunks, network, { ...first, probes })));
  const { taken, checkpoints } = keep(t);
  const watched = await collect(runFrom(chunks, network, { ...first, probes, checkpoints }));
  expect(joined(watched)).toEqual(plain);
  expect(taken.map((checkpoint) => checkpoint.t)).toEqual([t]);
  const options = { ...second, probes, from: taken[0]!.bytes };
  const rest = joined(await collect(runFrom(inputFrom(description, t), network, options)));
  if (t < steps) expect(rest).toEqual({ rows: tail(plain.rows, t), begins: [t] });
}

const cutPoint = fc.integer({ min: 0, max: steps });

describe('a run goes on from a checkpoint bit for bit', () => {
  const places: [string, () => Device | Interpreter, typeof randomNetworks][] = [
    ['on the emulator', emulator, placedNetworks],
    ['on the interpreter', interpreter, randomNetworks],
    ['as placed', () => interpreter({ placed: true }), placedNetworks],
  ];

  it.each(places)('%s, wherever it was taken', async (_, make, networks) => {
    await fc.assert(
      fc.asyncProperty(networks, chunkings(steps), cutPoint, (description, sizes, t) =>
        checkGoesOn(description, sizes, t, { on: make() }, { on: make() }),
      ),
      { numRuns: 60 },
    );
  });

  it('with precompute, and from lockstep to precompute and back', async () => {
    const way = fc.boolean();
    const arbitraries = [placedNetworks, chunkings(steps), cutPoint, way, way] as const;
    await fc.assert(
      fc.asyncProperty(...arbitraries, async (description, sizes, t, ahead, aheadAfter) => {
        const { network, probes } = declare(description);
        fc.pre(compile(network, { probes }).precomputable);
        await checkGoesOn(
          description,
          sizes,
          t,
          { on: emulator(), precompute: ahead },
          { on: emulator(), precompute: aheadAfter },
        );
      }),
      { numRuns: 60 },
    );
  });

  it('for a program that was loaded from a file', async () => {
    await fc.assert(
      fc.asyncProperty(placedNetworks, cutPoint, async (description, t) => {
        const { network, probes } = declare(description);
        const program = compile(network, { probes });
        const loaded = () => decodeProgram(encodeProgram(program));
        const chunks = inputChunks(description, [steps]);
        const { taken, checkpoints } = keep(t);
        const on = emulator();
        const whole = joined(await collect(runFrom(chunks, loaded(), { on, checkpoints })));
        const options = { on, from: taken[0]!.bytes };
        const rest = joined(await collect(runFrom(inputFrom(description, t), program, options)));
        if (t < steps) expect(rest.rows).toEqual(tail(whole.rows, t));
      }),
      { numRuns: 20 },
    );
  });

  it('in the middle of the noise of the chip', async () => {
    await fc.assert(
      fc.asyncProperty(placedNetworks, cutPoint, async (description, t) => {
        const { network, probes } = declare(description);
        const program = noisy(compile(network, { probes }));
        const on = emulator();
        const { taken, checkpoints } = keep(t);
        const chunks = inputChunks(description, [steps]);
        const whole = joined(await collect(runFrom(chunks, program, { on, checkpoints })));
        const options = { on, from: taken[0]!.bytes };
        const rest = joined(await collect(runFrom(inputFrom(description, t), program, options)));
        if (t < steps) expect(rest.rows).toEqual(tail(whole.rows, t));
      }),
      { numRuns: 30 },
    );
    const [description] = fc.sample(placedNetworks, { numRuns: 1, seed: 3 }) as [RandomNetwork];
    const { network, layers } = declare(description);
    const program = compile(network, { probes: { v: layers.at(-1)!.state('voltage') } });
    const chunks = inputChunks(description, [steps]);
    const [silent] = await collect(runFrom(chunks, program, { on: emulator() }));
    const [loud] = await collect(runFrom(chunks, noisy(program), { on: emulator() }));
    expect(loud!.data.v).not.toEqual(silent!.data.v);
  });

  it('while a decoder learns, and while neurons spike at random', async () => {
    const { network, probes } = learner();
    const x = network.get('x').pipe(stochasticSpiking(relu(), { gain: 300, onChip: false }));
    const all = { ...probes, random: x };
    const input = (t: number, length: number): Chunk => {
      const wave = Float64Array.from({ length }, (_, s) => Math.sin((t + s) / 9));
      return { t, steps: length, data: { x: wave, e: wave.map((value) => -value) } };
    };
    for (const on of [emulator(), interpreter(), interpreter({ placed: true })]) {
      const { taken, checkpoints } = keep(77);
      const options = { probes: all, on, checkpoints };
      const whole = await collect(runFrom([input(0, 150)], network, options));
      const rest = { probes: all, on, from: taken[0]!.bytes };
      const [second] = await collect(runFrom([input(77, 73)], network, rest));
      for (const name of Object.keys(all)) {
        const rows = whole[0]!.data[name]!;
        const wanted = rows.slice((rows.length / 150) * 77);
        expect(second!.data[name], `${name} on ${on.name}`).toEqual(wanted);
      }
      const cold = await collect(runFrom([input(77, 73)], network, { probes: all, on }));
      expect(cold[0]!.data.learned).not.toEqual(second!.data.learned);
    }
  });

  it('from a checkpoint of a run that went on from one', async () => {
    const [description] = fc.sample(placedNetworks, { numRuns: 1, seed: 8 }) as [RandomNetwork];
    const { network, probes } = declare(description);
    const [a, b, c] = inputChunks(description, [11, 13, 16]);
    const on = emulator();
    const whole = joined(await collect(runFrom([a!, b!, c!], network, { probes, on })));
    const one = keep('end');
    await collect(runFrom([a!], network, { probes, on, ...one }));
    const two = keep('end');
    const resumed = { probes, on, ...two, from: one.taken[0]!.bytes };
    await collect(runFrom([b!], network, resumed));
    expect([one.taken[0]!.t, two.taken[0]!.t]).toEqual([11, 24]);
    const last = { probes, on, from: two.taken[0]!.bytes };
    const rest = joined(await collect(runFrom([c!], network, last)));
    expect(rest).toEqual({ rows: tail(whole.rows, 24), begins: [24] });
  });
});

function small() {
  const net = new Network();
  const y = net.input('x', 1).pipe(dense([[3]]), lif({ bias: 1 }), lowpass(0.01));
  return { net, probes: { y } };
}

const ones = (length: number, t = 0) => chunkOf('x', new Array<number>(length).fill(1), t);

describe('a checkpoint is taken', () => {
  it('between chunks when it is asked for now, after what was emitted', async () => {
    const { net, probes } = small();
    const input = new Subject<Chunk>();
    const at = new Subject<CheckpointRequest>();
    const log: string[] = [];
    const take = ({ t }: RunCheckpoint): void => void log.push(`kept ${t}`);
    input
      .pipe(run(net, { probes, checkpoints: { at, take } }))
      .subscribe({ next: ({ t }) => log.push(`rows ${t}`), complete: () => log.push('complete') });
    at.next('now');
    input.next(ones(4));
    at.next(9);
    input.next(ones(4, 4));
    input.next(ones(4, 8));
    at.next(3);
    at.next('end');
    input.complete();
    expect(log).toEqual([
      ...['kept 0', 'rows 0', 'rows 4', 'kept 9', 'rows 8', 'kept 12', 'kept 12', 'complete'],
    ]);
    expect(at.observed).toBe(false);
  });

  it('when the device is done with its chunk, once for all who asked meanwhile', async () => {
    const { net, probes } = small();
    const slow = slowDevice();
    const input = new Subject<Chunk>();
    const at = new Subject<CheckpointRequest>();
    const log: string[] = [];
    const take = ({ t }: RunCheckpoint): void => void log.push(`kept ${t}`);
    const options = { probes, on: slow.device, checkpoints: { at, take } };
    const subscription = input
      .pipe(run(net, options))
      .subscribe(({ t, steps: n }) => log.push(`rows ${t}, ${n}`));
    input.next(ones(1));
    at.next('now');
    at.next('now');
    expect(log).toEqual([]);
    await slow.finish();
    expect(log).toEqual(['rows 0, 1', 'kept 1']);
    at.next(2);
    input.next(ones(2, 1));
    await slow.finish();
    expect(log.slice(2)).toEqual(['kept 2']);
    await slow.finish();
    expect(log.slice(3)).toEqual(['rows 1, 2']);
    subscription.unsubscribe();
    expect(at.observed).toBe(false);
  });

  it('with the count of what was dropped, which goes on', async () => {
    const { net, probes } = small();
    const slow = slowDevice();
    const input = new Subject<Chunk>();
    const { taken, checkpoints } = keep('end');
    const dropped: number[] = [];
    const on = slow.device;
    input
      .pipe(run(net, { probes, on, ahead: 1, overflow: 'drop-oldest', checkpoints }))
      .subscribe((chunk) => dropped.push(chunk.dropped));
    for (let t = 0; t < 5; t++) input.next(ones(1, t));
    input.complete();
    for (let k = 0; k < 2; k++) await slow.finish();
    await settled();
    expect(dropped).toEqual([0, 3]);
    expect(decodeCheckpoint(taken[0]!.bytes)).toMatchObject({ t: 2, dropped: 3 });
    const options = { probes, from: taken[0]!.bytes, on: slow.device };
    const rest: number[] = [];
    of(ones(1))
      .pipe(run(net, options))
      .subscribe((chunk) => rest.push(chunk.dropped, chunk.t));
    await slow.finish();
    expect(rest).toEqual([3, 2]);
  });

  it('never after the subscriber has left', async () => {
    const { net, probes } = small();
    const { taken, checkpoints } = keep(2, 'end');
    const subscription = runFrom([ones(2), ones(2, 2)], net, { probes, checkpoints }).subscribe(
      () => subscription.unsubscribe(),
    );
    await settled();
    expect(taken).toEqual([]);
  });
});
