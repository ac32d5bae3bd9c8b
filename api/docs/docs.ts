/** `npm run docs`: the pages, and the types of the console, that follow from the lifecycles and contracts. A test holds them equal to this. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { consoleTypes } from './console-types.ts';
import { processPages } from './process-pages.ts';
import { runbookFiles } from './runbook-files.ts';
import { routesPage } from './routes-page.ts';
import { specification } from './specification.ts';

/** The project's root, from the source and from `dist/` alike. */
function root(): string {
  const above = path.resolve(__dirname, '../..');
  return path.basename(above) === 'dist' ? path.dirname(above) : above;
}

const USAGE = `npm run docs
  Writes docs/routes.md, docs/processes/, docs/runbooks/ and the types of the console anew from the routes, lifecycles, contracts and
  runbooks of the build.`;

async function main(): Promise<void> {
  if (process.argv.includes('--help')) return void process.stdout.write(`${USAGE}\n`);
  const docs = path.join(root(), 'docs');
  mkdirSync(path.join(docs, 'processes'), { recursive: true });
  for (const { name, text } of processPages()) writeFileSync(path.join(docs, 'processes', name), text);
  mkdirSync(path.join(docs, 'runbooks'), { recursive: true });
  for (const { name, text } of runbookFiles()) writeFileSync(path.join(docs, 'runbooks', name), text);
  const document = await specification();
  writeFileSync(path.join(docs, 'routes.md'), routesPage(document));
  const types = path.join(root(), 'web', 'src', 'generated');
  mkdirSync(types, { recursive: true });
  writeFileSync(path.join(types, 'api.ts'), consoleTypes(document));
}

void main();
