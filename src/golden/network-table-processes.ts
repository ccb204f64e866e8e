import { from, type Observable, repeat, take } from 'rxjs';
import { present } from '../../streams/shape/present.js';
import { filteredNoise } from '../../streams/synthetic/filtered-noise.js';
import { type PiecewiseOptions, piecewise } from '../../streams/synthetic/piecewise.js';
import { whiteNoise } from '../../streams/synthetic/white-noise.js';
import { whiteSignal } from '../../streams/synthetic/white-signal.js';
import type { Chunk } from '../core/chunk.js';
import { transferOf } from '../kernels/transfer.js';
import type { GoldenArray } from './arrays.js';
import { CaseSkip } from './case.js';
import { asCount, asFields, asList, asNumber, asText, type Fields } from './json.js';
import { decodeNetworkArray } from './network-arrays.js';
import { synapseOperator } from './network-pieces.js';
import { firstDifference } from './network-table-compare.js';
import type { TableContext } from './network-table-context.js';

/** Plays one process of the table for its number of steps and compares what it gives. */
export function replayProcess(item: Fields, context: TableContext): string | null {
  const { bin, table } = context;
  const where = asText(item.name, 'name');
  const expected = decodeNetworkArray(item.output, bin, `${where}, output`);
  const steps = asCount(table.n_steps, 'n_steps');
  const output =
    item.type === 'PresentInput'
      ? presented(item, context, steps, where)
      : firstChunk(processOf(item, context, steps, expected, where));
  return firstDifference(where, output, expected);
}

function presented(item: Fields, { bin, dt }: TableContext, count: number, where: string) {
  const { values, shape } = decodeNetworkArray(item.inputs, bin, `${where}, inputs`);
  const size = shape[1]!;
  const inputs = Array.from({ length: shape[0]! }, (_, k) => {
    return values.slice(k * size, (k + 1) * size);
  });
  const steps = asNumber(item.presentation_time, `${where}, presentation_time`) / dt;
  const output = new Float64Array(count * size);
  let n = 0;
  from(inputs)
    .pipe(repeat(), present({ steps }), take(count))
    .subscribe((vector) => output.set(vector, size * n++));
  return output;
}

function firstChunk(source: Observable<Chunk<'x'>>): ArrayLike<number> {
  let found: ArrayLike<number> = [];
  source.pipe(take(1)).subscribe(({ data }) => {
    found = data.x;
  });
  return found;
}

/** A process as a stream whose first chunk is the whole table. */
function processOf(
  item: Fields,
  { dt }: TableContext,
  chunk: number,
  { shape }: GoldenArray,
  where: string,
): Observable<Chunk<'x'>> {
  const number = (key: string) => asNumber(item[key], `${where}, ${key}`);
  const rows = { dt, chunk, precision: 64 as const };
  const noise = () => ({ ...rows, size: shape[1]!, seed: number('seed') });
  switch (item.type) {
    case 'Piecewise':
      return piecewise('x', { ...rows, ...piecesOf(item, where) });
    case 'WhiteSignal': {
      const [period, high, rms] = [number('period'), number('high'), number('rms')];
      const y0 = item.y0 === null ? {} : { y0: number('y0') };
      return whiteSignal('x', { ...noise(), period, high, rms, ...y0 });
    }
    case 'WhiteNoise':
      return whiteNoise('x', noise());
    case 'FilteredNoise': {
      const filter = transferOf(synapseOperator(asFields(item.synapse, where), where));
      return filteredNoise('x', { ...noise(), filter });
    }
    default:
      throw new CaseSkip(asText(item.type, 'type'));
  }
}

function piecesOf(item: Fields, where: string): PiecewiseOptions {
  const times = asList(item.times, where).map((t) => asNumber(t, where));
  const values = asList(item.values, where).map((row) => {
    return asList(row, where).map((value) => asNumber(value, where));
  });
  const kind = asText(item.interpolation, where);
  if (kind !== 'zero' && kind !== 'linear') throw new CaseSkip(`Piecewise ${kind}`);
  return { times, values, interpolation: kind === 'zero' ? 'hold' : kind };
}
