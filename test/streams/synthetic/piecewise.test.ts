import { lastValueFrom, take, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { StreamError } from '../../../src/core/errors.js';
import { type PiecewiseOptions, piecewise } from '../../../streams/synthetic/piecewise.js';

/** The values of the first timesteps, one after the other. */
async function values(steps: number, options: PiecewiseOptions): Promise<number[]> {
  const source = piecewise('u', { precision: 64, ...options });
  const chunks = await lastValueFrom(source.pipe(take(steps), toArray()));
  return chunks.flatMap(({ data }) => [...data.u]);
}

// Timesteps of a second: timestep n is the time n + 1.
const dt = 1;

describe('piecewise', () => {
  it('holds each value until the next time, and is 0 before the first', async () => {
    const options = { dt, times: [2, 5], values: [7, -3] };
    expect(await values(7, options)).toEqual([0, 7, 7, 7, -3, -3, -3]);
  });

  it('meets a time that falls between timesteps to half a timestep', async () => {
    expect(await values(3, { dt, times: [2.4], values: [1] })).toEqual([0, 1, 1]);
    expect(await values(3, { dt, times: [2.6], values: [1] })).toEqual([0, 0, 1]);
  });

  it('evaluates functions at the time of the timestep', async () => {
    const square = (t: number) => [t * t, -t];
    const options = { dt, times: [0, 3], values: [[1, 2], square] };
    expect(await values(4, options)).toEqual([1, 2, 1, 2, 9, -3, 16, -4]);
  });

  it('draws straight lines, and is 0 outside', async () => {
    const options = { dt, times: [2, 4, 5], values: [0, 6, 10], interpolation: 'linear' } as const;
    expect(await values(6, options)).toEqual([0, 0, 3, 6, 10, 0]);
  });

  it('takes the nearest value, the earlier one halfway, and is 0 outside', async () => {
    const options = { dt, times: [1, 5], values: [2, 8], interpolation: 'nearest' } as const;
    expect(await values(6, options)).toEqual([2, 2, 2, 8, 8, 0]);
  });

  it('has the same values in chunks of any size', async () => {
    const options = { dt, times: [2, 5], values: [7, -3] };
    expect(await values(2, { ...options, chunk: 4 })).toEqual(await values(8, options));
  });

  it.each([
    ['number of values is 1, expected as many as times, 2', { times: [1, 2], values: [1] }],
    ['times[1] is 1, expected seconds, later', { times: [1, 1], values: [1, 2] }],
    ['values[1] has 2 numbers, expected 1.', { times: [1, 2], values: [1, [1, 2]] }],
    [
      'interpolation is cubic, expected hold, linear or nearest.',
      { times: [1], values: [1], interpolation: 'cubic' as 'hold' },
    ],
    [
      'values[0] is a function, expected numbers, to be linear.',
      { times: [1, 2], values: [() => 1, 2], interpolation: 'linear' as const },
    ],
  ])('refuses: %s', (message, options) => {
    expect(() => piecewise('u', options)).toThrow(StreamError);
    expect(() => piecewise('u', options)).toThrow(`piecewise: ${message}`);
  });
});
