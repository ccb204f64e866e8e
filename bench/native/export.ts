import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type KernelImage, kernelLayout } from 'rxspike/chip';
import type { HostSpikes } from '../emulator/input.js';

/** Files that the native peer plays. */
export interface PeerCase {
  /** The memory of the kernels, at rest. */
  readonly image: string;
  /** Addresses and host spikes, in 32-bit words. */
  readonly words: string;
}

/**
 * Writes a case for the peer: the memory, and the words [units, their number, area of the thread,
 * period, number of exits, exits, number of inputs, then for each: entry, offsets, neurons].
 */
export function writePeerCase(folder: string, image: KernelImage, spikes: HostSpikes): PeerCase {
  const { units, unitCount, member, exits, entries } = image;
  const head = [units, unitCount, member, spikes.period, exits.length, ...exits, entries.length];
  const trains = spikes.trains.map(({ offsets, indices }, i) =>
    Buffer.concat([bytesOf([entries[i]!]), bytesOf(offsets), bytesOf(indices)]),
  );
  const files = { image: join(folder, 'image.bin'), words: join(folder, 'case.bin') };
  writeFileSync(files.image, new Uint8Array(image.buffer));
  writeFileSync(files.words, Buffer.concat([bytesOf(head), ...trains]));
  return files;
}

/** The kernels' layout as a C++ header, so that both sides read one table. */
export function layoutHeader(): string {
  const tables = Object.entries(kernelLayout).map(([name, table]) => {
    const entries = Object.entries(table).filter(([, value]) => typeof value === 'number');
    return `namespace ${name} { enum : int { ${entries.map((e) => e.join(' = ')).join(', ')} }; }\n`;
  });
  return `#pragma once\n${tables.join('')}`;
}

function bytesOf(values: ArrayLike<number>): Uint8Array {
  return new Uint8Array(Int32Array.from(values).buffer);
}
