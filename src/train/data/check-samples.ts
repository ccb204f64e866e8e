import { layerShapes, sizeOf } from '../../convert/layer-shapes.js';
import type { LayerModel } from '../../convert/model.js';
import { RunError } from '../../core/errors.js';
import type { Samples } from '../../core/samples.js';

/** Refuses samples that a model cannot take or answer. */
export function checkSamples(model: LayerModel, samples: Samples, name: string): void {
  const { shape } = model.inputs[0]!;
  if (samples.shape.join() !== shape.join()) {
    throw bad(
      name,
      `are ${samples.shape.join('x')}, the model takes ${shape.join('x')}. Give samples of that shape`,
    );
  }
  if (samples.count < 1) throw bad(name, 'are none. Give at least one');
  requireWhole(samples, name);
  const answers = layerShapes(model.layers).get(model.outputs[0]!);
  if (answers != null && answers.length !== 1) {
    throw bad(
      name,
      `have one label each, the model answers with ${answers.join('x')} values. End it in Flatten, or in a ` +
        'layer with one output per class',
    );
  }
  const outputs = answers == null ? null : sizeOf(answers);
  if (outputs !== null && samples.classes > outputs) {
    throw bad(
      name,
      `have ${samples.classes} classes, the model has ${outputs} outputs. End it in a layer with one ` +
        'output per class',
    );
  }
  const wrong = samples.labels.findIndex((label: number) => label < 0 || label >= samples.classes);
  if (wrong === -1) return;
  throw bad(
    name,
    `have label ${samples.labels[wrong]} at ${wrong}, expected 0 to ${samples.classes - 1}. Correct it`,
  );
}

function requireWhole({ data, labels, shape, count }: Samples, name: string): void {
  const size = sizeOf(shape);
  if (data.length >= count * size && labels.length >= count) return;
  throw bad(
    name,
    `have ${data.length} numbers and ${labels.length} labels, expected ${count * size} and ${count}. Correct their count`,
  );
}

function bad(name: string, what: string): RunError {
  return new RunError(`train: the ${name} ${what}.`, {
    code: 'bad-samples',
    path: name,
  });
}
