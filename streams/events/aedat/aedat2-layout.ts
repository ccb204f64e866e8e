import type { SensorSize } from '../decoder.js';
import type { Ledger } from './ledger.js';
import { settleSize } from './ledger.js';
import { cameraSize } from './text-header.js';

/** How a camera's addresses are put together. */
export type Aedat2LayoutName = 'davis' | 'dvs128' | 'dvs640';

/** Where an address has its fields; shifts and masks of a 32-bit word. */
export interface Aedat2Layout {
  readonly name: Aedat2LayoutName;
  readonly xShift: number;
  readonly xMask: number;
  readonly yShift: number;
  readonly yMask: number;
  readonly pShift: number;
  /** Bits of samples of frames and motion. */
  readonly sample: number;
  /** Bits of special events. */
  readonly special: number;
}

/** The layouts (event-formats.md 1.3). */
export const aedat2Layouts: Readonly<Record<Aedat2LayoutName, Aedat2Layout>> = {
  davis: {
    name: 'davis',
    xShift: 12,
    xMask: 0x3ff,
    yShift: 22,
    yMask: 0x1ff,
    pShift: 11,
    sample: 0x80000000,
    special: 0x400,
  },
  dvs128: {
    name: 'dvs128',
    xShift: 1,
    xMask: 0x7f,
    yShift: 8,
    yMask: 0x7f,
    pShift: 0,
    sample: 0,
    special: 0x8000,
  },
  dvs640: {
    name: 'dvs640',
    xShift: 1,
    xMask: 0x3ff,
    yShift: 11,
    yMask: 0x3ff,
    pShift: 0,
    sample: 0,
    special: 0x80000000,
  },
};

/** What a caller may say of the camera. */
export interface CameraOptions {
  readonly width?: number;
  readonly height?: number;
  readonly layout?: Aedat2LayoutName;
}

/**
 * Layout and size by the chip that the header names, else by what the caller says; 128x128 pixels
 * without a name are a DVS128, other sizes a DAVIS.
 *
 * @throws StreamError for chips that are not known, and for sizes that nobody says
 */
export function settleCamera(
  ledger: Ledger,
  lines: readonly string[],
  options: CameraOptions,
  byte: number,
): { readonly layout: Aedat2Layout; readonly size: SensorSize } {
  const chip = lines
    .find((line) => line.startsWith('AEChip:'))
    ?.slice('AEChip:'.length)
    .trim();
  const known = chip === undefined ? null : cameraSize(chip);
  if (chip !== undefined && known === null && options.layout === undefined) {
    throw ledger.error(
      'unsupported',
      byte,
      `the addresses of ${chip} are not known. Give layout, width and height, or read its words.`,
    );
  }
  if (chip !== undefined) ledger.note(`AEChip ${chip}`);
  const fixed = options.layout === 'dvs128' ? { width: 128, height: 128 } : null;
  const size = settleSize(ledger, known ?? fixed, options, byte);
  const byName = chip === undefined ? bySize(size) : byChip(chip);
  return { layout: aedat2Layouts[options.layout ?? byName], size };
}

function byChip(chip: string): Aedat2LayoutName {
  if (/dvs128/i.test(chip)) return 'dvs128';
  return /dvs640/i.test(chip) ? 'dvs640' : 'davis';
}

function bySize({ width, height }: SensorSize): Aedat2LayoutName {
  return width === 128 && height === 128 ? 'dvs128' : 'davis';
}
