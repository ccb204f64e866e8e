import {
  type Converted,
  convert,
  type Measurement,
  measure,
  measureFloat,
  type Samples,
  wilson,
} from 'rxspike';
import { emulator } from 'rxspike/chip';
import { brightened, type TutorialModels } from './models.js';
import { layerNames, rows, type TutorialFigures, type TutorialRow } from './rows.js';

/** Pictures the tutorial scores, and pictures its rates are of. */
const SCORED = 100;
const LOOKED_AT = 2;

/** Right answers among some pictures. */
export interface Score {
  readonly count: number;
  readonly accuracy: number;
  /** 95 %, Wilson. */
  readonly interval: readonly [number, number];
}

/** A row as it came out here. */
export interface RowResult {
  readonly row: string;
  readonly scales: Readonly<Record<string, number>>;
  readonly tutorial: TutorialFigures;
  /** Over the tutorial's 100 pictures, and over all. */
  readonly first: Score;
  readonly all: Score;
  /** Rates of active neurons on the tutorial's two pictures, and on all. */
  readonly hz: readonly number[];
  readonly hzAll: readonly number[];
  /** The same conversion on the emulated chip, over all pictures; `null` for neurons it has not. */
  readonly chip: Score | null;
  /**
   * With scales that make every layer fire as in the tutorial, whose weights are others; `null`
   * for rows that do not depend on it.
   */
  readonly matched: Matched | null;
}

/** A row with layers that fire as the tutorial's. */
export interface Matched {
  readonly scales: Readonly<Record<string, number>>;
  readonly first: Score;
  readonly all: Score;
  readonly hz: readonly number[];
}

/** Plays one row: every picture from rest, answers read at the last timestep. */
export async function playRow(
  row: TutorialRow,
  models: TutorialModels,
  stored: Samples,
  { count, steps }: { readonly count: number; readonly steps: number },
): Promise<RowResult> {
  const model = models[row.model];
  const samples = brightened(stored, models.brightest[row.model]);
  const plain = convert(model, { activation: 'relu' });
  const two = await measureFloat(plain, samples, { count: LOOKED_AT });
  const scales = scalesOf(row, two);
  const convertedAt = (scaleFiringRates: Readonly<Record<string, number>>) =>
    convert(model, { activation: row.neuron, scaleFiringRates, synapse: row.synapse });
  const converted = convertedAt(scales);
  const rest = { steps, stream: 'reset' } as const;
  const play = (played: Converted, n: number) =>
    row.synapse === null
      ? measureFloat(played, samples, { count: n })
      : measure(played, samples, { ...rest, count: n });
  const looked = await play(converted, LOOKED_AT);
  const all = await play(converted, count);
  const onChip =
    row.neuron === 'loihiSpikingRelu'
      ? await measure(converted, samples, { ...rest, count, on: emulator(), rates: false })
      : null;
  const other = matchedScales(row, two);
  const matched =
    other === null
      ? null
      : {
          scales: other,
          all: await play(convertedAt(other), count),
          looked: await play(convertedAt(other), LOOKED_AT),
        };
  return {
    row: row.name,
    scales,
    tutorial: row.tutorial,
    first: scoreOf(all, Math.min(SCORED, count)),
    all: scoreOf(all, count),
    hz: ratesOf(looked),
    hzAll: ratesOf(all),
    chip: onChip === null ? null : scoreOf(onChip, count),
    matched:
      matched === null
        ? null
        : {
            scales: matched.scales,
            first: scoreOf(matched.all, Math.min(SCORED, count)),
            all: scoreOf(matched.all, count),
            hz: ratesOf(matched.looked),
          },
  };
}

/** Scales at which plain relu fires as the tutorial's does at the row's scale. */
function matchedScales(
  { scale, model, synapse }: TutorialRow,
  two: Measurement,
): Readonly<Record<string, number>> | null {
  // What was trained at a scale belongs to it.
  if (typeof scale !== 'number' || model !== 'relu' || synapse === null) return null;
  const plain = rows[0]!.tutorial.hz;
  const own = ratesOf(two);
  return Object.fromEntries(layerNames.map((name, l) => [name, (scale * plain[l]!) / own[l]!]));
}

/** As the tutorial does: the target over the mean rates of two pictures with plain relu. */
function scalesOf({ scale }: TutorialRow, two: Measurement): Readonly<Record<string, number>> {
  return Object.fromEntries(
    two.layers.map(({ layer, activeMeanHz }) => [
      layer,
      typeof scale === 'number' ? scale : scale.targetMean / activeMeanHz,
    ]),
  );
}

function scoreOf({ answers, labels }: Measurement, count: number): Score {
  let right = 0;
  for (let k = 0; k < count; k++) right += Number(answers[k] === labels[k]);
  return { count, accuracy: right / count, interval: wilson(right, count) };
}

function ratesOf({ layers }: Measurement): number[] {
  return layerNames.map((name) => layers.find(({ layer }) => layer === name)!.activeMeanHz);
}
