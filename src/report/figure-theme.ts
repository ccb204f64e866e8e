/** Colours of the figures. */
export const INK = '#222b3a';
export const SOFT_INK = '#6b7484';
export const RULE = '#d5d9e0';
export const BAND = '#f3f5f8';
export const WRONG_BAND = '#fbe8df';
export const SPIKE = '#2f4b6e';
export const ACTIVITY = '#a9c1dc';
export const RIGHT = '#00775a';
export const WRONG = '#c24a00';

/**
 * Ten line colours that stay apart for the common kinds of colour blindness: Okabe and Ito's set ("Color
 * universal design", 2008) without its yellow, which vanishes on white, and three darker neighbours.
 */
const LINES = [
  '#0072b2',
  '#e69f00',
  '#009e73',
  '#cc79a7',
  '#000000',
  '#56b4e9',
  '#d55e00',
  '#882255',
  '#999933',
  '#8c8c8c',
];

const DASHES = [undefined, '5 3', '1.5 2.5', '8 2.5 1.5 2.5'];

/** Colour and dashes of the n-th line; from the eleventh on the colours return with dashes. */
export function lineStyle(n: number): { stroke: string; 'stroke-dasharray': string | undefined } {
  const round = Math.floor(n / LINES.length) % DASHES.length;
  return { stroke: LINES[n % LINES.length]!, 'stroke-dasharray': DASHES[round] };
}
