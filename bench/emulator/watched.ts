import type { Program } from 'rxspike';

/** The same program with a probe on every population: sessions leave out spikes that nobody reads. */
export function watched(program: Program): Program {
  const probes = program.populations.map(({ name, size }, population) => {
    return { name: `spikes of ${name}`, size, on: 'population' as const, population };
  });
  return { ...program, probes: [...program.probes, ...probes] };
}
