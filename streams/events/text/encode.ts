import type { EventBatch } from '../../../src/core/event-batch.js';
import type { EventEncoder, SensorSize } from '../decoder.js';
import { requireFit } from '../kit/encoding.js';

/** Options of `textEncoder`. */
export interface TextEncodeOptions extends SensorSize {
  /**
   * `csv` (default): names, then t,x,y,p in microseconds; `rpg`: t x y p in seconds with six decimals;
   * `metavision`: %geometry, then x,y,p,t in microseconds.
   */
  readonly dialect?: 'csv' | 'rpg' | 'metavision';
}

/**
 * Encodes events as text, one in a line that LF ends (event-formats.md 9). Times may go back.
 *
 * @throws StreamError from push for events outside of the sensor, and times that are not whole
 */
export function textEncoder(options: TextEncodeOptions): EventEncoder {
  const { width, height, dialect = 'csv' } = options;
  const line = lines[dialect];
  const coder = new TextEncoder();
  let head: string | null = headOf(dialect, options);
  let count = 0;
  const begun = (): string => {
    const text = head ?? '';
    head = null;
    return text;
  };
  return {
    push({ n, t, x, y, p }: EventBatch) {
      const parts = [begun()];
      for (let i = 0; i < n; i++, count++) {
        requireFit(`event ${count}`, `a sensor of ${width} columns`, 'x', x[i]!, width - 1);
        requireFit(`event ${count}`, `a sensor of ${height} rows`, 'y', y[i]!, height - 1);
        requireFit(
          `event ${count}`,
          'a text',
          't without its sign',
          Math.abs(t[i]!),
          Number.MAX_SAFE_INTEGER,
        );
        parts.push(line(t[i]!, x[i]!, y[i]!, p[i]! & 1));
      }
      return coder.encode(parts.join(''));
    },
    end: () => coder.encode(begun()),
  };
}

const lines = {
  csv: (t: number, x: number, y: number, p: number) => `${t},${x},${y},${p}\n`,
  rpg: (t: number, x: number, y: number, p: number) => `${secondsOf(t)} ${x} ${y} ${p}\n`,
  metavision: (t: number, x: number, y: number, p: number) => `${x},${y},${p},${t}\n`,
};

function headOf(dialect: 'csv' | 'rpg' | 'metavision', { width, height }: SensorSize): string {
  if (dialect === 'csv') return 't,x,y,p\n';
  return dialect === 'metavision' ? `%geometry:${width},${height}\n` : '';
}

/** From whole numbers, so that no double rounds a digit away. */
function secondsOf(t: number): string {
  const size = Math.abs(t);
  const rest = size % 1e6;
  return `${t < 0 ? '-' : ''}${(size - rest) / 1e6}.${String(rest).padStart(6, '0')}`;
}
