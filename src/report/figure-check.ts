import { RxspikeError } from '../core/errors.js';
import type { ActivityFigure, FigureLayer, FigurePicture } from './figure-activity-types.js';

/** Refuses a figure whose parts do not fit together, naming the part. */
export function checkFigure({ dt, pictures, layers, outputs }: ActivityFigure): void {
  const { names, values, steps } = outputs;
  if (!(dt > 0)) refuse(`dt is ${dt}, expected seconds above 0.`);
  if (!(steps > 0)) refuse(`outputs have ${steps} steps, expected at least 1.`);
  if (names.length === 0) refuse('outputs have no names. Give one name per class.');
  if (values.length !== steps * names.length) {
    const expected = `${steps * names.length} (${steps} steps x ${names.length} names)`;
    refuse(`outputs have ${values.length} values, expected ${expected}.`);
  }
  pictures.forEach((picture, i) => {
    checkPicture(picture, i, steps, names.length);
  });
  for (const layer of layers) checkLayer(layer, steps);
}

function checkPicture(picture: FigurePicture, i: number, steps: number, classes: number): void {
  const { pixels, rows, cols, fromStep, toStep, label, answer } = picture;
  if (pixels.length !== rows * cols) {
    refuse(`picture ${i} has ${pixels.length} pixels, expected ${rows} x ${cols}.`);
  }
  if (!(fromStep >= 0 && fromStep < toStep && toStep <= steps)) {
    refuse(
      `picture ${i} is shown in steps [${fromStep}, ${toStep}), expected a part of [0, ${steps}).`,
    );
  }
  for (const index of [label, answer]) {
    if (Number.isInteger(index) && index >= 0 && index < classes) continue;
    refuse(`picture ${i} speaks of class ${index}, expected 0 to ${classes - 1}.`);
  }
}

function checkLayer({ name, neurons, spikes }: FigureLayer, steps: number): void {
  const { step, neuron } = spikes;
  if (step.length !== neuron.length) {
    refuse(
      `layer "${name}" has ${step.length} steps but ${neuron.length} neurons. Give one per spike.`,
    );
  }
  for (let i = 0; i < step.length; i++) {
    if (step[i]! >= 0 && step[i]! < steps && neuron[i]! >= 0 && neuron[i]! < neurons) continue;
    const limits = `steps below ${steps} and neurons below ${neurons}`;
    refuse(
      `layer "${name}", spike ${i}: step ${step[i]}, neuron ${neuron[i]}, expected ${limits}.`,
    );
  }
}

function refuse(what: string): never {
  throw new RxspikeError(`figure: ${what}`, { code: 'bad-figure' });
}
