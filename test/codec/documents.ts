import fc from 'fast-check';

const arrays = fc.oneof(
  fc.int8Array(),
  fc.uint8Array(),
  fc.uint8ClampedArray(),
  fc.int16Array(),
  fc.uint16Array(),
  fc.int32Array(),
  fc.uint32Array(),
  fc.float32Array(),
  fc.float64Array(),
  fc.bigInt64Array(),
  fc.bigUint64Array(),
);

const numbers = fc.oneof(
  fc.double(),
  fc.integer(),
  fc.maxSafeInteger(),
  fc.constantFrom(-0, Number.NaN, Number.POSITIVE_INFINITY, Number.MIN_VALUE, 2 ** 32, 2 ** 64),
);

const keys = fc
  .oneof(fc.string(), fc.constantFrom('constructor', 'toString', 'hasOwnProperty', '0', ''))
  .filter((key) => key !== '__proto__');

/** Random plain data with typed arrays anywhere inside, and what comes back of it. */
export const documents = fc.letrec((tie) => ({
  document: fc.oneof(
    { depthSize: 'small' },
    arrays,
    numbers,
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom(null, true, false),
    fc.array(tie('document'), { maxLength: 4 }),
    fc.dictionary(keys, tie('document'), { maxKeys: 4, noNullPrototype: true }),
  ),
})).document;
