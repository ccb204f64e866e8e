import { mainOf, type ReportData } from './data.js';
import { grouped, percent, smallPercent } from './format.js';
import { type Html, type HtmlPart, html, rawHtml } from './html.js';
import { table } from './table.js';

/** Above this many classes only the most frequent mistakes are listed. */
const MOST_CLASSES = 40;
const MOST_MISTAKES = 10;

/** Which class was taken for which. */
export function confusionSection(data: ReportData): Html {
  const main = mainOf(data);
  const names = Array.from(
    { length: main.classes },
    (_, k) => data.samples.classes[k] ?? String(k),
  );
  const where = data.onChip === null ? 'the interpreter' : 'the chip';
  const few = main.classes <= MOST_CLASSES;
  return html`<p>Answers of ${where}, read at timestep ${main.readAt}. ${
    few
      ? 'A row per class, a column per answer; the darker, the larger the share of the row.'
      : `With ${main.classes} classes only the mistakes are listed.`
  }</p>
<div class="beside">
${few ? matrix(main.confusion, names) : null}
${mistakes(main.confusion, names)}
</div>`;
}

function matrix(confusion: Uint32Array, names: readonly string[]): Html {
  const n = names.length;
  const rows = names.map((name, r) => {
    const row = confusion.subarray(r * n, (r + 1) * n);
    const sum = row.reduce((a, b) => a + b, 0);
    const cells = Array.from(row, (count, c) =>
      cell(count, sum, r === c, `${name} answered ${names[c]}`),
    );
    const share = sum === 0 ? '' : percent(row[r]! / sum);
    return html`<tr><th scope="row">${name}</th>${cells}<td class="share">${share}</td></tr>`;
  });
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Confusion matrix">
<table class="matrix">
<caption>Rows: what it is. Columns: what was answered.</caption>
<thead><tr><th scope="col">is \\ answer</th>${names.map((name) => html`<th scope="col">${name}</th>`)}<th scope="col">right</th></tr></thead>
<tbody>
${rows}
</tbody>
</table>
</div>`;
}

/** Shade is the root of the share, so that single mistakes can be seen. */
function cell(count: number, sum: number, right: boolean, words: string): HtmlPart {
  if (count === 0) return html`<td class="none">\u00b7</td>`;
  const share = Math.sqrt(count / sum);
  const colour = right ? '0, 119, 90' : '194, 74, 0';
  const ink = share > 0.62 ? '#fff' : 'inherit';
  const style = rawHtml(`style="background: rgba(${colour}, ${share.toFixed(2)}); color: ${ink}"`);
  return html`<td ${style} title="${words}: ${count}">${grouped(count)}</td>`;
}

function mistakes(confusion: Uint32Array, names: readonly string[]): Html {
  const n = names.length;
  const found = Array.from(confusion, (count, i) => ({
    count,
    is: Math.floor(i / n),
    answer: i % n,
  }))
    .filter(({ count, is, answer }) => count > 0 && is !== answer)
    .sort((a, b) => b.count - a.count);
  if (found.length === 0) return html`<p>No mistakes.</p>`;
  const rowSum = (r: number) => confusion.subarray(r * n, (r + 1) * n).reduce((a, b) => a + b, 0);
  const list = table({
    caption: 'Most frequent mistakes',
    columns: [
      { name: 'is' },
      { name: 'answered' },
      { name: 'times', number: true },
      { name: 'of its class', number: true },
    ],
    rows: found
      .slice(0, MOST_MISTAKES)
      .map(({ count, is, answer }) => [
        names[is]!,
        names[answer]!,
        grouped(count),
        smallPercent(count / rowSum(is)),
      ]),
    ...(found.length > MOST_MISTAKES
      ? { note: `${found.length - MOST_MISTAKES} more pairs of classes were mixed up.` }
      : {}),
  });
  return html`<div>${list}</div>`;
}
