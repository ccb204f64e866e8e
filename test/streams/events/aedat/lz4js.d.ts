declare module 'lz4js' {
  /** The two functions of the package that the tests judge by. */
  const lz4js: {
    compress(bytes: Uint8Array): Uint8Array;
    decompress(frame: Uint8Array): Uint8Array;
  };
  export default lz4js;
}
