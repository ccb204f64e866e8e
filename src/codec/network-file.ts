import { decodeDocument, encodeDocument, isDocument } from './container.js';

/** Kind of the documents in `.net` files. */
const KIND = 'network';

/**
 * The bytes of a `.net` file.
 *
 * @param network plain form of a network, as `networkToJson` gives it
 * @throws CodecError that names a value which is no plain data
 *
 * @example
 * const bytes = encodeNetwork(networkToJson(network));
 */
export function encodeNetwork(network: unknown): Uint8Array {
  return encodeDocument(KIND, network);
}

/**
 * The plain form of the network in a `.net` file; `Network.from` checks it and makes it a network.
 *
 * @param path for the sentences of errors
 * @throws CodecError if the bytes are no undamaged `.net` file of this version
 *
 * @example
 * const network = Network.from(decodeNetwork(await readFile('digits.net'), 'digits.net'));
 */
export function decodeNetwork(bytes: Uint8Array, path?: string): unknown {
  return decodeDocument(bytes, { kind: KIND, ...(path === undefined ? {} : { path }) });
}

/**
 * True if bytes begin as the files of rxspike do, so that `decodeNetwork` is the one to read them or
 * to say why not; false for models of other makers.
 */
export function isNetworkFile(bytes: Uint8Array): boolean {
  return isDocument(bytes);
}
