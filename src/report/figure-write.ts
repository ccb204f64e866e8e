import { extname } from 'node:path';
import { RxspikeError } from '../core/errors.js';
import { writeFileAtomic } from './write-file.js';

/** Pixels of a PNG per pixel of the SVG. */
export const PNG_SCALE = 2;

/**
 * Writes a figure as `.svg` or, at twice its size, as `.png`. The file appears complete or not at all.
 *
 * @throws RxspikeError for another extension, if no PNG renderer is installed for this platform, or if
 *   the file cannot be written
 */
export async function writeFigure(path: string, svg: string): Promise<void> {
  await writeFileAtomic(path, await encode(path, svg));
}

async function encode(path: string, svg: string): Promise<string | Uint8Array> {
  const extension = extname(path).toLowerCase();
  if (extension === '.svg') return svg;
  if (extension === '.png') return svgToPng(svg);
  throw new RxspikeError(
    `figure "${path}": cannot write a "${extension}" file, expected .svg or .png. Change the extension.`,
    { code: 'unknown-format', path },
  );
}

/** Renders an SVG to PNG bytes, `PNG_SCALE` times as large. System fonts are not asked for: figures bring their own. */
export async function svgToPng(svg: string): Promise<Uint8Array> {
  const { Resvg } = await loadRenderer();
  const renderer = new Resvg(svg, {
    fitTo: { mode: 'zoom', value: PNG_SCALE },
    font: { loadSystemFonts: false },
  });
  return renderer.render().asPng();
}

/** Loaded late: SVG works where its prebuilt binary does not exist. */
async function loadRenderer() {
  try {
    return await import('@resvg/resvg-js');
  } catch (cause) {
    throw new RxspikeError(
      `figure: no PNG renderer for ${process.platform} ${process.arch}. Write an .svg file instead.`,
      { code: 'no-renderer', cause },
    );
  }
}
