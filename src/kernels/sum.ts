import { identityKernel } from './identity.js';
import { defineKernel } from './kernel.js';

/** A place where connections meet: the sum of what arrives, in its shape; no parameters. */
export const sum = defineKernel<object>({
  kind: 'sum',
  role: 'sum',
  outputShape: (_, input) => input,
  make: identityKernel,
});
