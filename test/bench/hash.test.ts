import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addSpikes, hashText, spikeHash } from '../../bench/emulator/hash.js';
import { hostInput, trainOf } from '../../bench/emulator/input.js';

/** Spikes of two populations in some timesteps. */
type Spikes = readonly (readonly (readonly number[])[])[];

function hashOf(populations: Spikes, chunk = populations[0]!.length, from = 0): string {
  const hash = spikeHash();
  const steps = populations[0]!.length;
  for (let t = 0; t < steps; t += chunk) {
    const spikes = populations.map((rows) => trainOf(1000, rows.slice(t, t + chunk)));
    addSpikes(hash, from + t, { spikes });
  }
  return hashText(hash);
}

const row = fc.uniqueArray(fc.nat(999), { maxLength: 8 });
const rows = fc.array(row, { minLength: 4, maxLength: 4 });
const populations = fc.tuple(rows, rows);

describe('the hash of spikes', () => {
  it('is that of nothing without spikes, and another with one', () => {
    expect(hashOf([[[], []]])).toBe('0'.repeat(16));
    expect(hashOf([[[0], []]])).not.toBe('0'.repeat(16));
  });

  it('changes when one spike more or less is in it', () => {
    fc.assert(
      fc.property(populations, fc.nat(1), fc.nat(3), fc.nat(999), (played, p, t, neuron) => {
        const flipped = played.map((all) => all.map((now) => [...now]));
        const now = flipped[p]![t]!;
        const at = now.indexOf(neuron);
        if (at < 0) now.push(neuron);
        else now.splice(at, 1);
        expect(hashOf(flipped)).not.toBe(hashOf(played));
      }),
    );
  });

  it.each([
    ['timestep', [[[5], []]], [[[], [5]]]],
    ['population', [[[5]], [[]]], [[[]], [[5]]]],
    ['neuron', [[[5]]], [[[6]]]],
    ['number of spikes', [[[5]]], [[[5, 5]]]],
  ] as const)('tells the %s of a spike', (_, one, other) => {
    expect(hashOf(one)).not.toBe(hashOf(other));
  });

  it('does not change with the calls or with the order within a timestep', () => {
    fc.assert(
      fc.property(populations, (played) => {
        const turned = played.map((all) => all.map((now) => [...now].reverse()));
        expect(hashOf(played, 1)).toBe(hashOf(played));
        expect(hashOf(turned, 3)).toBe(hashOf(played));
      }),
    );
  });
});

describe('the input of a call', () => {
  it('is what the timesteps hold, over and over', () => {
    const input = { period: 3, trains: [trainOf(9, [[1], [], [2, 3]])] };
    const seen = (t: number, steps: number) => {
      const { offsets, indices } = hostInput(input, t, steps).spikes[0]!;
      return Array.from({ length: steps }, (_, s) => [
        ...indices.subarray(offsets[s], offsets[s + 1]),
      ]);
    };
    expect(seen(0, 3)).toEqual([[1], [], [2, 3]]);
    expect(seen(4, 2)).toEqual([[], [2, 3]]);
    expect(seen(5, 5)).toEqual([[2, 3], [1], [], [2, 3], [1]]);
  });
});
