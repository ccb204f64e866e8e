import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { lastValueFrom, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { emulator } from '../../src/chip/emulator.js';
import { decodeDocument, encodeDocument } from '../../src/codec/container.js';
import { compile } from '../../src/compile/compile.js';
import type { Program } from '../../src/compile/program.js';
import { decodeProgram, encodeProgram } from '../../src/compile/program-file.js';
import { convert } from '../../src/convert/convert.js';
import { loadKeras } from '../../src/convert/keras/load.js';
import type { Chunk } from '../../src/core/chunk.js';
import { RxspikeError } from '../../src/core/errors.js';
import { Network } from '../../src/network/network.js';
import { bias } from '../../src/operators/bias.js';
import { conv2d } from '../../src/operators/conv2d.js';
import { decode } from '../../src/operators/decode.js';
import { dense } from '../../src/operators/dense.js';
import { ensemble } from '../../src/operators/ensemble.js';
import { lif } from '../../src/operators/lif.js';
import { lowpass } from '../../src/operators/lowpass.js';
import { pes } from '../../src/operators/pes.js';
import { scale } from '../../src/operators/scale.js';
import { sum } from '../../src/operators/sum.js';
import { runFrom } from '../../src/run/run.js';
import { drawnPictures } from '../../streams/idx/drawn.js';
import { presentChunks } from '../../streams/shape/present.js';
import { chunkings, declare, inputChunks, placedNetworks } from '../support/random-network.js';

async function playAll(program: Program, chunks: Iterable<Chunk>): Promise<unknown> {
  const out = await lastValueFrom(runFrom(chunks, program, { on: emulator() }).pipe(toArray()));
  return out.map(({ t, steps, data }) => ({ t, steps, data }));
}

/** A small program with something of everything: two inputs, a convolution, probes of all kinds. */
function example(): Program {
  const net = new Network({ precision: 64 });
  net.meta.title = 'example';
  const taps = {
    shape: [2, 2, 1, 3],
    data: Float64Array.from({ length: 12 }, (_, i) => i / 6 - 1),
  };
  const spikes = net.input('events', [4, 4, 1], { kind: 'spikes' }).pipe(conv2d(taps), lif());
  const values = net.input('u', 2).pipe(dense([[1, 2]]), lif({ bias: 0.5 }));
  const both = spikes.pipe(dense([Float64Array.from({ length: 27 }, (_, i) => i / 9)]), lif());
  values.pipe(dense([[3]]), lowpass(0.01)).into(both);
  const readout = both.pipe(lowpass(0.02), dense([[0.001]]), bias(1));
  return compile(net, {
    probes: { readout, spikes, voltage: both.state('voltage'), filtered: both.pipe(lowpass(0.01)) },
  });
}

/** Values decoded on the chip, one of which learns from errors of the host. */
function learning(): { program: Program; chunks: Chunk[] } {
  const net = new Network({ precision: 64, seed: 2 ** 31 });
  const u = net.input('u', 1);
  const a = u.pipe(ensemble({ neurons: 40, dimensions: 1 }));
  const learned = a.pipe(decode({ function: () => [0] }), pes({ learningRate: 1e-3 }));
  const wrong = learned.pipe(lowpass(0.005), sum());
  u.pipe(scale(-1)).into(wrong);
  wrong.pipe(lowpass(0.005)).into(learned.error);
  const value = a.pipe(decode(), lowpass(0.01));
  const program = compile(net, { probes: { value, wrong } });
  return { program, chunks: [{ t: 0, steps: 200, data: { u: new Float64Array(200).fill(0.6) } }] };
}

describe('a program file', () => {
  it('gives the program that was written, of any network', () => {
    fc.assert(
      fc.property(placedNetworks, (description) => {
        const { network, probes } = declare(description);
        const program = compile(network, { probes });
        expect(decodeProgram(encodeProgram(program))).toStrictEqual(program);
      }),
      { numRuns: 40 },
    );
    expect(decodeProgram(encodeProgram(example()))).toStrictEqual(example());
  });

  it('plays the same spikes and values as the program that was written', async () => {
    await fc.assert(
      fc.asyncProperty(placedNetworks, chunkings(40), async (description, sizes) => {
        const { network, probes } = declare(description);
        const program = compile(network, { probes });
        const chunks = inputChunks(description, sizes);
        const loaded = await playAll(decodeProgram(encodeProgram(program)), chunks);
        expect(loaded).toStrictEqual(await playAll(program, chunks));
      }),
      { numRuns: 25 },
    );
  });

  it('learns as the program that was written', async () => {
    const { program, chunks } = learning();
    const loaded = decodeProgram(encodeProgram(program));
    expect(loaded).toStrictEqual(program);
    expect([loaded.errors.length, loaded.readouts.length]).toEqual([1, 1]);
    const played = (await playAll(loaded, chunks)) as Chunk[];
    expect(played).toStrictEqual(await playAll(program, chunks));
    const errors = Array.from(played[0].data.wrong, Math.abs);
    expect(errors[199]).toBeLessThan(errors[20] / 2);
  });

  it('plays the embedded digits as the network they come from', async () => {
    const models = resolve(import.meta.dirname, '../../models');
    const card = JSON.parse(readFileSync(resolve(models, 'digits.json'), 'utf8'));
    const { network, output } = convert(await loadKeras(resolve(models, card.file)), card.convert);
    const pictures = drawnPictures({ count: 3, seed: 5 });
    const [input] = network.inputs;
    const rows = [0, 1, 2].map((k) => Float32Array.from(pictures.pixels(k), (byte) => byte / 255));
    const chunks: Chunk[] = [];
    for await (const chunk of presentChunks(input.name, rows, { steps: 20 })) chunks.push(chunk);
    const bytes = encodeProgram(compile(network, { probes: { output } }));
    const loaded = (await playAll(decodeProgram(bytes), chunks)) as Chunk[];
    const played = await lastValueFrom(
      runFrom(chunks, network, { probes: { output }, on: emulator() }).pipe(toArray()),
    );
    expect(loaded.map((chunk) => chunk.data)).toStrictEqual(played.map((chunk) => chunk.data));
    expect(Math.max(...loaded[0].data.output)).toBeGreaterThan(0);
  });

  it('is refused in a sentence when it is cut off anywhere', () => {
    const bytes = encodeProgram(example());
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), (length) => {
        expect(() => decodeProgram(bytes.subarray(0, length), 'x.prog')).toThrow(RxspikeError);
      }),
    );
  });

  it('is refused in a sentence when any bit is turned over', () => {
    const bytes = encodeProgram(example());
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(7), (at, bit) => {
        const damaged = bytes.slice();
        damaged[at] ^= 1 << bit;
        expect(() => decodeProgram(damaged, 'x.prog')).toThrow(/^x\.prog: .*\.$/);
      }),
    );
  });

  it('is no network', () => {
    expect(() => decodeProgram(encodeDocument('network', {}), 'x.net')).toThrow(
      /^x\.net: holds a "network", expected a "program"/,
    );
  });
});

type Json = Record<string, unknown> & Json[];

/** The document of the example, changed, written again and read. */
function changed(change: (json: Json) => void): Program {
  const json = decodeDocument(encodeProgram(example()), { kind: 'program' }) as Json;
  change(json);
  return decodeProgram(encodeDocument('program', json), 'x.prog');
}

/** Follows a path such as `chip.blocks.0.label` and puts a value there. */
function put(path: string, value: unknown): (json: Json) => void {
  return (json) => {
    const keys = path.split('.');
    const last = keys.pop()!;
    const holder = keys.reduce((at, key) => at[key as never] as Json, json);
    holder[last as never] = value as never;
  };
}

describe('a program file that contradicts itself names the field', () => {
  it.each<[string, unknown, RegExp]>([
    [
      'version',
      2,
      /^x\.prog: version is 2, expected 1\. Compile the network again and save that\.$/,
    ],
    ['dt', 0, /^x\.prog: dt is 0, expected seconds above 0/],
    ['precision', 16, /precision is 16, expected 32 or 64/],
    ['chip.dt', 0.002, /chip\.dt is 0\.002, expected 0\.001/],
    ['chip.blocks.0.nCompartments', 28, /decayU is an Int32Array of 27 values, expected 28 values/],
    ['chip.blocks.0.compartments.vth', [1], /vth is a list of 1, expected an Int32Array/],
    ['chip.blocks.0.compartments.vmin', Number.NaN, /vmin is NaN, expected a number/],
    ['chip.blocks.1.axons.0.target.block', 3, /target\.block is 3, expected blocks 0 to 2/],
    ['chip.blocks.1.axons.0.target.synapse', 9, /synapse is 9, expected synapse groups 0 to 1/],
    ['chip.blocks.1.axons.0.compartmentMap', Int32Array.of(7), /axons\[0\].* is 7, expected axons/],
    ['chip.blocks.0.synapses.0.popType', 8, /popType is 8, expected 0 or 16 or 32/],
    ['chip.blocks.0.synapses.0.weights.indices.0', 27, /indices\[0\] is 27, expected from 0 to 26/],
    ['chip.blocks.0.synapses.0.weights.atoms.0', 2, /values is .* values, expected .* values/],
    ['chip.blocks.0.synapses.0.axonToWeightMap', null, /expected (weight sets|atoms) 0 to /],
    ['chip.blocks.0.synapses.0.axonCompartmentBases.0', 200, /\[0\] is 200, expected 26 at most/],
    ['chip.inputs.0.axons.0.compartmentAtoms.3', 9, /compartmentAtoms\[3\] is 9, expected atoms/],
    ['chip.probes.0.key', 'noise', /key is "noise", expected "current" or "voltage" or "spiked"/],
    ['chip.probes.0.targets.0.block', -1, /targets\[0\]\.block is -1, expected blocks 0 to 2/],
    ['host.nodes.0.id', 4, /host\.nodes\[0\]\.id is 4, expected 0/],
    ['host.nodes.3.kind', 'fold', /kind is "fold", expected .*"fold" is no kind of operator/],
    [
      'host.nodes.0.shape',
      [2 ** 20, 2 ** 20],
      /shape, its size is 1099511627776, expected a whole/,
    ],
    ['inputs.0.node', 99, /inputs\[0\]\.node is 99, expected nodes 0 to/],
    ['inputs.1.name', 'events', /inputs, a name is "events", expected each name once/],
    ['populations.0.tiles.0.0', 27, /tiles\[0\]\[0\] is 27, expected from 0 to 26/],
    ['populations.0.blocks', [], /tiles, their number is 1, expected 0/],
    ['populations.2.receive', 0, /receive, its kind is "\w+", expected "receive"/],
    ['ports.0.input', 1, /ports\[0\]\.input is 1, expected 0/],
    ['ports.0.size', 5, /ports\[0\]\.size is 5, expected 16/],
    ['ports', [], /ports, their number is 0, expected 2/],
    ['seed', 2 ** 32, /seed is 4294967296, expected seeds 0 to 4294967295/],
    ['probes.0.node', 2.5, /probes\[0\]\.node is 2\.5, expected nodes 0 to/],
    ['probes.1.population', 3, /population is 3, expected populations 0 to 2/],
    ['probes.2.size', 2, /probes\[2\]\.size is 2, expected 1/],
    ['report.cores', 'many', /report\.cores is "many", expected a whole number/],
    ['meta', null, /meta is null, expected an object/],
  ])('%s = %j', (path, value, message) => {
    expect(() => changed(put(path, value))).toThrow(message);
  });

  it('and a cycle of the host names its operators', () => {
    const readout = example().host.nodes.findIndex((node) => node.kind === 'dense');
    expect(() =>
      changed((json) => {
        const host = json.host as unknown as { nodes: { inputs: object[] }[] };
        host.nodes[readout].inputs.push({ from: readout, offset: 0, order: 99 });
      }),
    ).toThrow(/cycle without delay: dense/);
  });
});

const junk = fc.oneof(
  fc.constantFrom<unknown>(null, undefined, -1, 0, 1, 0.5, 1e9, 2 ** 40, Number.NaN, 'x', true),
  fc.constantFrom<unknown>([], {}, [[]], Int32Array.of(-1), new Float64Array(3), new Uint8Array(0)),
  fc.integer({ min: -3, max: 30 }),
);

describe('a program file with junk in one place', () => {
  it.each<[string, Program, Chunk['data']]>([
    ['of spikes', example(), { events: new Float32Array(32), u: Float32Array.of(1, -1, 0.5, 0) }],
    ['that learns', learning().program, { u: Float32Array.of(1, -1) }],
  ])('is refused in a sentence, or opens and plays: one %s', async (_, program, data) => {
    const json = decodeDocument(encodeProgram(program), { kind: 'program' });
    const places = placesIn(json);
    await fc.assert(
      fc.asyncProperty(fc.nat(places.length - 1), junk, async (place, value) => {
        const copy = structuredClone(json) as Json;
        put(places[place], value)(copy);
        try {
          const loaded = decodeProgram(encodeDocument('program', copy), 'x.prog');
          await playAll(loaded, [{ t: 0, steps: 2, data }]);
        } catch (error) {
          expect(error, places[place]).toBeInstanceOf(RxspikeError);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

/** Paths of everything in a document, of typed arrays the first and the last element. */
function placesIn(value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const all = Object.keys(value);
  const keys = ArrayBuffer.isView(value) ? [...new Set([all.at(0), all.at(-1)])] : all;
  return keys.flatMap((key) => {
    if (key === undefined) return [];
    const here = path === '' ? key : `${path}.${key}`;
    return [here, ...placesIn((value as Json)[key as never], here)];
  });
}
