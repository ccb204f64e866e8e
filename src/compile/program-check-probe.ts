import type { Block, ChipProbe, ProbeKey, ProbeTarget } from './chip/model.js';
import {
  arrayOf,
  choiceOf,
  eachOf,
  fieldsOf,
  numberOf,
  positionOf,
  requireRange,
  wholeOf,
} from './program-fields.js';

/** A chip probe of a saved program; throws a CodecError that names the field. */
export function checkChipProbe(json: unknown, where: string, blocks: readonly Block[]): ChipProbe {
  const probe = fieldsOf(json, where);
  choiceOf<ProbeKey>(probe.key, `${where}.key`, ['current', 'voltage', 'spiked']);
  const targets = eachOf(probe.targets, `${where}.targets`, (t, at) => checkTarget(t, at, blocks));
  const order = probe.reindexing;
  if (order !== null) {
    const indices = arrayOf(order, `${where}.reindexing`, Int32Array);
    requireRange(indices, `${where}.reindexing`, 0, widthOf(targets, blocks));
  }
  if (probe.synapse !== null) {
    const { type, tau } = fieldsOf(probe.synapse, `${where}.synapse`);
    choiceOf(type, `${where}.synapse.type`, ['Lowpass', 'Alpha']);
    numberOf(tau, `${where}.synapse.tau`);
  }
  return json as ChipProbe;
}

/** Values of a chip probe in one timestep. */
export function probeColumns(probe: ChipProbe, blocks: readonly Block[]): number {
  return probe.reindexing?.length ?? widthOf(probe.targets, blocks);
}

function checkTarget(json: unknown, where: string, blocks: readonly Block[]): ProbeTarget {
  const target = fieldsOf(json, where);
  const block = positionOf(target.block, `${where}.block`, blocks.length, 'blocks');
  const n = blocks[block].nCompartments;
  let selected = n;
  if (target.select !== null) {
    const select = arrayOf(target.select, `${where}.select`, Int32Array);
    requireRange(select, `${where}.select`, 0, n);
    selected = select.length;
  }
  if (target.weights === null || typeof target.weights === 'number') return json as ProbeTarget;
  const weights = fieldsOf(target.weights, `${where}.weights`);
  const rows = wholeOf(weights.rows, `${where}.weights.rows`);
  const columns = wholeOf(weights.columns, `${where}.weights.columns`);
  choiceOf(rows, `${where}.weights.rows`, [selected]);
  arrayOf(weights.values, `${where}.weights.values`, Float64Array, rows * columns);
  return json as ProbeTarget;
}

/** Targets stand side by side, unless one has a weight matrix: then all are added up. */
function widthOf(targets: readonly ProbeTarget[], blocks: readonly Block[]): number {
  const widths = targets.map(({ block, select, weights }) =>
    typeof weights === 'object' && weights !== null
      ? weights.columns
      : (select?.length ?? blocks[block].nCompartments),
  );
  const summed = targets.some(({ weights }) => typeof weights === 'object' && weights !== null);
  return summed ? (widths[0] ?? 0) : widths.reduce((sum, width) => sum + width, 0);
}
