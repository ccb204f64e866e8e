import { type Html, type HtmlPart, html, rawHtml } from './html.js';

export interface TableColumn {
  readonly name: string;
  /** Set right, with digits of one width. */
  readonly number?: boolean;
}

/** A table of a page; the first cell of a row is its heading. */
export interface PageTable {
  readonly caption: string;
  readonly columns: readonly TableColumn[];
  readonly rows: readonly (readonly HtmlPart[])[];
  /** A last row of sums. */
  readonly total?: readonly HtmlPart[];
  /** What has to be known to read it. */
  readonly note?: string;
}

/** A real HTML table that scrolls sideways where the window is narrow. */
export function table({ caption, columns, rows, total, note }: PageTable): Html {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}">
<table>
<caption>${caption}</caption>
<thead><tr>${columns.map((column) => html`<th scope="col"${numeric(column)}>${column.name}</th>`)}</tr></thead>
<tbody>
${rows.map((row) => tableRow(row, columns))}
</tbody>
${total === undefined ? null : html`<tfoot>${tableRow(total, columns)}</tfoot>`}
</table>
</div>
${note === undefined ? null : html`<p class="note">${note}</p>`}`;
}

function tableRow(row: readonly HtmlPart[], columns: readonly TableColumn[]): Html {
  const cells = row.map((cell, c) =>
    c === 0 ? html`<th scope="row">${cell}</th>` : html`<td${numeric(columns[c]!)}>${cell}</td>`,
  );
  return html`<tr>${cells}</tr>`;
}

function numeric({ number }: TableColumn): Html {
  return rawHtml(number === true ? ' class="number"' : '');
}
