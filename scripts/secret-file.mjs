/** Secrets that a data folder keeps for its product: made at the first start, readable for its user alone. */
import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * The file `name` of the folder. A new one is on the disk, under its name, before this returns: nothing may be written
 * under a key that the next loss of power takes away.
 * @returns `{ file, made }`; `made`: it was not there before.
 */
export function secretFile(dataFolder, name) {
  const file = path.join(dataFolder, name);
  if (existsSync(file)) return { file, made: false };
  synced(`${file}.new`, 'w', (handle) => writeFileSync(handle, `${randomBytes(32).toString('base64url')}\n`));
  renameSync(`${file}.new`, file);
  synced(dataFolder, 'r');
  return { file, made: true };
}

function synced(file, flags, work = () => undefined) {
  const handle = openSync(file, flags, 0o600);
  try {
    work(handle);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
