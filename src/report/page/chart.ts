import { parse, View } from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';
import { escapeHtml, type Html, rawHtml } from './html.js';
import { chartConfig } from './theme.js';

/** What a chart is called for those who do not see it. */
export interface ChartWords {
  /** Letters, digits and dashes; once in the page. */
  readonly id: string;
  readonly title: string;
  /** What it shows, with its main numbers. */
  readonly description: string;
}

/** Draws a Vega-Lite chart as an SVG element of a page; needs no script and no other file. */
export async function chartSvg(spec: TopLevelSpec, words: ChartWords): Promise<Html> {
  const { spec: full } = compile(spec, { config: chartConfig });
  const view = new View(parse(full), { renderer: 'none' });
  try {
    return rawHtml(withWords(await view.toSVG(), words));
  } finally {
    view.finalize();
  }
}

/** Gives the drawing its words, ids of its own among other drawings, and no addresses. */
function withWords(svg: string, { id, title, description }: ChartWords): string {
  const words =
    `<title id="${id}-title">${escapeHtml(title)}</title>` +
    `<desc id="${id}-desc">${escapeHtml(description)}</desc>`;
  return svg
    .replace(/ xmlns(:\w+)?="[^"]*"/g, '')
    .replace(/(id="|url\(#)((?:clip|gradient)[\w-]*)/g, `$1${id}-$2`)
    .replace(
      /<svg ([^>]*)>/,
      `<svg role="img" aria-labelledby="${id}-title ${id}-desc" $1>${words}`,
    );
}
