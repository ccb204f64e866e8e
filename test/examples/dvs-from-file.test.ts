import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { readLoihiEvents } from '../../streams/events/loihi-events.js';

// The example imports the package by its name: here that is the source, not what was built last.
vi.mock('rxspike', () => import('../../src/index.js'));
vi.mock('rxspike/chip', () => import('../../src/chip/index.js'));
vi.mock('rxspike/streams', () => import('../../streams/index.js'));

describe('the example dvs-from-file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rxspike-example-'));
  const lines: string[] = [];

  beforeAll(async () => {
    const argv = process.argv;
    const log = vi.spyOn(console, 'log').mockImplementation((line) => void lines.push(line));
    process.argv = [...argv.slice(0, 2), folder];
    try {
      await import('../../examples/dvs-from-file.js');
    } finally {
      process.argv = argv;
      log.mockRestore();
    }
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  const numbers = () =>
    lines
      .join('\n')
      .match(/-?\d+(\.\d+)?/g)!
      .map(Number);

  it('writes a recording that is read whole', () => {
    const { events, problems } = readLoihiEvents(readFileSync(join(folder, 'moving-bar.events')));
    expect(problems).toEqual([]);
    expect(events.n).toBe(numbers()[0]);
  });

  it('has a block for each polarity', () => expect(numbers()[1]).toBe(2));

  it('spikes for both polarities, never more than once per pixel and timestep', () => {
    const [, , on, off] = numbers();
    expect(off).toBeGreaterThan(1000);
    expect(on).toBeGreaterThan(off);
    expect(on).toBeLessThan(160 * 18 * 24);
  });

  it('has its spikes near the front of the bar, late by the filter and the way to the chip', () => {
    const pixelsBehind = numbers()[4];
    // One timestep and the 5 ms of the filter, 1.4 pixels per ms, give or take a pooled pixel.
    expect(Math.abs(pixelsBehind - 6 * 1.4)).toBeLessThan(5);
  });

  it('knows in which third the bar is', () => {
    expect(lines.at(-1)).toMatch(/^the third is right in 8 of 8 windows/);
  });

  it('draws a figure', () => {
    const svg = readFileSync(join(folder, 'dvs-from-file.svg'), 'utf8');
    expect(svg).toMatch(/^<svg[\s\S]*A moving bar[\s\S]*<\/svg>\s*$/);
  });
});
