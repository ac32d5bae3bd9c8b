/** Which build runs: the same for every process started from one `dist`. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Beside the built code; there is none when the code runs from source. */
const bundle = path.resolve(__dirname, '../workflow-bundle.js');

/** Digest of the prebuilt workflows, or `source`. */
export const buildId = (file = bundle): string =>
  existsSync(file) ? createHash('sha256').update(readFileSync(file)).digest('hex').slice(0, 12) : 'source';
