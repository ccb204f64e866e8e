import type { Random } from '../../src/core/random.js';

/** The path of a pen: points (x, y) with the pen's half width at each of them, in any one unit. */
export interface PenPath {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly halfWidth: Float64Array;
}

interface ControlPoint {
  x: number;
  y: number;
  readonly corner: boolean;
}

/** Straight pieces per span between two control points; curves look smooth at 28 pixels. */
const PIECES = 8;

/**
 * Writes strokes once in a random hand: each has its own slant, rotation, aspect, bend, pen width and
 * pressure, and no two points land where the table says. Strokes as in `digitStrokes`; the result has its
 * height near 1, the pen's half width relative to that.
 */
export function writeByHand(strokes: readonly string[], random: Random): PenPath[] {
  const hand = drawHand(random);
  const halfWidth = clamp(0.063 + 0.019 * random.normal(), 0.036, 0.115);
  return strokes.map((stroke) => {
    const points = parseStroke(stroke);
    for (const point of points) {
      const u = (point.x - 30) / 100 + hand.wobble * random.normal();
      const v = (point.y - 50) / 100 + hand.wobble * random.normal();
      hand.place(point, u, v);
    }
    return press(throughPoints(points), halfWidth, random);
  });
}

/** One person's habits, as a map from the table's square to the paper. */
function drawHand(random: Random) {
  const angle = clamp(0.07 * random.normal(), -0.18, 0.18);
  const slant = clamp(0.12 + 0.2 * random.normal(), -0.32, 0.6);
  const aspect = Math.exp(clamp(0.06 + 0.2 * random.normal(), -0.35, 0.5));
  const bend = 0.14 * random.normal();
  const waist = 0.25 * random.normal();
  const lean = 0.08 * random.normal();
  const wobble = 0.014 + 0.018 * random.uniform();
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  return {
    wobble,
    place(point: ControlPoint, u: number, v: number): void {
      // Wider above or below (waist), bowed (bend), slanted; then the base line tilts (lean).
      const x = aspect * u * (1 + waist * v) + bend * (v * v - 0.08) - slant * v;
      const y = v + lean * u + 0.2 * bend * u * u;
      point.x = cos * x - sin * y;
      point.y = sin * x + cos * y;
    },
  };
}

function parseStroke(stroke: string): ControlPoint[] {
  return stroke
    .trim()
    .split(/\s+/)
    .map((text) => {
      const [x, y] = text.replace('!', '').split(',').map(Number);
      return { x: x!, y: y!, corner: text.endsWith('!') };
    });
}

/** Catmull-Rom curve through the points; at an end or a corner the tangent is the chord. */
function throughPoints(points: readonly ControlPoint[]): [number, number][] {
  const path: [number, number][] = [[points[0]!.x, points[0]!.y]];
  for (let i = 0; i + 1 < points.length; i++) {
    const from = points[i]!;
    const to = points[i + 1]!;
    const before = i === 0 || from.corner ? from : points[i - 1]!;
    const after = i + 2 === points.length || to.corner ? to : points[i + 2]!;
    for (let piece = 1; piece <= PIECES; piece++) {
      const t = piece / PIECES;
      path.push([
        hermite(t, from.x, to.x, (to.x - before.x) / 2, (after.x - from.x) / 2),
        hermite(t, from.y, to.y, (to.y - before.y) / 2, (after.y - from.y) / 2),
      ]);
    }
  }
  return path;
}

function hermite(t: number, from: number, to: number, leaving: number, arriving: number): number {
  const t2 = t * t;
  const t3 = t2 * t;
  return (
    (2 * t3 - 3 * t2 + 1) * from +
    (t3 - 2 * t2 + t) * leaving +
    (3 * t2 - 2 * t3) * to +
    (t3 - t2) * arriving
  );
}

/** Lets the pressure of the pen drift along the stroke and fade a little at its ends. */
function press(path: readonly [number, number][], halfWidth: number, random: Random): PenPath {
  const drift = 0.14 * random.normal();
  const swell = 0.1 * random.normal();
  const fade = 0.25 * random.uniform();
  const last = path.length - 1;
  const widths = path.map((_, i) => {
    const t = i / last;
    const end = Math.max(0, 1 - 6 * Math.min(t, 1 - t));
    const pressure = 1 + drift * (t - 0.5) + swell * (4 * t * (1 - t) - 0.5) - fade * end;
    return halfWidth * clamp(pressure, 0.6, 1.4);
  });
  return {
    x: Float64Array.from(path, ([x]) => x),
    y: Float64Array.from(path, ([, y]) => y),
    halfWidth: Float64Array.from(widths),
  };
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
