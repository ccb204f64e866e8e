/** Words that are written one after the other. */
export interface WordSink {
  put(word: number): void;
  /** The bytes of all words, little-endian; the sink is empty afterwards. */
  take(): Uint8Array;
}

/** @param bytes of a word: 2 or 4 */
export function wordSink(bytes: 2 | 4): WordSink {
  const columns = (n: number) => (bytes === 2 ? new Uint16Array(n) : new Uint32Array(n));
  let words = columns(256);
  let n = 0;
  return {
    put(word) {
      if (n === words.length) {
        const larger = columns(2 * n);
        larger.set(words);
        words = larger;
      }
      words[n++] = word;
    },
    take() {
      const taken = new Uint8Array(words.slice(0, n).buffer);
      n = 0;
      return taken;
    },
  };
}
