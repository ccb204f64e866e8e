import { createCompartments } from '../compile/chip/compartments.js';
import type { AxonGroup, Block, ChipModel, PopType, SynapseGroup } from '../compile/chip/model.js';
import {
  denseSynapse,
  populationSynapse,
  sparseSynapse,
  synapseFormat,
} from '../compile/chip/synapse.js';
import { validateModel } from '../compile/chip/validate.js';
import { validateFormat } from '../compile/chip/validate-format.js';
import { decodeFlat, decodeInt32 } from './arrays.js';
import { CaseError } from './case.js';
import { type Difference, firstDifference, same } from './chip-compare.js';
import { diffUtilization } from './chip-derived.js';
import { codeOfError } from './chip-discretize.js';
import { formatNames } from './chip-synapse.js';
import { rowsOf } from './chip-table-integers.js';
import { asCount, asFields, asList, asNumber, asText, type Fields } from './json.js';

/** Replays the table of resource checks: which blocks and formats a core accepts. */
export function replayValidation(fields: Fields): Difference {
  return rowsOf(fields, 'checks', (row, where) => compareCheck(row, describe(row, where)));
}

function describe(row: Fields, where: string): string {
  return `${where} (${asText(row.description, where)})`;
}

function compareCheck(row: Fields, where: string): Difference {
  const expected = expectedCode(row.error, where);
  if (row.format !== undefined) {
    const format = readFormat(asFields(row.format, where), where);
    return same(
      `${where}, error`,
      codeOfError(() => validateFormat(format)),
      expected,
    );
  }
  const model = buildModel(row, where);
  return firstDifference(
    () =>
      same(
        `${where}, error`,
        codeOfError(() => validateModel(model)),
        expected,
      ),
    () =>
      row.utilization === undefined
        ? null
        : diffUtilization(model, model.blocks[0], row.utilization, where),
  );
}

function expectedCode(error: unknown, where: string): string {
  if (error === null) return 'none';
  return asText(asFields(error, where).problem, where).replaceAll('_', '-');
}

function readFormat(fields: Fields, where: string): SynapseGroup['format'] {
  const given = Object.entries(formatNames)
    .filter(([, key]) => fields[key] !== undefined)
    .map(([name, key]) => [name, asNumber(fields[key], `${where}, ${key}`)]);
  return { ...synapseFormat(3, 0), ...Object.fromEntries(given) };
}

/** The block of the row comes first; the targets of its axons follow, one block each. */
function buildModel(row: Fields, where: string): ChipModel {
  const blocks: Block[] = [];
  if (row.block !== undefined) {
    const fields = asFields(row.block, where);
    const n = asCount(fields.n_compartments, where);
    const synapses = optionalList(fields.synapses, where).map((s) => buildSynapse(s, where));
    const axons = optionalList(fields.axons, where).map((axon, i) =>
      buildAxon(axon, n, i + 1, row, where),
    );
    blocks.push(
      blockOf(
        n,
        synapses,
        axons.map(({ group }) => group),
      ),
    );
    for (const { target } of axons) blocks.push(blockOf(1, [target], []));
  }
  return { dtype: 'float32', dt: 0.001, pesErrorScale: 100, blocks, inputs: [], probes: [] };
}

function optionalList(json: unknown, where: string): Fields[] {
  return json === undefined ? [] : asList(json, where).map((entry) => asFields(entry, where));
}

function blockOf(n: number, synapses: SynapseGroup[], axons: AxonGroup[]): Block {
  return { label: null, nCompartments: n, compartments: createCompartments(n), synapses, axons };
}

function buildSynapse(fields: Fields, where: string): SynapseGroup {
  const nAxons = asCount(fields.n_axons, where);
  if (fields.dense_columns !== undefined) {
    const columns = asCount(fields.dense_columns, where);
    return denseSynapse(new Float32Array(nAxons * columns).fill(1), nAxons, columns);
  }
  if (fields.max_index !== undefined) {
    return sparseSynapse([{ columns: [asCount(fields.max_index, where)], values: [1] }]);
  }
  if (fields.population_shape === undefined) {
    throw new CaseError(`${where}: the row does not say what weights its synapses have.`);
  }
  const [atoms, entries] = decodeFlat(fields.population_shape, where, 2);
  return populationSynapse([ones(atoms, entries)], {
    axonToWeightMap: new Int32Array(nAxons),
    axonCompartmentBases: decodeInt32(fields.bases, where, nAxons),
    popType: asNumber(fields.pop_type, where) as PopType,
  });
}

function ones(atoms: number, entries: number) {
  return { atoms, entries, values: new Float32Array(atoms * entries).fill(1) };
}

function buildAxon(
  fields: Fields,
  n: number,
  block: number,
  row: Fields,
  where: string,
): { group: AxonGroup; target: SynapseGroup } {
  const nAxons = fields.n_axons === undefined ? slotsNoted(row, where) : Number(fields.n_axons);
  const atom = fields.atom === undefined ? 0 : asNumber(fields.atom, where);
  const atoms = fields.populations === undefined ? 1 : asCount(fields.populations, where);
  const popType = asNumber(fields.pop_type ?? 0, where) as PopType;
  const target = populationSynapse([ones(atoms, 1)], {
    axonToWeightMap: new Int32Array(nAxons),
    popType,
  });
  const compartmentAtoms = new Int32Array(n);
  compartmentAtoms[n - 1] = atom;
  const group = { nAxons, target: { block, synapse: 0 }, compartmentMap: null, compartmentAtoms };
  return { group, target };
}

/** Rows about atoms do not say how many axons there are, only the slots these take. */
function slotsNoted(row: Fields, where: string): number {
  return decodeFlat(asFields(row.utilization, where)['out-axons'], where, 2)[0];
}
