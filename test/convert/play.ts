import { type Converted, convert } from '../../src/convert/convert.js';
import { floatForm } from '../../src/convert/float-form.js';
import type { LayerModel } from '../../src/convert/model.js';
import type { ConvertOptions } from '../../src/convert/options.js';
import type { Network } from '../../src/network/network.js';
import type { RunOptions } from '../../src/run/run.js';
import { chunkOf, play } from '../support/play.js';

/** Plays one picture, held for some timesteps, and gives the rows of the named signals. */
export async function playPicture(
  network: Network,
  names: readonly string[],
  values: ArrayLike<number>,
  steps: number,
  on?: RunOptions['on'],
): Promise<Readonly<Record<string, number[][]>>> {
  const rows = Array.from({ length: steps }, () => Array.from(values));
  const probes = Object.fromEntries(names.map((name) => [name, network.get(name)]));
  const input = chunkOf(network.inputs[0]!.name, rows);
  const played = await play(network, [input], { probes, ...(on === undefined ? {} : { on }) });
  return Object.fromEntries(
    names.map((name) => {
      const flat = played[name]!;
      const size = flat.length / steps;
      return [name, rows.map((_, t) => flat.slice(t * size, (t + 1) * size))];
    }),
  );
}

/** Output of one pass of the float form of a converted model. */
export async function floatOutput(
  { network, output }: Converted,
  values: ArrayLike<number>,
): Promise<number[]> {
  const played = await playPicture(floatForm(network), [output.name], values, 1);
  return played[output.name]![0]!;
}

/** The same, converted at 64 bits, for the layers' own names. */
export function floatOf(model: LayerModel, values: ArrayLike<number>, options?: ConvertOptions) {
  return floatOutput(convert(model, { precision: 64, ...options }), values);
}

/** Mean over the timesteps of rows, per column. */
export function meanOf(rows: readonly (readonly number[])[]): number[] {
  return rows[0]!.map((_, i) => rows.reduce((sum, row) => sum + row[i]!, 0) / rows.length);
}
