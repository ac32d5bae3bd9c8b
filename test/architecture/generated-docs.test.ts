import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { consoleTypes } from '../../api/docs/console-types.ts';
import { processPages } from '../../api/docs/process-pages.ts';
import { runbookFiles } from '../../api/docs/runbook-files.ts';
import { routesPage } from '../../api/docs/routes-page.ts';
import { specification } from '../../api/docs/specification.ts';

const folder = path.resolve(__dirname, '../../docs/processes');

test.each(processPages())('docs/processes/$name is what `npm run docs` makes of the lifecycle', ({ name, text }) => {
  expect(readFileSync(path.join(folder, name), 'utf8')).toBe(text);
});

test('there is a page for each process, and no other', () => {
  expect(readdirSync(folder).toSorted()).toEqual(
    processPages()
      .map(({ name }) => name)
      .toSorted(),
  );
});

test('docs/runbooks/ has the runbooks as shipped, and no other', () => {
  const shipped = path.join(folder, '../runbooks');
  expect(readdirSync(shipped).toSorted()).toEqual(
    runbookFiles()
      .map(({ name }) => name)
      .toSorted(),
  );
  for (const { name, text } of runbookFiles()) expect(readFileSync(path.join(shipped, name), 'utf8')).toBe(text);
});

test('docs/routes.md is what `npm run docs` makes of the routes', async () => {
  const page = routesPage(await specification());
  expect(readFileSync(path.join(folder, '../routes.md'), 'utf8')).toBe(page);
});

test('the types of the console are what `npm run docs` makes of the specification', async () => {
  const types = readFileSync(path.resolve(folder, '../../web/src/generated/api.ts'), 'utf8');
  expect(consoleTypes(await specification())).toBe(types);
});
