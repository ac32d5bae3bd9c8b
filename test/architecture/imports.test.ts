/**
 * Every import, re-export and `import()` of the product against the table in `layers.ts`. The linter holds most of it
 * while one types, but it sees only the text of an import, and `new Date()` slips past it.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { parseSync } from '@swc/core';

import { circlesOf } from './circles.ts';
import { type Folder, layers, type May, mayOfFile } from './layers.ts';
import { MOST_FILES, rooms } from './rooms.ts';

const root = path.resolve(__dirname, '../..');
const folders = Object.keys(layers) as Folder[];
const isSource = (file: string) => /\.(ts|tsx|mjs)$/.test(file) && !file.includes('node_modules');

type Import = { file: string; source: string; as: May };
type Node = Readonly<Record<string, unknown>>;

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null;

function* nodesOf(value: unknown): Generator<Node> {
  const left: unknown[] = [value];
  while (left.length > 0) {
    const next = left.pop();
    if (!isNode(next)) continue;
    yield next;
    for (const child of Object.values(next).toReversed()) if (isNode(child)) left.push(child);
  }
}

const parse = (file: string) =>
  parseSync(readFileSync(path.join(root, file), 'utf8'), {
    ...(file.endsWith('.mjs') ? { syntax: 'ecmascript' } : { syntax: 'typescript', tsx: file.endsWith('.tsx') }),
    target: 'es2023',
  });

const textOf = (value: unknown) => (isNode(value) && typeof value['value'] === 'string' ? value['value'] : undefined);

/** The module that a node names, and whether it names it for its types only. */
function importOf(node: Node): { source: string; as: May } | undefined {
  if (node['type'] === 'CallExpression' && isNode(node['callee']) && node['callee']['type'] === 'Import') {
    const [first] = node['arguments'] as Node[];
    return { source: textOf(first?.['expression']) ?? 'an expression', as: 'value' };
  }
  if (node['type'] === 'TsImportType') return { source: textOf(node['argument']) ?? '', as: 'type' };
  const source = textOf(node['source']);
  if (source === undefined) return undefined;
  const names = (node['specifiers'] ?? []) as Node[];
  const typed = node['typeOnly'] === true || (names.length > 0 && names.every((name) => name['isTypeOnly'] === true));
  return { source, as: typed ? 'type' : 'value' };
}

const isNamed = (node: unknown, name: string) =>
  isNode(node) && node['type'] === 'Identifier' && node['value'] === name;
const isProperty = (node: Node, object: string, property: string) =>
  node['type'] === 'MemberExpression' &&
  isNamed(node['object'], object) &&
  isNode(node['property']) &&
  node['property']['value'] === property;
const readsClock = (node: Node) =>
  isProperty(node, 'Date', 'now') ||
  isProperty(node, 'Math', 'random') ||
  isNamed(node, 'Intl') ||
  (node['type'] === 'CallExpression' && isNamed(node['callee'], 'Date')) ||
  (node['type'] === 'NewExpression' &&
    isNamed(node['callee'], 'Date') &&
    (node['arguments'] as unknown[]).length === 0);

const files = folders.flatMap((folder) =>
  existsSync(path.join(root, folder))
    ? readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
        .map((name) => `${folder}/${name.replaceAll(path.sep, '/')}`)
        .filter(isSource)
    : [],
);
/** What is looked for in a file; its nodes are let go, or those of all files would be held at once. */
function readIn(file: string): { imports: Import[]; isTimed: boolean } {
  const found: Import[] = [];
  let isTimed = false;
  for (const node of nodesOf(parse(file))) {
    const one = importOf(node);
    if (one) found.push({ file, ...one });
    isTimed ||= readsClock(node);
  }
  return { imports: found, isTimed };
}
const read = new Map(files.map((file) => [file, readIn(file)]));
const imports: Import[] = [...read.values()].flatMap((one) => one.imports);

const folderOf = (file: string) => file.slice(0, file.indexOf('/')) as Folder;
const targetOf = ({ file, source }: Import) =>
  source.startsWith('.') ? path.posix.join(path.posix.dirname(file), source) : source;

function mayOfPackage(packages: Readonly<Record<string, May>>, name: string): May | undefined {
  const whole = name.split('/').slice(0, name.startsWith('@') ? 2 : 1);
  return packages[whole.join('/')] ?? (name.startsWith('node:') ? packages['node:*'] : undefined) ?? packages['*'];
}

function mayOf(one: Import): May | undefined {
  const target = targetOf(one);
  const special = mayOfFile(one.file, target);
  if (special) return special;
  const layer = layers[folderOf(one.file)];
  if (!one.source.startsWith('.')) return mayOfPackage(layer.packages, one.source);
  return folderOf(target) === folderOf(one.file) ? 'value' : layer.folders[folderOf(target)];
}

const isRefused = (one: Import) => {
  const may = mayOf(one);
  return may === undefined || (may === 'type' && one.as === 'value');
};
const said = ({ file, source, as }: Import) => `${file} imports ${source} (${as})`;

test('every file that git knows was read', () => {
  const listed = spawnSync('git', ['ls-files', ...folders], { cwd: root, encoding: 'utf8' });
  const known = listed.status === 0 ? listed.stdout.split('\n').filter(isSource) : [];
  expect(known.filter((file) => existsSync(path.join(root, file)) && !read.has(file))).toEqual([]);
  expect(files.length).toBeGreaterThan(50);
  expect(imports.length).toBeGreaterThan(files.length);
});

test('no file imports beyond its layer', () => {
  expect(imports.filter(isRefused).map(said)).toEqual([]);
});

test('every relative import names an existing file with its suffix', () => {
  const here = imports.filter(({ file }) => !/^test\/upgrade\/(making\/|(make|prove)-fixture\.mjs$)/.test(file)); // these run in a checkout of an earlier release
  const lost = here.filter((one) => one.source.startsWith('.') && !existsSync(path.join(root, targetOf(one))));
  expect(lost.map(said)).toEqual([]);
});

test('no files import each other in a circle, not even for their types', () => {
  const graph = new Map(files.map((file) => [file, new Set<string>()]));
  for (const one of imports) if (one.source.startsWith('.')) graph.get(one.file)?.add(targetOf(one));
  expect(circlesOf(graph).map((circle) => circle.join(', '))).toEqual([]);
  expect([...graph.values()].filter((targets) => targets.size > 0).length).toBeGreaterThan(50);
});

test.each([
  ['a>b b>a', [['a', 'b']]],
  ['a>a', [['a']]],
  ['c>a a>b b>c d>a b>e', [['a', 'b', 'c']]],
  [
    'a>b b>a c>d d>c a>c',
    [
      ['a', 'b'],
      ['c', 'd'],
    ],
  ],
  ['a>b a>c b>d c>d', []],
])('of %s a circle is %j', (arrows, circles) => {
  const graph = new Map<string, string[]>();
  for (const [from = '', to = ''] of arrows.split(' ').map((arrow) => arrow.split('>'))) {
    graph.set(from, [...(graph.get(from) ?? []), to]);
    graph.set(to, graph.get(to) ?? []);
  }
  expect(circlesOf(graph)).toEqual(circles);
});

/** Which room of `folder` a file is in: the number of its place in the order, by the closest name. -1: in none. */
function roomOf(folder: string, file: string): number {
  const order = rooms[folder] ?? [];
  const inside = file.slice(folder.length + 1);
  const fits = order.flatMap((places, room) =>
    places
      .filter((place) => place === '*' || inside === place || inside.startsWith(`${place}/`))
      .map((place) => ({ room, closeness: place === '*' ? 0 : place.length })),
  );
  return fits.toSorted((a, b) => b.closeness - a.closeness)[0]?.room ?? -1;
}

const isBelow = (folder: string, file: string) => file.startsWith(`${folder}/`);
const upward = (folder: string, one: Import) =>
  one.source.startsWith('.') &&
  isBelow(folder, one.file) &&
  isBelow(folder, targetOf(one)) &&
  roomOf(folder, one.file) < roomOf(folder, targetOf(one));

test.each(Object.keys(rooms))('in %s no arrow runs back up: a room imports itself and those before it', (folder) => {
  expect(imports.filter((one) => upward(folder, one)).map(said)).toEqual([]);
});

test.each(Object.entries(rooms))('every file of %s has a room, and every room has a file', (folder, order) => {
  const own = files.filter((file) => isBelow(folder, file));
  expect(own.filter((file) => roomOf(folder, file) < 0)).toEqual([]);
  const empty = order.flat().filter((place) => place !== '*' && !existsSync(path.join(root, folder, place)));
  expect(empty).toEqual([]);
});

test.each([
  ['api', 'api/http/route.ts', '../cases/reads.ts'],
  ['api', 'api/cases/reads.ts', '../app.ts'],
  ['client', 'client/registers/pins.ts', '../cases/door.ts'],
  ['domain/kernel', 'domain/kernel/time/calendar.ts', '../fold.ts'],
])('in %s: that %s imports %s would be noticed', (folder, file, source) => {
  expect(upward(folder, { file, source, as: 'type' })).toBe(true);
});

test(`no folder has more than ${MOST_FILES} files of its own`, () => {
  const held = new Map<string, number>();
  for (const file of files) held.set(path.posix.dirname(file), (held.get(path.posix.dirname(file)) ?? 0) + 1);
  expect([...held].filter(([, count]) => count > MOST_FILES)).toEqual([]);
  expect(held.size).toBeGreaterThan(20);
});

test('nothing imports a test or the bench but they themselves', () => {
  const inward = imports.filter(
    (one) => /^(test|bench)\//.test(targetOf(one)) && !/^(test|bench)\//.test(one.file) && one.source.startsWith('.'),
  );
  expect(inward.map(said)).toEqual([]);
});

test('domain/ reads no clock, no random and no locale', () => {
  const guilty = [...read].filter(([file, { isTimed }]) => file.startsWith('domain/') && isTimed);
  expect(guilty.map(([file]) => file)).toEqual([]);
});

test.each(['Date.now()', 'new Date()', 'Date()', 'Math.random()', 'new Intl.NumberFormat()'])(
  '%s would be noticed',
  (code) => {
    const nodes = [...nodesOf(parseSync(`export const x = ${code};`, { syntax: 'typescript' }))];
    expect(nodes.some(readsClock)).toBe(true);
  },
);

test('what works off line imports no package, and of the product no more than its numbers and plurals', () => {
  const own = imports.filter(({ file }) => file.startsWith('web/src/off-line/'));
  const outward = own.map(targetOf).filter((target) => !target.startsWith('web/src/off-line/'));
  expect(outward).toEqual(['domain/processes.ts']);
  expect(own.length).toBeGreaterThan(10);
});

const asImport = (file: string, code: string): Import[] =>
  [...nodesOf(parseSync(code, { syntax: 'typescript' }))].flatMap((node) => {
    const found = importOf(node);
    return found ? [{ file, ...found }] : [];
  });

test.each([
  ['domain/incident/decider.ts', "export { z } from 'zod';"],
  ['domain/incident/decider.ts', "export * from './contract.ts';"],
  ['domain/incident/contract.ts', "import { x } from '../../models/commit.ts';"],
  ['workflows/incident.ts', "const m = await import('mongoose');"],
  ['workflows/support/run-case.ts', "import { createTurn } from '../../activities/turn.ts';"],
  ['workflows/support/run-case.ts', "import { isEnd } from '../../domain/kernel/lifecycle.ts';"],
  ['workflows/incident.ts', "export { incident } from '../domain/incident/index.ts';"],
  ['activities/turn.ts', "import { readFileSync } from 'node:fs';"],
  ['models/cases/commit.ts', "import type { Env } from '../../platform/env.ts';"],
  ['api/app.ts', "export { runCase } from '../workflows/support/run-case.ts';"],
  ['api/app.ts', "import { Worker } from '@temporalio/worker';"],
  ['platform/env.ts', "type A = import('../domain/roles.ts').Role;"],
  ['worker/main.ts', "import { given } from '../test/support/given.ts';"],
  ['worker/main.ts', "import { keepAccount } from '../commands/support/accounts.ts';"],
  ['commands/person.ts', "import { createApp } from '../api/app.ts';"],
  ['scripts/start.mjs', "import { x } from '../platform/env.ts';"],
  ['web/src/app/main.ts', "import { decider } from '../../../domain/incident/decider.ts';"],
])('%s: %s would be refused', (file, code) => {
  expect(asImport(file, code).some(isRefused)).toBe(true);
});

test.each([
  ['domain/incident/decider.ts', "import type { z } from 'zod'; import type { X } from './contract.ts';"],
  ['domain/incident/contract.ts', "import { z } from 'zod'; import { y } from '../kernel/contract.ts';"],
  ['workflows/incident.ts', "import type { Activities } from '../activities/index.ts';"],
  ['workflows/support/queue.ts', "import type { Ask } from '../../domain/kernel/turn.ts';"],
  ['api/app.ts', "import express from 'express'; import { x } from '../client/pins.ts';"],
  ['web/src/app/main.ts', "import { contract } from '../../../domain/incident/contract.ts';"],
])('%s: %s would pass', (file, code) => {
  expect(asImport(file, code).filter(isRefused)).toEqual([]);
});

test('a database is opened by client/record/open-store.ts alone, so that no connection lacks the keys of its record', () => {
  const opening = imports.filter(
    (one) => targetOf(one) === 'platform/mongo.ts' && one.as === 'value' && !one.file.startsWith('test/upgrade/'), // runs in a checkout of a release that had no keys
  );
  expect(opening.map(({ file }) => file)).toEqual(['client/record/open-store.ts']);
});
