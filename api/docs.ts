/** `npm run docs`: the pages that follow from the lifecycles and contracts. A test holds them equal to this. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { processPages } from './process-pages.ts';

/** The project's root, from the source and from `dist/` alike. */
function root(): string {
  const above = path.resolve(__dirname, '..');
  return path.basename(above) === 'dist' ? path.dirname(above) : above;
}

const folder = path.join(root(), 'docs/processes');
mkdirSync(folder, { recursive: true });
for (const { name, text } of processPages()) writeFileSync(path.join(folder, name), text);
