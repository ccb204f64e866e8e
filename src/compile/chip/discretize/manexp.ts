import { CompileError } from '../../../core/errors.js';
import { BIAS_EXP_MAX, BIAS_MAN_MAX, VTH_EXP, VTH_MAN_MAX } from '../limits.js';
import { roundHalfEven } from '../rounding.js';

/** A number held as man * 2^exp. */
export interface ManExp {
  readonly man: number;
  readonly exp: number;
}

/** Mantissa of a scaled threshold; throws `vth-too-small` when it rounds to 0. */
export function vthToManExp(vth: number, name = 'threshold'): ManExp {
  const man = roundHalfEven(vth / 2 ** VTH_EXP);
  if (man > 0 && man <= VTH_MAN_MAX) return { man, exp: VTH_EXP };
  const code = man > VTH_MAN_MAX ? 'vth-too-large' : 'vth-too-small';
  throw new CompileError(
    `${name}: the scaled threshold ${vth} has mantissa ${man}, which must be 1 to ${VTH_MAN_MAX}. ${man > VTH_MAN_MAX ? 'Use a lower threshold.' : 'Use a higher threshold, or smaller weights and biases.'}`,
    { code },
  );
}

/** Mantissa and smallest exponent of a scaled bias; throws `bias-too-large` beyond 524160. */
export function biasToManExp(bias: number, name = 'bias'): ManExp {
  let exp = 0;
  while (exp <= BIAS_EXP_MAX && Math.abs(bias) > BIAS_MAN_MAX * 2 ** exp) exp += 1;
  if (exp <= BIAS_EXP_MAX) return { man: roundHalfEven(bias / 2 ** exp), exp };
  throw new CompileError(
    `${name}: the scaled bias ${bias} needs an exponent above ${BIAS_EXP_MAX}. Use smaller biases.`,
    { code: 'bias-too-large' },
  );
}

/** The integer a mantissa and exponent stand for. */
export function fromManExp({ man, exp }: ManExp): number {
  return man * 2 ** exp;
}
