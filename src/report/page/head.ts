import { settledAt } from './accuracy.js';
import { type Measurement, mainOf, type ReportData } from './data.js';
import { chipEnergies, joulesText } from './energy.js';
import type { Finding } from './findings.js';
import { amount, counted, grouped, milliseconds, percent } from './format.js';
import { type Html, html } from './html.js';
import { spikesPerInference } from './spikes.js';

/** What matters, in words and large numbers. */
export function headSection(data: ReportData, findings: readonly Finding[]): Html {
  return html`<p class="lead">${lead(data)}</p>
<dl class="tiles">
${accuracyTile('float', 'one pass, no spikes', data.float)}
${accuracyTile('spiking', 'interpreter, float', data.spiking)}
${accuracyTile('chip', 'emulator, integers', data.onChip)}
${chipTiles(data)}
</dl>
${findingList(findings)}`;
}

function lead(data: ReportData): string {
  const main = mainOf(data);
  const { onChip, spiking, float, chip } = data;
  const [low, high] = main.interval;
  const range = `95\u202f% interval ${(100 * low).toFixed(1)} to ${percent(high)}`;
  const others = [
    onChip === null || spiking === null
      ? ''
      : `${percent(spiking.accuracy)} with spikes on the interpreter`,
    float === null ? '' : `${percent(float.accuracy)} as the float network it came from`,
  ].filter((text) => text !== '');
  const where = onChip === null ? 'on the interpreter' : 'on the emulated chip';
  const accuracy = `${data.title} answers ${percent(main.accuracy)} of ${counted(main.count, 'sample')} right ${where} (${range})`;
  const against = others.length === 0 ? '' : `; ${others.join(', ')}`;
  const cores = chip === null ? '' : `It takes ${counted(chip.cores, 'core')}. `;
  return `${accuracy}${against}. ${cores}An answer takes ${listed(costs(data))}.`;
}

function costs(data: ReportData): string[] {
  const main = mainOf(data);
  const [energy] = chipEnergies(data);
  const time = milliseconds(main.readAt * main.dt);
  return [
    `${counted(main.readAt, 'timestep')} (${time})`,
    ...(main.layers.length === 0 ? [] : [`${amount(spikesPerInference(main))} spikes`]),
    ...(energy === undefined
      ? []
      : [
          `an estimated ${joulesText(energy.joules)} (profile ${energy.profile}, ${energy.coverage})`,
        ]),
  ];
}

/** `a`, `a and b`, `a, b and c`. */
function listed(texts: readonly string[]): string {
  return texts.length < 2 ? texts.join() : `${texts.slice(0, -1).join(', ')} and ${texts.at(-1)}`;
}

function accuracyTile(name: string, how: string, measured: Measurement | null): Html | null {
  if (measured === null) return null;
  const [low, high] = measured.interval;
  return tile(
    `accuracy, ${name}`,
    percent(measured.accuracy),
    `95\u202f%: ${percent(low)} to ${percent(high)}`,
    how,
    name,
  );
}

function chipTiles(data: ReportData): readonly (Html | null)[] {
  const main = mainOf(data);
  const { chip } = data;
  const settled = settledAt(main.accuracyAt);
  const early =
    settled < main.steps ? `settled from timestep ${settled} on` : 'not settled before the last';
  return [
    chip === null
      ? null
      : tile(
          'cores',
          grouped(chip.cores),
          `of ${grouped(chip.coresMax)}`,
          counted(chip.chips, 'chip'),
        ),
    tile('timesteps per answer', grouped(main.readAt), milliseconds(main.readAt * main.dt), early),
    main.layers.length === 0
      ? null
      : tile(
          'spikes per inference',
          amount(spikesPerInference(main)),
          `of ${grouped(neurons(main))} neurons`,
          `${amount(spikesPerInference(main) / neurons(main))} per neuron`,
        ),
    ...chipEnergies(data).map((e) =>
      tile(`${e.quantity} per inference`, joulesText(e.joules), e.coverage, `profile ${e.profile}`),
    ),
  ];
}

function neurons({ layers }: Measurement): number {
  return layers.reduce((sum, layer) => sum + layer.neurons, 0);
}

function tile(name: string, value: string, below: string, last: string, kind = ''): Html {
  return html`<div class="tile ${kind}"><dt>${name}</dt><dd class="value">${value}</dd><dd>${below}</dd><dd>${last}</dd></div>`;
}

function findingList(findings: readonly Finding[]): Html {
  if (findings.length === 0) {
    return html`<p class="fine">No warnings: rates, weights and registers are in their ranges.</p>`;
  }
  return html`<h3 id="findings">What to look at</h3>
<ul class="findings">
${findings.map(
  (f) => html`<li class="${f.level}"><span class="level">${f.level}</span>
<p><strong>${f.about}</strong>: ${f.what}</p>
<p class="advice">${f.advice}</p></li>`,
)}
</ul>`;
}
