import { type Glyph, glyph } from './figure-glyphs.js';
import { element, short } from './figure-svg.js';

/** How a text looks; sizes in pixels. */
export interface TextStyle {
  /** Height of a capital letter; default 8.5. */
  readonly size?: number;
  readonly colour?: string;
  readonly bold?: boolean;
  /** Which point of the text lies at x; default its start. */
  readonly anchor?: 'start' | 'middle' | 'end';
}

const CAPITAL = 14;
const GAP = 3.3;

/**
 * Draws a text as lines of a pen, its base line at y. Needs no font; the text itself is kept in `aria-label`.
 */
export function drawText(x: number, y: number, text: string, style: TextStyle = {}): string {
  const { size = 8.5, colour = '#222b3a', bold = false, anchor = 'start' } = style;
  const scale = size / CAPITAL;
  const shift = anchor === 'start' ? 0 : textWidth(text, size) / (anchor === 'end' ? 1 : 2);
  let cursor = 0;
  let d = '';
  for (const character of text) {
    const letter = glyph(character);
    d += movedPath(letter, cursor);
    cursor += letter.width + GAP;
  }
  return element('path', {
    'aria-label': text,
    d: d === '' ? undefined : d,
    transform: `translate(${short(x - shift)} ${short(y - size)}) scale(${scale.toFixed(4)})`,
    fill: 'none',
    stroke: colour,
    'stroke-width': bold ? 2.3 : 1.5,
    'stroke-linecap': 'round',
    'stroke-linejoin': 'round',
  });
}

/** Width of a text in pixels. */
export function textWidth(text: string, size = 8.5): number {
  const letters = [...text];
  const sum = letters.reduce((width, character) => width + glyph(character).width + GAP, 0);
  return (Math.max(0, sum - GAP) * size) / CAPITAL;
}

/** The text, or its beginning and an ellipsis if it is wider than `width` pixels. */
export function fitText(text: string, width: number, size = 8.5): string {
  if (textWidth(text, size) <= width) return text;
  const letters = [...text];
  while (letters.length > 0 && textWidth(`${letters.join('')}\u2026`, size) > width) letters.pop();
  return `${letters.join('')}\u2026`;
}

/** The glyph's path, moved to the right. */
function movedPath({ path }: Glyph, right: number): string {
  return path.replace(/([MLHVCQAZ])([^MLHVCQAZ]*)/g, (_, command: string, rest: string) => {
    const numbers = rest
      .split(/[\s,]+/)
      .filter(Boolean)
      .map(Number);
    const moved = numbers.map((value, i) => (isX(command, i) ? value + right : value));
    return command + moved.map(short).join(' ');
  });
}

function isX(command: string, index: number): boolean {
  if (command === 'V') return false;
  return command === 'A' ? index === 5 : index % 2 === 0;
}
