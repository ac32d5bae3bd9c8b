/** Holds every answer of the API to its specification: status, media type and shape. */
import type { Response } from 'supertest';

type Json = Record<string, unknown>;
const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
const at = (value: unknown, ...path: string[]): unknown =>
  path.reduce<unknown>((inner, key) => (isJson(inner) ? inner[key] : undefined), value);

/** A method that there is not has no operation to declare it. */
const EVERYWHERE = new Set([405]);

/** @throws Error that names the operation and the first place that differs */
export function conform(document: object, { method, path }: { method: string; path: string }, answer: Response): void {
  const operation = operationOf(document, method.toLowerCase(), path);
  if (!operation || EVERYWHERE.has(answer.status)) return;
  const name = String(operation['operationId']);
  const response = resolved(document, at(operation, 'responses', String(answer.status)));
  if (!isJson(response)) throw new Error(`${name} does not declare ${answer.status}: ${answer.text}`);
  const content = at(response, 'content');
  if (!isJson(content)) {
    if (answer.text) throw new Error(`${name} ${answer.status} declares no content`);
    return;
  }
  const [media, shape] = Object.entries(content).find(([one]) => one === '*/*' || answer.type.startsWith(one)) ?? [];
  if (!media) throw new Error(`${name} ${answer.status} is ${answer.type}`);
  if (!media.endsWith('json')) return;
  const difference = differs(document, at(shape, 'schema'), JSON.parse(answer.text), '');
  if (difference) throw new Error(`${name} ${answer.status}${difference}: ${answer.text.slice(0, 2_000)}`);
}

function operationOf(document: object, method: string, path: string): Json | undefined {
  const [bare = ''] = path.split('?');
  const known = patterns.get(document) ?? patternsOf(document);
  patterns.set(document, known);
  for (const { start, pattern, methods } of known) {
    if (!bare.startsWith(start) || !pattern.test(bare)) continue;
    const found = at(methods, method);
    if (isJson(found)) return found;
  }
  return undefined;
}

/** `start`: up to its first parameter. */
type Pattern = { start: string; pattern: RegExp; methods: unknown };
/** Made once for a document, not for every answer. */
const patterns = new WeakMap<object, readonly Pattern[]>();

/** Those with the fewest parameters first. */
function patternsOf(document: object): readonly Pattern[] {
  const paths = at(document, 'paths');
  return Object.entries(isJson(paths) ? paths : {})
    .toSorted(([a], [b]) => a.split('{').length - b.split('{').length)
    .map(([path, methods]) => ({
      start: path.split('{')[0] ?? '',
      pattern: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`),
      methods,
    }));
}

function resolved(document: object, schema: unknown): unknown {
  const reference = at(schema, '$ref');
  return typeof reference === 'string' ? at(document, ...reference.slice(2).split('/')) : schema;
}

/** The first place where `value` is not what `reference` says; the part of JSON Schema that zod writes. */
function differs(document: object, reference: unknown, value: unknown, place: string): string | undefined {
  const schema = resolved(document, reference);
  if (!isJson(schema)) return undefined;
  const alternatives = schema['anyOf'] ?? schema['oneOf'];
  if (Array.isArray(alternatives))
    return alternatives.some((one) => !differs(document, one, value, place))
      ? undefined
      : `${place} fits no alternative`;
  if ('const' in schema && schema['const'] !== value) return `${place} is not ${String(schema['const'])}`;
  if (Array.isArray(schema['enum']) && !schema['enum'].includes(value)) return `${place} is not of its list`;
  switch (schema['type']) {
    case 'object':
      return isJson(value) ? differsInside(document, schema, value, place) : `${place} is no object`;
    case 'array':
      return Array.isArray(value)
        ? value.map((item, i) => differs(document, schema['items'], item, `${place}/${i}`)).find(Boolean)
        : `${place} is no list`;
    case 'string':
      return typeof value === 'string' ? differsAsText(schema, value, place) : `${place} is no text`;
    case 'integer':
      if (isEpoch(value) && schema['format'] !== 'epoch-ms') return `${place} is an instant as a number`;
      return Number.isSafeInteger(value) ? undefined : `${place} is no whole number`;
    case 'null':
      return value === null ? undefined : `${place} is not null`;
    case 'number':
    case 'boolean':
      return typeof value === schema['type'] ? undefined : `${place} is no ${schema['type']}`;
    default:
      return undefined;
  }
}

/** What is shown without a schema is looked at too: milliseconds of the years 2001 to 2100 are lengths of nothing. */
const isEpoch = (value: unknown): boolean => typeof value === 'number' && value > 1e12 && value < 4.2e12;

function differsInside(document: object, schema: Json, value: Json, place: string): string | undefined {
  const properties = isJson(schema['properties']) ? schema['properties'] : {};
  const required = Array.isArray(schema['required']) ? schema['required'] : [];
  const missing = required.find((name) => !(String(name) in value));
  if (missing !== undefined) return `${place}/${String(missing)} is missing`;
  for (const [name, inner] of Object.entries(value)) {
    const own = properties[name] ?? schema['additionalProperties'];
    if (own === false) return `${place}/${name} is not declared`;
    const difference = differs(document, own, inner, `${place}/${name}`);
    if (difference) return difference;
  }
  return undefined;
}

function differsAsText({ pattern, format }: Json, value: string, place: string): string | undefined {
  if (typeof pattern === 'string' && !new RegExp(pattern, 'u').test(value)) return `${place} has another form`;
  const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
  return format === 'date-time' && !instant.test(value) ? `${place} is no instant with ms in UTC` : undefined;
}
