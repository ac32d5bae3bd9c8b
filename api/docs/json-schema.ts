/** Zod's schemas as the specification shows them: in words that tools of other languages know too. */
import { z } from 'zod';
import { isInstant } from '../http/present.ts';

export type Json = Record<string, unknown>;
export const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null;

/**
 * Input and output differ: a default is optional on the way in and always there on the way out. A schema with an id
 * goes to `named` and leaves a reference, since each process has some thirty commands with one answer.
 */
export function jsonSchema(schema: z.ZodType, io: 'input' | 'output', named: Record<string, Json> = {}): Json {
  const known = made[io].get(schema) ?? make(schema, io);
  made[io].set(schema, known);
  for (const [id, definition] of Object.entries(known.named)) named[id] ??= definition;
  return known.whole;
}

/** Some hundred routes share their schemas: what each is in JSON is found out once. */
type Made = { whole: Json; named: Readonly<Record<string, Json>> };
const nothingMade = () => ({ input: new WeakMap<z.ZodType, Made>(), output: new WeakMap<z.ZodType, Made>() });
let made = nothingMade();

/** Once the specification is whole nobody asks again: some megabytes. */
export function forgetSchemas(): void {
  made = nothingMade();
}

function make(schema: z.ZodType, io: 'input' | 'output'): Made {
  const options = { io, unrepresentable: 'any', target: 'draft-2020-12' } as const;
  // Within an object, so that a schema with an id is a reference even when it is the whole.
  const { properties, $defs } = z.toJSONSchema(z.object({ whole: schema }), options);
  const named = Object.entries(isJson($defs) ? $defs : {}).map(
    ([id, definition]) => [id, isJson(definition) ? shown(definition, io) : {}] as const,
  );
  const whole = isJson(properties) && isJson(properties['whole']) ? properties['whole'] : {};
  return { whole: shown(whole, io), named: Object.fromEntries(named) };
}

const shown = (schema: Json, io: 'input' | 'output'): Json =>
  everywhere(io === 'output' ? asPresented(schema) : schema, (one) => withTuples(withoutParsers(withReferences(one))));

function everywhere(schema: Json, change: (one: Json) => Json): Json {
  const deeper = (value: unknown): unknown =>
    Array.isArray(value) ? value.map(deeper) : isJson(value) ? everywhere(value, change) : value;
  return Object.fromEntries(Object.entries(change(schema)).map(([key, value]) => [key, deeper(value)]));
}

/** Zod keeps named schemas beside each one, OpenAPI keeps them in one place; there they need no id. */
function withReferences({ id, $ref, ...schema }: Json): Json {
  return {
    ...(id === undefined || typeof id === 'string' ? {} : { id }), // a property may be called so
    ...(typeof $ref === 'string' ? { $ref: $ref.replace('#/$defs/', '#/components/schemas/') } : {}),
    ...schema,
  };
}

/** The format says all that the parser's pattern of an instant says, in 300 characters less; bounds of what fits an integer say nothing. */
function withoutParsers({ pattern, minimum, maximum, ...schema }: Json): Json {
  const isSaid = schema['format'] === 'date-time' || schema['format'] === 'uuid';
  return {
    ...schema,
    ...(pattern === undefined || isSaid ? {} : { pattern }),
    ...(minimum === undefined || minimum === Number.MIN_SAFE_INTEGER ? {} : { minimum }),
    ...(maximum === undefined || maximum === Number.MAX_SAFE_INTEGER ? {} : { maximum }),
  };
}

/** Of one kind, a tuple is a list of one length; `items: false` is a schema to JSON Schema, but not to every tool. */
function withTuples({ prefixItems, items, ...schema }: Json): Json {
  if (!Array.isArray(prefixItems)) return items === undefined ? schema : { ...schema, items };
  const kinds = new Set(prefixItems.map((one) => JSON.stringify(one)));
  const [first] = prefixItems;
  const alike: unknown = kinds.size === 1 ? first : { anyOf: prefixItems };
  return { ...schema, items: alike, minItems: prefixItems.length, maxItems: prefixItems.length };
}

/** Instants are numbers inside and texts outside: the presenter goes by the field's name, and so does this. */
function asPresented(schema: Json): Json {
  const properties = isJson(schema['properties']) ? schema['properties'] : {};
  const named = Object.entries(properties).map(([name, field]) => [name, isInstant(name) ? asInstant(field) : field]);
  const changed = { ...schema, ...('properties' in schema ? { properties: Object.fromEntries(named) } : {}) };
  return Object.fromEntries(Object.entries(changed).map(([key, value]) => [key, deeper(value)]));
}

const deeper = (value: unknown): unknown =>
  Array.isArray(value) ? value.map(deeper) : isJson(value) ? asPresented(value) : value;

function asInstant(field: unknown): unknown {
  if (!isJson(field)) return field;
  const { type, anyOf, format, minimum: _, maximum: __, ...rest } = field;
  if (Array.isArray(anyOf)) return { ...field, anyOf: anyOf.map(asInstant) };
  return type === 'integer' && format !== 'epoch-ms' ? { ...rest, type: 'string', format: 'date-time' } : field;
}
