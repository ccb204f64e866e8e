/**
 * An event camera's recording played into the chip, after NengoLoihi's example "DVS from file": 10 x 10
 * pixels pooled into one, two polarities, a population for each.
 *
 *     node dist/examples/dvs-from-file.js [FOLDER]     # the figure goes to out/ or FOLDER
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type ActivityFigure,
  activityFigureSvg,
  dense,
  emptyBatch,
  lowpass,
  Network,
  runFrom,
  scale,
  slice,
  spikingRelu,
  writeFigure,
} from 'rxspike';
import { emulator } from 'rxspike/chip';
import { dvsChunks, dvsLayout, readEvents, writeLoihiEvents } from 'rxspike/streams';

const folder = process.argv[2] ?? 'out';
const width = 240; // pixels of the camera, which has 180 rows
const speed = 1.4; // pixels per millisecond
const barWidth = 40;

// A bright bar crosses the picture: pixels turn on at its front and off behind it.
const written = emptyBatch(2 * 50 * width);
for (let i = 0; i < written.n; i++) {
  const [p, x, row] = [i % 2, Math.floor(i / 100), Math.floor(i / 2) % 50];
  written.t[i] = Math.round((1000 * (x + (p === 1 ? 0 : barWidth))) / speed) + ((37 * row) % 800);
  written.x[i] = x;
  written.y[i] = 40 + 2 * row;
  written.p[i] = p;
}
const path = join(folder, 'moving-bar.events');
mkdirSync(folder, { recursive: true });
writeFileSync(path, writeLoihiEvents(written));

const { events, problems } = readEvents(readFileSync(path), { path });
for (const { message } of problems) console.error(message);

// Events go to axons of the chip. Gain 101 and weight 1 / 100: one is just enough for a spike.
const pool = 10;
const { shape, size } = dvsLayout({ pool });
const [rows, columns] = shape;
const pixels = rows * columns;
const net = new Network();
const eyes = net.input('eyes', shape, { kind: 'spikes' });
const [off, on] = [0, 1].map((polarity) => {
  const indices = Array.from({ length: pixels }, (_, i) => 2 * i + polarity);
  return eyes.pipe(slice(indices), scale(1 / 100), lowpass(0.005), spikingRelu({ gain: 101 }));
});

// Where is the front of the bar? The host adds up the spikes of the left, middle and right third.
const third = (x: number): number => Math.floor((3 * x) / width);
const thirds = [0, 1, 2].map((k) =>
  Array.from({ length: pixels }, (_, i) => (third((i % columns) * pool) === k ? 0.001 : 0)),
);
const where = on.pipe(dense(thirds), lowpass(0.005));

const steps = 160; // milliseconds
const window = 20; // timesteps per picture of the figure
const pictures: ActivityFigure['pictures'][number][] = [];
const values: number[] = [];
const layers = ['on', 'off'].map((name) => {
  return { name, neurons: pixels, spikes: { step: [] as number[], neuron: [] as number[] } };
});
await runFrom(dvsChunks('eyes', events, { pool, steps, chunk: window }), net, {
  probes: { on, off, where, eyes },
  on: emulator(),
  onReport: ({ cores }) => console.log(`${events.n} events in the file, ${cores} cores`),
}).forEach(({ t, data }) => {
  for (const [k, rows] of [data.on, data.off].entries()) {
    for (const [at, value] of rows.entries()) {
      if (value === 0) continue;
      layers[k].spikes.step.push(t + Math.floor(at / pixels));
      layers[k].spikes.neuron.push(at % pixels);
    }
  }
  values.push(...data.where);
  const seen = new Float32Array(pixels);
  for (const [at, value] of data.eyes.entries()) seen[(at % size) >> 1] += value;
  const last = values.slice(-3);
  pictures.push({
    ...{ pixels: seen, rows, cols: columns, fromStep: t, toStep: t + window },
    label: third((t + window / 2) * speed), // where the front is half-way
    answer: last.indexOf(Math.max(...last)),
  });
});

const outputs = { names: ['left', 'middle', 'right'], values, steps };
const title = 'A moving bar, seen by an event camera, on the emulated chip';
const figure = join(folder, 'dvs-from-file.svg');
await writeFigure(figure, activityFigureSvg({ title, dt: net.dt, pictures, layers, outputs }));

const { step, neuron } = layers[0].spikes;
const behind = step.map((t, k) => t * speed - ((neuron[k] % columns) + 0.5) * pool);
const mean = behind.reduce((sum, x) => sum + x, 0) / behind.length;
const right = pictures.filter(({ label, answer }) => label === answer).length;
console.log(`${step.length} ON spikes, ${layers[1].spikes.step.length} OFF spikes`);
console.log(`ON spikes are ${mean.toFixed(1)} pixels behind the front of the bar on average`);
console.log(`the third is right in ${right} of ${pictures.length} windows; wrote ${figure}`);
