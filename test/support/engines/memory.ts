/** Where the files of engines of tests lie. */
import { statfsSync } from 'node:fs';
import { freemem, tmpdir } from 'node:os';

/** Files here lie in memory, so that a write that must be on disk is there at once. */
const MEMORY = '/dev/shm';
/** A whole run leaves some GB there. */
const ENOUGH = 8 * 1024 ** 3;

/** Nothing of a test outlives its engines; where memory is scarce, or there is no such place, they lie on the disk as ever. */
export function engineTmpdir(): string {
  try {
    const { bavail, bsize } = statfsSync(MEMORY);
    return Math.min(bavail * bsize, freemem()) > ENOUGH ? MEMORY : tmpdir();
  } catch {
    return tmpdir();
  }
}
