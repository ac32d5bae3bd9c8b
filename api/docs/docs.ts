/** `npm run docs`: the pages that follow from the lifecycles and contracts. A test holds them equal to this. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { processPages } from './process-pages.ts';
import { routesPage } from './routes-page.ts';
import { specification } from './specification.ts';

/** The project's root, from the source and from `dist/` alike. */
function root(): string {
  const above = path.resolve(__dirname, '../..');
  return path.basename(above) === 'dist' ? path.dirname(above) : above;
}

async function main(): Promise<void> {
  const docs = path.join(root(), 'docs');
  mkdirSync(path.join(docs, 'processes'), { recursive: true });
  for (const { name, text } of processPages()) writeFileSync(path.join(docs, 'processes', name), text);
  writeFileSync(path.join(docs, 'routes.md'), routesPage(await specification()));
}

void main();
