/** How large a picture says that it is: what would fill the memory of whoever opens it is refused by its head alone. */
import { DamagedFile } from '../files/byte-reader.ts';

export class TooManyPixels extends Error {
  override readonly name = 'TooManyPixels';
}

/** Of both sides together: beyond what cameras make. */
export const MOST_PIXELS = 120_000_000;

/** Throws TooManyPixels, and DamagedFile for a picture without a side. */
export function checkSize(width: number, height: number): void {
  if (width === 0 || height === 0) throw new DamagedFile('a picture without a side');
  if (width * height > MOST_PIXELS) throw new TooManyPixels(`${width} × ${height} pixels`);
}

/** What is left out of pictures: with `keepPosition` nothing is. */
export type Cleaning = { keepPosition: boolean };
