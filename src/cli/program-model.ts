import { compile } from '../compile/compile.js';
import type { Program, ProgramProbe } from '../compile/program.js';
import { sizeOf } from '../core/shape.js';
import { runFrom } from '../run/run.js';
import { UsageError } from './failure.js';
import type { LoadedModel } from './model.js';
import type { ModelFlags } from './model-options.js';
import type { ModelLayer, Playable } from './playable.js';
import { layerProbe } from './playable.js';
import type { Row } from './table.js';

/** A MODEL of the command line that is compiled already. */
export interface LoadedProgram extends Playable {
  readonly kind: 'program';
  readonly program: Program;
}

/** Compiles a model with the probes that playing it needs: its output and all its neuron layers. */
export function compileModel(model: LoadedModel, split: ModelFlags['split'] = 'search'): Program {
  return compile(model.network, { probes: model.probes, split });
}

/**
 * A program as something to be played on pictures.
 *
 * @throws UsageError if it was compiled without the input or probe that playing needs
 */
export function fromProgram(name: string, program: Program): LoadedProgram {
  const { dt, meta, probes } = program;
  const [input, ...more] = program.inputs;
  const output = probes.find((probe) => probe.name === 'output');
  if (input === undefined || more.length > 0 || output === undefined) {
    throw new UsageError(
      `"${name}": the program has ${program.inputs.length} inputs and ` +
        `${output === undefined ? 'no' : 'a'} probe "output", expected one input and that probe. ` +
        'Compile it with rxspike convert MODEL --out FILE.prog.',
    );
  }
  return {
    kind: 'program',
    name,
    program,
    dt,
    input: { name: input.name, shape: input.shape, size: sizeOf(input.shape) },
    output: {
      name: typeof meta.output === 'string' ? meta.output : 'output',
      size: output.size,
    },
    layers: probes.flatMap((probe) => layerOf(probe, program)),
    inputScale: Array.isArray(meta.inputRange) ? Number(meta.inputRange[1]) : 1,
    float: null,
    play(chunks, { on, split: _, ...options }) {
      if (on.kind === 'device') return runFrom(chunks, program, { on, ...options });
      throw new UsageError(
        `--on: "${name}" is compiled for a chip, the interpreter plays networks only. Leave --on ` +
          'out, or give the model that it was compiled from.',
      );
    },
  };
}

/** The layer behind a probe on one; nothing for other probes. */
function layerOf(probe: ProgramProbe, program: Program): ModelLayer[] {
  const prefix = layerProbe('');
  if (!probe.name.startsWith(prefix)) return [];
  const name = probe.name.slice(prefix.length);
  const { size } = probe;
  if (probe.on === 'population') {
    return [{ name, size, spikeValue: program.populations[probe.population]!.spikeValue }];
  }
  if (probe.on === 'chip') return [];
  const { amplitude } = program.host.nodes[probe.node]!.params;
  return [{ name, size, spikeValue: ((amplitude ?? 1) as number) / program.dt }];
}

/** What of a program runs where, one row each. */
export function programRows({ program }: LoadedProgram): Row[] {
  const chip = program.populations.map(({ name, size, blocks }) => {
    return { signal: name, operator: 'population', values: size, 'runs on': coresOf(blocks) };
  });
  const host = program.host.nodes
    .filter(({ kind }) => kind !== 'receive')
    .map(({ name, kind, shape }) => {
      return { signal: name, operator: kind, values: sizeOf(shape), 'runs on': 'host' };
    });
  return [...host, ...chip];
}

function coresOf(blocks: readonly number[]): string {
  return blocks.length === 1 ? '1 core' : `${blocks.length} cores`;
}
