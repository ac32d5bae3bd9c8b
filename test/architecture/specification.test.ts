/** What the specification promises to programs: that their tools read it, and that it says all there is to know. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Validator } from '@seriousme/openapi-schema-validator';
import { createSpecification, specRoute } from '../../api/docs/spec-route.ts';
import { specification } from '../../api/docs/specification.ts';
import { knownCodes } from '../../api/http/problem.ts';

type Json = Record<string, unknown>;
type Parameter = { name: string; in: string; required: boolean; description?: string; schema: Json };
type Operation = {
  id: string;
  method: string;
  path: string;
  parameters: Parameter[];
  responses: Json;
  summary?: string;
  description?: string;
};

let document: { paths: Record<string, Record<string, Json>>; components: { schemas: Record<string, Json> } };
let operations: Operation[];
beforeAll(async () => {
  document = (await specification()) as typeof document;
  operations = Object.entries(document.paths).flatMap(([of, methods]) =>
    Object.entries(methods).map(([method, one]) => ({
      ...(one as unknown as Operation),
      id: String(one['operationId']),
      method,
      path: of,
    })),
  );
});

/** Every schema, however deep, with its place. */
function* schemas(value: unknown, place = ''): Generator<[place: string, schema: Json]> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield [place, value as Json];
  for (const [key, inner] of Object.entries(value)) yield* schemas(inner, `${place}/${key}`);
}

test('G21 N46 it is an OpenAPI document of 3.1', async () => {
  const { valid, errors } = await new Validator().validate(document);
  expect(errors).toBeUndefined();
  expect(valid).toBe(true);
});

test('N46 its patterns are words that regular expressions of every language have, and its tuples are lists', () => {
  const patterns = [...schemas(document)].flatMap(([, { pattern }]) => (typeof pattern === 'string' ? [pattern] : []));
  expect(patterns.length).toBeGreaterThan(300);
  // `\d` is any digit of any script in Python, classes are unknown to it, and looking around to Go and Rust.
  expect([...new Set(patterns)].filter((one) => /\\[pPdDwWsSbBk]|\(\?[^:]/.test(one))).toEqual([]);
  for (const one of new Set(patterns)) expect(() => new RegExp(one, 'u')).not.toThrow();
  const odd = [...schemas(document)].filter(
    ([, { items, prefixItems }]) => items === false || prefixItems !== undefined,
  );
  expect(odd.map(([place]) => place)).toEqual([]);
});

test('N46 every operation, parameter and tag says in words what it is, and is named once', () => {
  expect(operations.length).toBeGreaterThan(200);
  const poor = operations.flatMap(({ id, summary, description, parameters }) => [
    ...(summary && description ? [] : [id]),
    ...parameters.filter((one) => !one.description).map(({ name }) => `${id} ${name}`),
  ]);
  expect(poor).toEqual([]);
  expect(new Set(operations.map(({ id }) => id)).size).toBe(operations.length);
});

const isParameter = (part: string | undefined): boolean => part?.startsWith('{') === true;
const meet = (a: readonly string[], b: readonly string[]) =>
  a.length === b.length && a.every((part, i) => part === b[i] || isParameter(part) || isParameter(b[i]));
// One that has a word wherever the other has one is the more special of the two, and wins.
const within = (a: readonly string[], b: readonly string[]) =>
  a.every((part, i) => !isParameter(part) || isParameter(b[i]));

test('N46 no address is that of two paths', () => {
  const parts = Object.keys(document.paths).map((one) => one.split('/'));
  const ambiguous = parts.flatMap((a, i) =>
    parts
      .slice(i + 1)
      .filter((b) => meet(a, b) && !within(a, b) && !within(b, a))
      .map((b) => `${a.join('/')} ${b.join('/')}`),
  );
  expect(ambiguous).toEqual([]);
});

test('N46 parameters and headers have the type, the list or the form that they take', () => {
  const all = operations.flatMap(({ id, parameters }) => parameters.map((one) => ({ id, ...one })));
  const named = (name: string) => all.filter((one) => one.name === name);
  for (const { id, schema } of named('limit')) {
    const [most, usual] = id.endsWith('cases.history') ? [2_000, 1_000] : [100, 50];
    expect([id, schema]).toEqual([id, { type: 'integer', minimum: 1, maximum: most, default: usual }]);
  }
  for (const { schema } of named('Idempotency-Key')) expect(schema['pattern']).toBe('^[A-Za-z0-9._~-]{8,128}$');
  for (const { schema } of named('If-Match')) expect(schema['pattern']).toBe('^(?:W\\/)?"([0-9]{1,9})"$');
  const listed = named('status')
    .filter(({ id }) => !id.startsWith('items.'))
    .map(({ schema }) => (schema['items'] as Json)['enum']);
  expect([named('limit').length, named('If-Match').length, listed.length].every((count) => count > 10)).toBe(true);
  const ends = ['closed', 'archived'];
  for (const words of listed) expect((words as string[]).filter((word) => ends.includes(word))).not.toEqual([]);
  const call = operations.find(({ id }) => id === 'call.list')?.parameters.find(({ name }) => name === 'status');
  expect(((call?.schema['items'] ?? {}) as Json)['enum']).not.toContain('on-hold');
  // Nothing is a bare text: it has a list, a form, or a length.
  const bare = all.filter(({ schema }) => schema['type'] === 'string' && Object.keys(schema).length === 1);
  expect(bare.map(({ id, name }) => `${id} ${name}`)).toEqual([]);
});

function wordsOf(schema: Json | undefined, field: string): unknown {
  const fields = (schema?.['properties'] ?? {}) as Record<string, Json>;
  return fields[field]?.['enum'];
}

test('N46 closed words of answers are lists: statuses of each process, processes, priorities, tiers, codes', () => {
  const { CallAnswer, IncidentAnswer, Problem, CaseView } = document.components.schemas;
  expect(wordsOf(CallAnswer, 'status')).toContain('in-service');
  expect(wordsOf(CallAnswer, 'status')).not.toContain('on-hold');
  expect(wordsOf(IncidentAnswer, 'status')).toContain('on-hold');
  expect(wordsOf(CaseView, 'process')).toEqual([
    'call',
    'incident',
    'change',
    'cutover',
    'failover',
    'rectification',
    'release',
    'work-order',
    'inspection',
    'archive',
    'appraisal',
  ]);
  expect(wordsOf(CaseView, 'priority')).toEqual(['P1', 'P2', 'P3', 'P4']);
  expect(wordsOf(Problem, 'code')).toEqual(knownCodes());
});

test('N46 registers show what an entry has, beside its id and version', () => {
  for (const [name, fields] of [
    ['Organisation', ['id', 'version', 'name', 'kind', 'tiers', 'open']],
    ['Person', ['id', 'version', 'name', 'unit', 'grants', 'teams']],
    ['Team', ['id', 'version', 'orgPath', 'tier', 'calendar']],
    ['Category', ['id', 'version', 'title', 'order', 'parent']],
  ] as const)
    expect(Object.keys(document.components.schemas[name]?.['properties'] ?? {})).toEqual(
      expect.arrayContaining([...fields]),
    );
});

test('N46 what may go wrong before a route is asked is declared on every one, in the form of all problems', () => {
  for (const { id, responses } of operations)
    expect([id, Object.keys(responses)]).toEqual([
      id,
      expect.arrayContaining(['400', '408', '413', '415', '417', '422', '429', '431', '500', '503']),
    ]);
});

test('every code of a refusal is in the list of the specification, and none is listed that nothing says', () => {
  const root = path.resolve(__dirname, '../..');
  const files = ['api', 'client', 'domain'].flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => path.join(root, folder, name)),
  );
  const sources = files.map((file) => readFileSync(file, 'utf8')).join('\n');
  const said = [...sources.matchAll(/new DomainError\(\s*'([a-z-]+)'/g)].map(([, code = '']) => code);
  const blocking = [...sources.matchAll(/(?:\w+:|\w+ =) \{ code: '([a-z-]+)'/g)].map(([, code = '']) => code);
  const [known, used] = [new Set(knownCodes()), new Set([...said, ...blocking])];
  expect(used.size).toBeGreaterThan(60);
  expect([...used].filter((code) => !known.has(code) && !OF_COMMANDS.has(code))).toEqual([]);
  expect([...known].filter((code) => !sources.includes(`'${code}'`) && !code.startsWith('too-many-'))).toEqual([]);
});
/** Refusals of commands of operators, a finding of a verification, why a document was not made, and a code that is answered as another. */
const OF_COMMANDS = new Set([
  'document-differs',
  'document-unknown',
  'not-behind',
  'nothing-lost',
  'not-a-restore',
  'not-sealed',
  'other-engine',
  'record-differs',
  'unknown-case',
]);

test('it is sent the same whether it is kept packed or made at the first look', async () => {
  const routes = [specRoute({ document: () => ({}), pack: () => undefined, bytes: () => Buffer.from('') })];
  const kept = createSpecification(() => routes, { title: 'T', version: '1' });
  const early = kept.bytes();
  expect(Object.keys(kept.document()['paths'] as Json)).toEqual(['/api/openapi.json']);
  kept.pack();
  expect(kept.bytes()).toEqual(early);
  kept.pack();
  expect(kept.bytes()).toEqual(early);
  expect(kept.document()).toEqual(JSON.parse(early.toString()));
});
