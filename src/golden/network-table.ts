import { CaseError, type CaseResult, CaseSkip } from './case.js';
import { asFields, asList, asNumber, asText, type Fields } from './json.js';
import type { ReplayItem, TableContext } from './network-table-context.js';
import { replayNeurons } from './network-table-neurons.js';
import { replayProcess } from './network-table-processes.js';
import { replayRandom } from './network-table-random.js';
import { replayChipRates } from './network-table-rates.js';
import { replaySolver } from './network-table-solvers.js';
import { replaySynapse } from './network-table-synapses.js';
import { replayTransform } from './network-table-transforms.js';

const SCHEMA = 'network-golden/1';

/** How the items of each table are replayed. */
const replays: Readonly<Record<string, ReplayItem>> = {
  host_neurons: replayNeurons,
  host_synapses: replaySynapse,
  host_transforms: replayTransform,
  host_processes: replayProcess,
  chip_rates: replayChipRates,
  host_solvers: replaySolver,
  host_random: replayRandom,
};

/** True if a golden file is a table of host-side items that `replayNetworkTable` knows. */
export function isNetworkTable(name: string): boolean {
  return name in replays;
}

/**
 * Replays a table of host-side items in float64 and says how it went: `pass` if every item that is
 * built agrees to 1e-9 relative (the reason counts and names what is not built), `skip` if none is
 * built, `fail` with the first difference. Nothing it throws escapes.
 *
 * @param bin the unzipped binary file, if the table has one
 */
export function replayNetworkTable(json: unknown, bin: Uint8Array = new Uint8Array(0)): CaseResult {
  let name = 'a table without a name';
  try {
    const table = asFields(json, 'the table');
    name = asText(table.name, 'name');
    return { name, ...replayItems(name, table, bin) };
  } catch (error) {
    return { name, status: 'fail', reason: error instanceof Error ? error.message : String(error) };
  }
}

function replayItems(name: string, table: Fields, bin: Uint8Array): Omit<CaseResult, 'name'> {
  const replay = replays[name];
  if (table.schema !== SCHEMA || replay === undefined) {
    throw new CaseError(`schema ${String(table.schema)} has no table "${name}" for this judge.`);
  }
  const context: TableContext = { bin, dt: asNumber(table.dt, 'dt'), table };
  const items = [...asList(table.items, 'items'), ...asList(table.decode_neurons ?? [], 'items')];
  const unbuilt: string[] = [];
  for (const item of items) {
    try {
      const difference = replay(asFields(item, 'an item'), context);
      if (difference !== null) return { status: 'fail', reason: difference };
    } catch (error) {
      if (!(error instanceof CaseSkip)) throw error;
      unbuilt.push(error.message);
    }
  }
  return summary(items.length, unbuilt);
}

function summary(count: number, unbuilt: readonly string[]): Omit<CaseResult, 'name'> {
  const names = [...new Set(unbuilt)].map((name) => counted(name, unbuilt)).join(', ');
  if (unbuilt.length === 0) return { status: 'pass', reason: `${count} items` };
  if (unbuilt.length === count) {
    return { status: 'skip', reason: `none of ${count} items is built: ${names}` };
  }
  return { status: 'pass', reason: `${count} items, ${unbuilt.length} not built: ${names}` };
}

function counted(name: string, unbuilt: readonly string[]): string {
  const times = unbuilt.filter((other) => other === name).length;
  return times === 1 ? name : `${name} (${times})`;
}
