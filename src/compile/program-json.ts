import { sizeOf } from '../core/shape.js';
import type { Block, ChipModel } from './chip/model.js';
import type { Graph } from './graph.js';
import type { Population } from './population.js';
import type { Port, Program, ProgramInput, ProgramProbe } from './program.js';
import { checkChip } from './program-check-chip.js';
import { checkHost } from './program-check-host.js';
import { probeColumns } from './program-check-probe.js';
import { checkReport } from './program-check-report.js';
import { checkDecoder, checkErrorPort, checkReadout, requireNode } from './program-check-values.js';
import {
  arrayOf,
  choiceOf,
  eachOf,
  fieldsOf,
  flagOf,
  numberOf,
  positionOf,
  requireRange,
  secondsOf,
  shapeOf,
  textOf,
  wholeOf,
  wrong,
} from './program-fields.js';
import { packWeights } from './program-weights.js';

/** What `format` says in every saved program. */
export const PROGRAM_FORMAT = 'rxspike-program';

/** Version of the form; a reader refuses every other, since compiling again is cheap. */
export const PROGRAM_VERSION = 1;

/** A program as plain data for the codec: typed arrays in place, weights joined per group. */
export interface ProgramJson extends Omit<Program, 'chip'> {
  readonly format: typeof PROGRAM_FORMAT;
  readonly version: number;
  readonly chip: unknown;
}

/**
 * The plain form of a program; arrays are shared with it.
 *
 * @example
 * const bytes = encodeDocument('program', programToJson(program));
 */
export function programToJson(program: Program): ProgramJson {
  const { chip, ...rest } = program;
  const blocks = chip.blocks.map((block) => blockToJson(block, chip));
  return { format: PROGRAM_FORMAT, version: PROGRAM_VERSION, ...rest, chip: { ...chip, blocks } };
}

function blockToJson(block: Block, { dtype }: ChipModel): unknown {
  const synapses = block.synapses.map((group) => ({
    ...group,
    weights: packWeights(group.weights, dtype),
  }));
  return { ...block, synapses };
}

/**
 * The program of a plain form, which is taken over: every size, position and map is checked, so that
 * a device can trust what it opens.
 *
 * @param where name of the file, for the sentences of errors
 * @throws CodecError that names the field; CompileError for a cycle in the host's graph
 */
export function programFromJson(json: unknown, where = 'program'): Program {
  const fields = fieldsOf(json, where);
  choiceOf(fields.format, `${where}: format`, [PROGRAM_FORMAT]);
  choiceOf(fields.version, `${where}: version`, [PROGRAM_VERSION]);
  const dt = secondsOf(fields.dt, `${where}: dt`);
  choiceOf(fields.precision, `${where}: precision`, [32, 64]);
  const chip = checkChip(fields.chip, `${where}: chip`);
  const host = checkHost(fields.host, `${where}: host`);
  choiceOf(chip.dt, `${where}: chip.dt`, [dt]);
  choiceOf(host.dt, `${where}: host.dt`, [dt]);
  const inputs = eachOf(fields.inputs, `${where}: inputs`, (i, at) => checkInput(i, at, host));
  requireUnique(inputs, `${where}: inputs`);
  const populations = eachOf(fields.populations, `${where}: populations`, (p, at) =>
    checkPopulation(p, at, chip, host),
  );
  eachOf(fields.ports, `${where}: ports`, (p, at, i) => checkPort(p, at, i, chip, host));
  choiceOf((fields.ports as unknown[]).length, `${where}: ports, their number`, [
    chip.inputs.length,
  ]);
  eachOf(fields.decoders, `${where}: decoders`, (d, at) => checkDecoder(d, at, chip));
  eachOf(fields.readouts, `${where}: readouts`, (r, at) => checkReadout(r, at, chip, host));
  eachOf(fields.errors, `${where}: errors`, (e, at) => checkErrorPort(e, at, chip, host));
  positionOf(fields.seed, `${where}: seed`, 2 ** 32, 'seeds');
  const probes = eachOf(fields.probes, `${where}: probes`, (p, at) =>
    checkProbe(p, at, { chip, host, populations }),
  );
  requireUnique(probes, `${where}: probes`);
  flagOf(fields.precomputable, `${where}: precomputable`);
  checkReport(fields.report, `${where}: report`);
  fieldsOf(fields.meta, `${where}: meta`);
  const { format: _format, version: _version, ...program } = json as ProgramJson;
  return { ...program, chip };
}

function checkInput(json: unknown, where: string, host: Graph): ProgramInput {
  const input = fieldsOf(json, where);
  textOf(input.name, `${where}.name`);
  const size = sizeOf(shapeOf(input.shape, `${where}.shape`));
  if (input.node !== null) requireNode(input.node, `${where}.node`, host, size, 'input');
  return json as ProgramInput;
}

function checkPopulation(json: unknown, where: string, chip: ChipModel, host: Graph): Population {
  const population = fieldsOf(json, where);
  textOf(population.name, `${where}.name`);
  const size = wholeOf(population.size, `${where}.size`, 1);
  numberOf(population.spikeValue, `${where}.spikeValue`);
  const blocks = eachOf(population.blocks, `${where}.blocks`, (b, at) =>
    positionOf(b, at, chip.blocks.length, 'blocks'),
  );
  const tiles = eachOf(population.tiles, `${where}.tiles`, (tile, at, i) => {
    const n = chip.blocks[blocks[i]]?.nCompartments;
    requireRange(arrayOf(tile, at, Int32Array, n), at, 0, size);
  });
  choiceOf(tiles.length, `${where}.tiles, their number`, [blocks.length]);
  if (population.receive !== null) {
    requireNode(population.receive, `${where}.receive`, host, size, 'receive');
  }
  return json as Population;
}

/** Port i feeds input i of the chip. */
function checkPort(json: unknown, where: string, i: number, chip: ChipModel, host: Graph): Port {
  const port = fieldsOf(json, where);
  choiceOf(port.input, `${where}.input`, [i]);
  const size = wholeOf(port.size, `${where}.size`, 1);
  positionOf(port.input, `${where}.input`, chip.inputs.length, 'inputs');
  choiceOf(size, `${where}.size`, [chip.inputs[i].nNeurons]);
  requireNode(port.node, `${where}.node`, host, size, null);
  choiceOf(port.repeat, `${where}.repeat`, ['once', 'counts']);
  eachOf(port.connections, `${where}.connections`, (c, at) => wholeOf(c, at));
  return json as Port;
}

interface Parts {
  readonly chip: ChipModel;
  readonly host: Graph;
  readonly populations: readonly Population[];
}

function checkProbe(json: unknown, where: string, parts: Parts): ProgramProbe {
  const probe = fieldsOf(json, where);
  const { chip, host, populations } = parts;
  textOf(probe.name, `${where}.name`);
  const size = wholeOf(probe.size, `${where}.size`, 1);
  const on = choiceOf(probe.on, `${where}.on`, ['host', 'population', 'chip']);
  if (on === 'host') {
    requireNode(probe.node, `${where}.node`, host, size, null);
  } else if (on === 'population') {
    const at = `${where}.population`;
    const p = positionOf(probe.population, at, populations.length, 'populations');
    choiceOf(size, `${where}.size`, [populations[p].size]);
  } else {
    const p = positionOf(probe.probe, `${where}.probe`, chip.probes.length, 'probes');
    choiceOf(size, `${where}.size`, [probeColumns(chip.probes[p], chip.blocks)]);
    flagOf(probe.integer, `${where}.integer`);
  }
  return json as ProgramProbe;
}

function requireUnique(named: readonly { readonly name: string }[], where: string): void {
  const names = named.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined) throw wrong(`${where}, a name`, twice, 'each name once');
}
