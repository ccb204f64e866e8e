import { CaseSkip } from './case.js';
import { asCount, asNumber, type Fields } from './json.js';
import { decodeNetworkArray } from './network-arrays.js';
import { dvsRows } from './network-dvs.js';

/** The values of a source node for every timestep of a case: steps x size, row-major. */
export interface InputRows {
  readonly name: string;
  readonly size: number;
  readonly rows: Float64Array;
}

/** What the sources of a case need besides their own fields. */
export interface InputContext {
  readonly dt: number;
  readonly steps: number;
  readonly bin: Uint8Array;
  /** The bytes of a file that lies beside the case. */
  readonly beside: (file: string) => Uint8Array;
}

/** Evaluates a source node (constant, table, inputs, a recording) for all timesteps. */
export function inputRows(
  name: string,
  node: Fields,
  output: Fields,
  context: InputContext,
): InputRows {
  const size = asCount(node.size_out, name);
  if (output.type === 'dvs_file') return { name, size, rows: dvsRows(name, output, context) };
  const rows = new Float64Array(context.steps * size);
  const rowOf = rowFunction(name, output, context);
  for (let t = 0; t < context.steps; t++) {
    const row = rowOf(t);
    for (let i = 0; i < size; i++) rows[t * size + i] = row[i]!;
  }
  return { name, size, rows };
}

function rowFunction(
  name: string,
  output: Fields,
  { dt, bin }: InputContext,
): (t: number) => ArrayLike<number> {
  switch (output.type) {
    case 'constant': {
      const { values } = decodeNetworkArray(output.value, bin, name);
      return () => values;
    }
    case 'table': {
      const { shape, values } = decodeNetworkArray(output.values, bin, name);
      const size = shape[1] ?? 1;
      return (t) => values.subarray(t * size, (t + 1) * size);
    }
    case 'present_input': {
      const { shape, values } = decodeNetworkArray(output.inputs, bin, name);
      const size = shape[1] ?? 1;
      const time = asNumber(output.presentation_time, name);
      // Timestep t is model time (t + 1) dt; the small number absorbs the rounding of dt.
      return (t) => {
        const k = Math.floor(((t + 1) * dt - dt) / time + 1e-7) % shape[0]!;
        return values.subarray(k * size, (k + 1) * size);
      };
    }
    default:
      throw new CaseSkip(`${String(output.type)} nodes are not built yet`);
  }
}
