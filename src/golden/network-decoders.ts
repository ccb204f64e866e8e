import { decodersOf } from '../compile/decoders.js';
import type { Program } from '../compile/program.js';
import type { EnsembleParams } from '../kernels/ensemble.js';
import type { SolverKind } from '../kernels/solve/decoders.js';
import { CaseError } from './case.js';
import { asNumber } from './json.js';
import type { BuiltNetwork } from './network-build.js';
import { first } from './network-compare.js';
import type { SolvedItem } from './network-solved.js';
import { decoderDifference } from './network-table-solvers.js';

const kinds: Readonly<Record<string, SolverKind>> = {
  LstsqL2: 'l2',
  LstsqL2nz: 'l2nz',
  Lstsq: 'lstsq',
};

/** Solves every decoder of a case with this library's solver and compares it with the given one. */
export function diffSolved(built: BuiltNetwork, program: Program): string | null {
  return first(built.solved.map((item) => () => diffItem(item, built, program)));
}

function diffItem(item: SolvedItem, built: BuiltNetwork, program: Program): string | null {
  const { id, ensemble, solver, size, evalPoints, targets, activitiesShape } = item;
  const node = built.network.node(built.signals.get(ensemble)!.id);
  const params = node.params as unknown as EnsembleParams;
  const [points, neurons] = activitiesShape;
  if (points !== evalPoints.length / params.dimensions || neurons !== params.neurons) {
    return `decoders of "${id}": activities are ${points} x ${neurons}, there are ${evalPoints.length / params.dimensions} points`;
  }
  const kind = kinds[String(solver.type)];
  if (kind === undefined) throw new CaseError(`the solver ${String(solver.type)} is unknown.`);
  const found = decodersOf(
    {
      neurons: params.neurons,
      size,
      evalPoints,
      targets,
      solver: { kind, reg: asNumber(solver.reg, id), weights: false },
    },
    params,
    { dt: program.dt, onChip: program.populations.some((p) => p.name === ensemble) },
    id,
  );
  return decoderDifference(`decoders of "${id}"`, found, item.decoders);
}
