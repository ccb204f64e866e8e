/** Text that is HTML already. Only `html` and what draws make it, so nothing is escaped twice or not at all. */
export interface Html {
  readonly html: string;
}

/** What may stand in a template: text and numbers are escaped, lists are joined, `null` is nothing. */
export type HtmlPart = Html | string | number | null | readonly HtmlPart[];

/**
 * HTML from a template; everything put into it that is not `Html` is escaped.
 *
 * @example
 * html`<td>${layer.name}</td>`;
 */
export function html(parts: TemplateStringsArray, ...values: readonly HtmlPart[]): Html {
  return {
    html: parts.reduce((text, part, i) => text + (i > 0 ? textOf(values[i - 1]!) : '') + part, ''),
  };
}

/** HTML that somebody else has made and escaped, such as a drawing. */
export function rawHtml(text: string): Html {
  return { html: text };
}

function textOf(part: HtmlPart): string {
  if (part === null) return '';
  if (typeof part === 'number') return String(part);
  if (typeof part === 'string') return escapeHtml(part);
  if ('html' in part) return part.html;
  return part.map(textOf).join('\n');
}

/** Text made safe for HTML, in attributes too; control characters become question marks. */
export function escapeHtml(text: string): string {
  return (
    text
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what HTML forbids
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffe\uffff]/g, '?')
      .replace(/&/g, '&amp;')
      .replace(/</g, '&lt;')
      .replace(/>/g, '&gt;')
      .replace(/"/g, '&quot;')
      .replace(/'/g, '&#39;')
  );
}
