import {
  choiceOf,
  eachOf,
  fieldsOf,
  numberOf,
  shapeOf,
  textOf,
  wholeOf,
} from './program-fields.js';

/** Checks the report of a saved program, which is read by people; throws a CodecError. */
export function checkReport(json: unknown, where: string): void {
  const report = fieldsOf(json, where);
  wholeOf(report.cores, `${where}.cores`);
  eachOf(report.warnings, `${where}.warnings`, textOf);
  eachOf(report.blocks, `${where}.blocks`, (item, at) => {
    const block = fieldsOf(item, at);
    textOf(block.population, `${at}.population`);
    const use = fieldsOf(block.use, `${at}.use`);
    for (const name of ['compartments', 'inAxons', 'outAxons', 'synapses']) {
      const { used, max } = fieldsOf(use[name], `${at}.use.${name}`);
      numberOf(used, `${at}.use.${name}.used`);
      numberOf(max, `${at}.use.${name}.max`);
    }
  });
  eachOf(report.shapes, `${where}.shapes`, (item, at) => {
    const cut = fieldsOf(item, at);
    textOf(cut.population, `${at}.population`);
    if (cut.shape !== null) shapeOf(cut.shape, `${at}.shape`);
    choiceOf(cut.how, `${at}.how`, ['given', 'searched', 'reference']);
  });
  if (report.precision !== undefined) {
    eachOf(report.precision, `${where}.precision`, checkPrecision);
  }
  eachOf(report.crossings, `${where}.crossings`, (item, at) => {
    const crossing = fieldsOf(item, at);
    textOf(crossing.from, `${at}.from`);
    textOf(crossing.to, `${at}.to`);
    choiceOf(crossing.direction, `${at}.direction`, ['to chip', 'on chip', 'to host']);
    wholeOf(crossing.steps, `${at}.steps`);
  });
  eachOf(report.shapes, `${where}.shapes`, (item, at) => {
    const shape = fieldsOf(item, at);
    textOf(shape.population, `${at}.population`);
    if (shape.shape !== null) eachOf(shape.shape, `${at}.shape`, wholeOf);
    choiceOf(shape.how, `${at}.how`, ['given', 'searched', 'reference']);
  });
}

function checkPrecision(item: unknown, where: string): void {
  const precision = fieldsOf(item, where);
  textOf(precision.population, `${where}.population`);
  wholeOf(precision.weights, `${where}.weights`);
  wholeOf(precision.lost, `${where}.lost`);
  for (const name of ['weightError', 'biasError', 'thresholdError']) {
    if (precision[name] !== null) numberOf(precision[name], `${where}.${name}`);
  }
}
