import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type LayerModel, loadKeras, type Samples } from 'rxspike';

/** The two networks of the tutorial, alike but for what they were trained with. */
export interface TutorialModels {
  /** Trained with plain relu. */
  readonly relu: LayerModel;
  /** Trained with the rate curve of chip neurons at 100 Hz per unit. */
  readonly loihi: LayerModel;
  /** The largest value of a pixel that each takes; those of the tutorial take 255. */
  readonly brightest: { readonly relu: number; readonly loihi: number };
  /** Where the weights are from, for the footnotes. */
  readonly how: string;
}

const files = { relu: 'mnist-tutorial-relu.h5', loihi: 'mnist-tutorial-loihi.h5' } as const;

/** The models in a folder. */
export async function storedModels(folder: string): Promise<TutorialModels> {
  for (const name of Object.values(files)) {
    if (existsSync(join(folder, name))) continue;
    throw new Error(`--models: there is no ${name} in "${folder}".`);
  }
  const [relu, loihi] = await Promise.all(
    [files.relu, files.loihi].map((name) => loadKeras(join(folder, name))),
  );
  return {
    relu: relu!,
    loihi: loihi!,
    brightest: { relu: 1, loihi: 1 },
    how: `${files.relu} and ${files.loihi}, trained longer than the tutorial's two epochs`,
  };
}

/** Pictures whose pixels go to another value than 1. */
export function brightened(samples: Samples, brightest: number): Samples {
  return { ...samples, scale: samples.scale * brightest };
}
