import type { ConvGeometry, Shape3, Shape4 } from '../compile/chip/conv-geometry.js';
import { convLayout } from '../compile/chip/conv-layout.js';
import { splitChannels } from '../compile/chip/split-channels.js';
import { decodeFlat, decodeRagged } from './arrays.js';
import { CaseError } from './case.js';
import { type Difference, firstDifference, firstOf, same, sameArray } from './chip-compare.js';
import { rowsOf } from './chip-table-integers.js';
import { asFields, asFlag, asList, asNumber, asText, type Fields } from './json.js';

/** Replays the table of convolutions laid out as population weights, and of channel groups. */
export function replayConv(fields: Fields): Difference {
  return firstDifference(
    () => rowsOf(fields, 'layouts', compareLayout),
    () => rowsOf(fields, 'split_channels', compareChannels),
  );
}

function compareLayout(row: Fields, where: string): Difference {
  const geometry = readGeometry(asFields(row.transform, where), where);
  const size = geometry.kernelShape.reduce((product, length) => product * length, 1);
  const layout = convLayout(
    geometry,
    Float32Array.from({ length: size }, (_, i) => i + 1),
  );
  const flat = (key: string) => decodeFlat(row[key], `${where}, ${key}`);
  const arrays = ['axonToWeightMap', 'axonCompartmentBases', 'compartmentMap', 'compartmentAtoms'];
  const keys = ['axon_to_weight_map', 'axon_compartment_bases', 'compartment_map'];
  const names = [...keys, 'compartment_atoms'];
  return firstDifference(
    () => compareSets(layout.weights, 'values', row.weights, `${where}, weights`),
    () => compareSets(layout.weights, 'indices', row.indices, `${where}, indices`),
    () =>
      firstOf(arrays, (name, i) =>
        sameArray(`${where}, ${names[i]}`, layout[name as 'compartmentMap'], flat(names[i])),
      ),
  );
}

function readGeometry(transform: Fields, where: string): ConvGeometry {
  const sizes = (key: string) => Array.from(decodeFlat(transform[key], `${where}, ${key}`));
  const padding = asText(transform.padding, where);
  if (padding !== 'valid' && padding !== 'same') {
    throw new CaseError(`${where}: the padding "${padding}" is unknown.`);
  }
  const [down, across] = sizes('strides');
  return {
    inputShape: sizes('input_shape') as unknown as Shape3,
    outputShape: sizes('output_shape') as unknown as Shape3,
    kernelShape: sizes('kernel_shape') as unknown as Shape4,
    strides: [down, across],
    padding,
    channelsLast: asFlag(transform.channels_last, where),
    transpose: asText(transform.type, where) === 'ConvolutionTranspose',
  };
}

function compareSets(
  sets: ReturnType<typeof convLayout>['weights'],
  key: 'values' | 'indices',
  json: unknown,
  where: string,
): Difference {
  const { shapes, values } = decodeRagged(json, where);
  const got = sets.flatMap((set) => Array.from(set[key]));
  return firstDifference(
    () => same(`${where}, number of arrays`, sets.length, shapes.length),
    () =>
      firstOf(sets, ({ atoms, entries }, i) =>
        sameArray(`${where}, shape of array ${i}`, [atoms, entries], shapes[i]),
      ),
    () => sameArray(where, got, values),
  );
}

function compareChannels(row: Fields, where: string): Difference {
  const args = asFields(row.args, where);
  const shape = Array.from(decodeFlat(row.shape, where)) as unknown as Shape3;
  const groups = splitChannels(shape, asFlag(row.channels_last, where), {
    ...(args.max_size === undefined ? {} : { maxSize: asNumber(args.max_size, where) }),
    ...(args.max_channels === undefined ? {} : { maxChannels: asNumber(args.max_channels, where) }),
  });
  const expected = asList(row.channel_groups, where);
  return firstDifference(
    () => same(`${where}, groups`, groups.length, expected.length),
    () =>
      firstOf(groups, (group, g) =>
        sameArray(`${where}, group ${g}`, group, decodeFlat(expected[g], where)),
      ),
  );
}
