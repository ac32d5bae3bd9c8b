/** What packages of archives say of the product, and the verifier that lies in them. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

const isBuilt = /[\\/]dist[\\/]worker$/.test(__dirname);

export function productOf(build: string): { version: string; build: string } {
  const file = path.resolve(__dirname, isBuilt ? '../..' : '..', 'package.json');
  const known: { version?: string } = JSON.parse(readFileSync(file, 'utf8'));
  return { version: known.version ?? '', build };
}

/** As plain JavaScript, without its map; null where the product runs from its sources. */
export function verifierText(): string | null {
  const built = path.resolve(__dirname, '../commands/archive/verifier.js');
  return existsSync(built) ? readFileSync(built, 'utf8').replace(/\n\/\/# sourceMappingURL=.*\n?$/, '\n') : null;
}
