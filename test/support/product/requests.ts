/** Requests made of the specification: what each operation takes, right or with one thing wrong, by a seed. */

type Json = Record<string, unknown>;
const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Numbers from 0 to 1 that come again with the same seed (mulberry32). */
export function randomBy(seed: number) {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d_2b_79_f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (end: number): number => Math.floor(next() * end);
  return {
    chance: (share: number) => next() < share,
    below,
    of: <T>(all: readonly T[]): T => all[below(all.length)] as T,
  };
}
export type Random = ReturnType<typeof randomBy>;

export type Parameter = { name: string; in: 'path' | 'query' | 'header'; required: boolean; schema: Json };
export type Operation = {
  id: string;
  method: string;
  /** With `{number}`. */
  path: string;
  tag: string;
  parameters: readonly Parameter[];
  body: Json | undefined;
};
/** `path` is whole, with its query. */
export type Sent = { method: string; path: string; headers: Record<string, string>; body: unknown };

export function operationsIn(document: object): Operation[] {
  const { paths } = document as { paths: Record<string, Record<string, Json>> };
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, one]) => {
      const content = one['requestBody'] as { content: Record<string, { schema: Json }> } | undefined;
      return {
        id: String(one['operationId']),
        method,
        path,
        tag: String((one['tags'] as string[])[0]),
        parameters: one['parameters'] as Parameter[],
        body: content?.content['application/json']?.schema,
      };
    }),
  );
}

/** Texts of the forms that the specification has: some that are there, some that could be. */
const forms: readonly [RegExp, readonly string[]][] = [
  [/A-Z\]\{2,3\}-/, ['INC-000001', 'CAL-000002', 'INC-999999']],
  [/^\^\\\/\[a-z0-9-\]/, ['/dx', '/dx/donghu', '/dx/donghu/linxi/school', '/nowhere']],
  [/@\[1-9\]/, ['cn-5x8@1', 'incident@1', 'none@9']],
  [/\[0-9\]\{4\}-/, ['2026-11-30', '2026-02-30']],
  [/\{8,128\}/, ['a-key-of-some-length']],
  [/"\(\[0-9\]/, ['"1"', '"2"', 'W/"1"']],
];
const keys = ['payment', 'donghu-l2', 'req-linxi', 'eng-donghu-1', 'software-function', 'nobody', 'cn-5x8', 'incident'];

/** Something that `schema` lets pass, as far as a schema says. */
export function madeOf(schema: Json, random: Random, depth = 0): unknown {
  const alternatives = schema['anyOf'] ?? schema['oneOf'];
  if (Array.isArray(alternatives)) return madeOf(random.of(alternatives as Json[]), random, depth);
  if ('const' in schema) return schema['const'];
  if (Array.isArray(schema['enum'])) return random.of(schema['enum']);
  switch (schema['type']) {
    case 'object':
      return objectOf(schema, random, depth);
    case 'array': {
      const least = Number(schema['minItems'] ?? 0);
      const many = Math.min(Number(schema['maxItems'] ?? least + 2), least + random.below(2));
      return Array.from({ length: many }, () => madeOf((schema['items'] ?? {}) as Json, random, depth + 1));
    }
    case 'integer':
    case 'number': {
      const [least, most] = [Number(schema['minimum'] ?? 0), Number(schema['maximum'] ?? 1_000)];
      return least + random.below(Math.max(1, Math.min(most - least + 1, 1_000)));
    }
    case 'boolean':
      return random.chance(0.5);
    case 'null':
      return null;
    case 'string':
      return textOf(schema, random);
    default:
      return {};
  }
}

function objectOf(schema: Json, random: Random, depth: number): Json {
  const required = new Set((schema['required'] ?? []) as string[]);
  const fields = Object.entries((schema['properties'] ?? {}) as Record<string, Json>);
  const taken = fields.filter(([name]) => required.has(name) || (depth < 3 && random.chance(0.3)));
  return Object.fromEntries(taken.map(([name, field]) => [name, madeOf(field, random, depth + 1)]));
}

function textOf({ pattern, format, minLength, maxLength }: Json, random: Random): string {
  if (format === 'date-time')
    return random.of(['2026-12-01T08:00:00Z', '2027-01-01T00:00:00+08:00', '2026-01-01T00:00:00.000Z']);
  if (format === 'uuid') return '6f1e7f4e-2f0c-4c6e-9a3e-2b1f3c4d5e6f';
  if (format === 'email') return 'somebody@example.org';
  if (format === 'uri') return 'https://example.org/hook';
  if (typeof pattern === 'string') {
    const form = forms.find(([one]) => one.test(pattern));
    if (form) return random.of(form[1]);
    if (pattern.startsWith('^[A-Za-z0-9][A-Za-z0-9')) return random.of(keys);
  }
  const words = random.of(['打印凭证', 'Payments fail', '🧯 Büro', 'x', 'line one']);
  return words.padEnd(Number(minLength ?? 1), 'x').slice(0, Number(maxLength ?? 1_000));
}

/** Values that once broke something somewhere. */
const odd: readonly unknown[] = [
  '',
  ' ',
  '\u0000',
  '\uD800',
  '\uFFFD',
  '\u200B',
  '$where',
  '__proto__',
  '../../etc/passwd',
  "'; drop table cases; --",
  '9999-12-31T23:59:59.999Z',
  '2026-02-29T00:00:00Z',
  'INC-000001',
  '/dx',
  '0',
  '-1',
  '1e9',
  '%00',
  'a,b,,c',
  '*',
  '(',
  '[a',
  -0,
  -1,
  1.5,
  1e308,
  Number.MAX_SAFE_INTEGER,
  true,
  null,
  [],
  {},
  [[]],
  { $gt: '' },
  { $regex: '.*' },
  [null],
  [['']],
  'x'.repeat(300),
  Array.from({ length: 300 }, () => 'a'),
];

/** One thing of `value` is another, is gone, or is too many. */
function spoiled(value: unknown, random: Random): unknown {
  if (Array.isArray(value) && value.length > 0 && random.chance(0.8))
    return value.map((one, i) => (i === 0 ? spoiled(one, random) : one));
  const names = isJson(value) ? Object.keys(value) : [];
  if (!isJson(value) || random.chance(0.1)) return random.of(odd);
  if (names.length === 0 || random.chance(0.15))
    return { ...value, [random.of(['extra', '$ne', 'constructor', 'a\uFFFD'])]: random.of(odd) };
  const name = random.of(names);
  if (random.chance(0.2)) return Object.fromEntries(Object.entries(value).filter(([one]) => one !== name));
  return { ...value, [name]: spoiled(value[name], random) };
}

type Wish = { spoil?: boolean; key: string; params?: Readonly<Record<string, string>>; more?: object };

/** A request for `operation`; `params` and `more` instead of what would be made up for its path and its body. */
export function requestOf(operation: Operation, random: Random, { spoil = false, key, params = {}, more }: Wish): Sent {
  const given = (place: Parameter['in']) =>
    operation.parameters
      .filter((one) => one.in === place && (one.required || (place === 'query' && random.chance(0.3))))
      .map(({ name, schema }): [string, unknown] => [name, params[name] ?? madeOf(schema, random)]);
  const what = spoil ? random.of(['path', 'query', 'header', 'body', 'body', 'body'] as const) : 'nothing';
  const [inPath, inHead] = [Object.fromEntries(given('path')), Object.fromEntries(given('header'))];
  const inQuery = Object.fromEntries(given('query'));
  const query = what === 'query' ? (spoiled(inQuery, random) as Json) : inQuery;
  const place = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(what === 'path' ? oddText(random) : String(inPath[name])),
  );
  const asked = isJson(query)
    ? Object.entries(query).map(([name, value]) => `${encoded(name)}=${encoded(String(value))}`)
    : [];
  const headers = Object.fromEntries(Object.entries(inHead).map(([name, value]) => [name, String(value)]));
  if ('Idempotency-Key' in headers) headers['Idempotency-Key'] = key;
  if (what === 'header')
    for (const name of Object.keys(headers)) headers[name] = random.of(['', 'x', '"', '"0"', 'ü', '*']);
  const body = operation.body && { ...(madeOf(operation.body, random) as Json), ...more };
  return {
    method: operation.method.toUpperCase(),
    path: asked.length > 0 ? `${place}?${asked.join('&')}` : place,
    headers,
    body: what === 'body' && operation.body ? spoiled(body, random) : body,
  };
}

/** Halves of pairs have no percent form. */
const encoded = (text: string): string => encodeURIComponent(text.replaceAll(/\p{Cs}/gu, 'half'));
const oddText = (random: Random): string => encoded(String(random.of(odd))).slice(0, 200) || '-';
