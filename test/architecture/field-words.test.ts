/** What is said of a wrong field: words of this product, never those of the parser. */
import { z } from 'zod';
import { specification } from '../../api/docs/specification.ts';
import { read } from '../../api/http/fields.ts';
import { isInstant, present } from '../../api/http/present.ts';
import { limitAndAfter, several } from '../../api/http/query.ts';
import { processKey, processKeys } from '../../api/http/schemas.ts';
import { catalogue } from '../../domain/catalogue.ts';
import { contracts } from '../../domain/contracts.ts';
import type { FieldSpecs } from '../../domain/kernel/own-fields.ts';
import { commonCommands, instant, key, orgPath, priority } from '../../domain/kernel/contract.ts';

const faults = (schema: z.ZodType, input: unknown) => read(schema, input).errors;
const commands = processKeys.flatMap((process) =>
  Object.entries(contracts[process]).map(([command, { input }]) => ({ id: `${process}.${command}`, input })),
);

test('N47 a wrong form is named by what it is called here, with its pattern', () => {
  const all = z.strictObject({ a: key(), b: orgPath(), at: instant(), page: z.url(), mail: z.email() });
  const given = { a: '-x', b: 'dx', at: 'today', page: 'x', mail: 'x' };
  expect(faults(all, given).map(({ pointer, code, params }) => [pointer, code, params?.['format']])).toEqual([
    ['/a', 'wrong-format', 'key'],
    ['/b', 'wrong-format', 'org-path'],
    ['/at', 'wrong-format', 'date-time'],
    ['/page', 'wrong-format', 'url'],
    ['/mail', 'wrong-format', 'email'],
  ]);
  const [fault] = faults(key(), '$');
  expect(new RegExp(String(fault?.params?.['pattern'])).test('cn-5x8')).toBe(true);
});

/** Forms that JSON Schema knows, or that a schema of ours names. */
const FORMS = (
  'address api-key base64 case-number clock command consent date date-time email geo-uri hash instant-name key message month org-path ' +
  'part-id part-kind period permission phone session step url uuid version-ref'
).split(' ');
const TYPES = ['array', 'boolean', 'integer', 'null', 'number', 'object', 'string'];

/** Values of every type, put wherever a schema has a place. */
const ODD: readonly unknown[] = ['-', '', ' ', 'x'.repeat(9_000), 1.5, -1, 1e300, true, null, [], [1], {}, { '': 1 }];
type Shape = { properties?: Record<string, Shape>; items?: Shape; oneOf?: Shape[]; anyOf?: Shape[] };
function* wrong({ properties: fields = {}, items, oneOf = [], anyOf = [] }: Shape, depth = 0): Generator {
  yield* ODD;
  if (depth > 3) return;
  for (const one of [...oneOf, ...anyOf]) yield* wrong(one, depth + 1);
  for (const [name, inner] of Object.entries(fields))
    for (const value of wrong(inner, depth + 1)) yield { [name]: value };
  if (items) for (const value of wrong(items, depth + 1)) yield [value];
}
const shapeOf = (schema: z.ZodType) => z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Shape;

test('N47 no command says a word of the parser, whatever is sent to it', () => {
  const said = commands.flatMap(({ id, input }) =>
    [...wrong(shapeOf(input))].flatMap((value) => faults(input, value).map((one) => ({ id, ...one }))),
  );
  expect(said.length).toBeGreaterThan(5_000);
  expect(said.filter(({ code, params = {} }) => !isOurs(code, params))).toEqual([]);
  expect(new Set(said.map(({ code }) => code)).size).toBeGreaterThan(8);
});
const PARAMS = new Set(['allowed', 'expected', 'format', 'minimum', 'maximum', 'pattern']);
const isOurs = (code: string, params: Readonly<Record<string, unknown>>): boolean =>
  /^[a-z]+(-[a-z]+)*$/.test(code) &&
  Object.keys(params).every((name) => PARAMS.has(name)) &&
  (code !== 'wrong-format' || FORMS.some((form) => form === params['format'])) &&
  (code !== 'wrong-type' || TYPES.some((type) => type === params['expected']));

test('N47 one of several by comma is wrong at its parameter, with what is allowed', () => {
  const query = z.strictObject({
    priority: several(priority).optional(),
    process: several(processKey).optional(),
    ...limitAndAfter,
  });
  expect(faults(query, { priority: 'P1,P9' })).toEqual([
    { pointer: '/priority', code: 'not-allowed-value', params: { allowed: ['P1', 'P2', 'P3', 'P4'] } },
  ]);
  expect(faults(query, { priority: 'P9,P8,p1', process: 'walk' })).toEqual([
    { pointer: '/priority', code: 'not-allowed-value', params: { allowed: ['P1', 'P2', 'P3', 'P4'] } },
    { pointer: '/process', code: 'not-allowed-value', params: { allowed: processKeys } },
  ]);
  expect(faults(query, { limit: '101' })).toEqual([{ pointer: '/limit', code: 'too-large', params: { maximum: 100 } }]);
  expect(faults(z.strictObject({ q: several(key()) }), {})).toEqual([{ pointer: '/q', code: 'required' }]);
});

test('N47 N48 an instant out of range is told its bound as an instant', () => {
  expect(faults(z.strictObject({ until: instant() }), { until: '2500-01-01T00:00:00Z' })).toEqual([
    { pointer: '/until', code: 'too-large', params: { maximum: '2100-12-31T23:59:59.999Z' } },
  ]);
  expect(faults(z.strictObject({ until: instant() }), { until: '1969-12-31T23:59:59Z' })).toEqual([
    { pointer: '/until', code: 'too-small', params: { minimum: '1970-01-01T00:00:00.000Z' } },
  ]);
});

test('N47 a choice is told all that may be chosen, of literals and of shapes', () => {
  expect(faults(z.literal([1, 2, 3]), 4)).toEqual([
    { pointer: '', code: 'not-allowed-value', params: { allowed: ['1', '2', '3'] } },
  ]);
  expect(faults(z.union([z.literal('a'), z.literal('b')]), 'c')).toEqual([
    { pointer: '', code: 'not-allowed-value', params: { allowed: ['a', 'b'] } },
  ]);
  const shapes = z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('one') }),
    z.strictObject({ kind: z.literal('other') }),
  ]);
  expect(faults(shapes, { kind: 'third' })).toEqual([
    { pointer: '/kind', code: 'not-allowed-value', params: { allowed: ['one', 'other'] } },
  ]);
  expect(faults(shapes, {})).toEqual([{ pointer: '/kind', code: 'required' }]);
});

test('N47 an amendment names the wrong field alone, and an empty one how many it needs', () => {
  const { input } = commonCommands.amend;
  expect(faults(input, { fields: { colour: 'red' } })).toEqual([{ pointer: '/fields/colour', code: 'unknown-field' }]);
  expect(faults(input, { fields: { title: '' } }).map(({ pointer }) => pointer)).toEqual(['/fields/title']);
  expect(faults(input, { fields: {} })).toEqual([{ pointer: '/fields', code: 'too-few', params: { minimum: 1 } }]);
});

/** Of a schema of ours, the names under which an instant and a number are asked for or shown. */
function* fieldsOf(schema: z.ZodType, name = ''): Generator<{ name: string; is: 'instant' | 'number' }> {
  const { def } = schema as unknown as { def: Record<string, never> & { type: string; format?: string } };
  if (def.type === 'pipe') {
    const from = def['in'] as unknown as { def: { format?: string } };
    yield from.def.format === 'datetime' ? { name, is: 'instant' } : { name: '', is: 'number' };
  } else if (def.type === 'string' && def.format === 'datetime') yield { name, is: 'instant' };
  else if (def.type === 'number') yield { name, is: 'number' };
  for (const inner of ['innerType', 'element', 'in'] as const)
    if (def[inner] && def.type !== 'pipe') yield* fieldsOf(def[inner], name);
  for (const [field, inner] of Object.entries<z.ZodType>(def['shape'] ?? {})) yield* fieldsOf(inner, field);
  for (const option of def['options'] ?? []) yield* fieldsOf(option, name);
}

function* shownBy(fields: FieldSpecs): ReturnType<typeof fieldsOf> {
  for (const [name, { is, parts = {} }] of Object.entries(fields)) {
    if (is === 'instant') yield { name, is };
    if (is === 'whole') yield { name, is: 'number' };
    yield* shownBy(parts);
  }
}

test('N48 an instant has a name that says so, and no number has one, in every contract', () => {
  const found = [
    ...commands.flatMap(({ id, input }) => [...fieldsOf(input)].map((one) => ({ id, ...one }))),
    ...processKeys.flatMap((id) => [...shownBy(catalogue[id].fields)].map((one) => ({ id, ...one }))),
  ];
  expect(found.filter(({ is }) => is === 'instant').length).toBeGreaterThanOrEqual(3);
  expect(found.filter(({ name, is }) => name !== '' && isInstant(name) !== (is === 'instant'))).toEqual([]);
});

type Json = Record<string, unknown>;
function* properties(value: unknown): Generator<[name: string, schema: Json]> {
  if (typeof value !== 'object' || value === null) return;
  const own = (value as Json)['properties'];
  if (typeof own === 'object' && own !== null) yield* Object.entries(own as Record<string, Json>);
  for (const inner of Object.values(value)) yield* properties(inner);
}
const kindsOf = (schema: Json): Json[] => (Array.isArray(schema['anyOf']) ? (schema['anyOf'] as Json[]) : [schema]);

test('N48 every instant of the specification is a text in RFC 3339, but for what was hashed as a number', async () => {
  const all = [...properties(await specification())];
  const named = all
    .filter(([name]) => isInstant(name))
    .flatMap(([name, one]) => kindsOf(one).map((kind) => ({ name, kind })));
  expect(named.length).toBeGreaterThan(200);
  const odd = named.filter(({ kind }) => {
    const isText = kind['type'] === 'string' && kind['format'] === 'date-time';
    return !isText && kind['type'] !== 'null' && kind['format'] !== 'epoch-ms' && kind['type'] !== 'object';
  });
  expect(odd.filter(({ kind }) => kind['type'] === 'integer' || kind['type'] === 'number')).toEqual([]);
  const dated = all.filter(([, one]) => kindsOf(one).some(({ format }) => format === 'date-time'));
  expect([...new Set(dated.map(([name]) => name))].filter((name) => !isInstant(name))).toEqual([]);
});

test('N48 periods of a register are instants too, and a count called like one stays a count', () => {
  expect(present({ inForceFrom: 1_767_225_600_000, inForceUntil: 1_798_761_600_000 })).toEqual({
    inForceFrom: '2026-01-01T00:00:00.000Z',
    inForceUntil: '2027-01-01T00:00:00.000Z',
  });
  const counts = { from: 3, until: 0, at: -1, since: 12_000, due: 2 };
  expect(present({ ...counts, list: [counts] })).toEqual({ ...counts, list: [counts] });
});
