import {
  izhikevich as definition,
  izhikevichParams,
  type IzhikevichOptions as KernelOptions,
} from '../kernels/izhikevich.js';
import { type Operator, operator, type RunningOptions } from './operator.js';

/** Options of `izhikevich`. */
export interface IzhikevichOptions extends RunningOptions, KernelOptions {}

/**
 * Neurons of Izhikevich (2003), which fire, burst or chatter like cortical cells depending on four
 * parameters; the voltage is in millivolts, J = gain in + bias. They stay off chip: say `onChip: false`.
 *
 * @throws NetworkError if an option is out of range
 *
 * @example
 * x.pipe(izhikevich({ resetVoltage: -50, resetRecovery: 2, onChip: false })) // chattering
 */
export function izhikevich(options: IzhikevichOptions = {}): Operator {
  return operator(definition, izhikevichParams(options), options);
}
