import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type LineFigure, lineFigureSvg, writeFigure } from 'rxspike';

/** Draws lines over time into a file of a folder, which is made if it is missing. */
export async function draw(folder: string, file: string, figure: LineFigure): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFigure(join(folder, file), lineFigureSvg(figure));
}
