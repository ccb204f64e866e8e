import { Place } from './layout';

export { enter, leave } from './edge';
export { play } from './play';
export { done, playStage, ready } from './stage';
export { announce, reach } from './wait';

/** Fills the table of the positions of the bits of every byte. */
export function fillPositions(): void {
  for (let bits = 0; bits < 256; bits++) {
    let at = Place.POSITIONS + (bits << 4);
    for (let lane = 0; lane < 8; lane++) {
      if ((bits >> lane) & 1) {
        store<u16>(<usize>at, <u16>lane);
        at += 2;
      }
    }
  }
}
