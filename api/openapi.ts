/** OpenAPI 3.1 out of the route table: the same schemas that parse a request describe it. */
import { z } from 'zod';
import { problemSchema } from './schemas.ts';
import { isInstant } from './present.ts';
import type { Access, Answer, Route } from './route.ts';

type Json = Record<string, unknown>;

const refusals: Readonly<Record<number, string>> = {
  202: 'Still under way: the same request with the same key gives the result',
  400: 'Not JSON, or no Idempotency-Key',
  401: 'Not signed in',
  403: 'Visible, but not permitted',
  404: 'Not there, or not visible',
  409: 'Refused by the state of the case',
  422: 'Fields are wrong, missing or unknown: all of them are named',
  428: 'If-Match is required',
  429: 'Too many requests',
  503: 'An engine is away, or the case is parked',
};

/** The document for `routes`; `version` is the product's. */
export function openApiOf(routes: readonly Route[], { title, version }: { title: string; version: string }): Json {
  const paths: Record<string, Json> = {};
  for (const one of routes) {
    const path = one.path.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [one.method]: operationOf(one) };
  }
  return {
    openapi: '3.1.0',
    info: { title, version, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    servers: [{ url: '/' }],
    tags: [...new Set(routes.map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: {
      schemas: { Problem: jsonSchema(problemSchema, 'output') },
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'changming' },
        key: { type: 'http', scheme: 'bearer', bearerFormat: 'cm_<id>_<secret>' },
      },
    },
  };
}

function operationOf(one: Route): Json {
  return {
    operationId: one.operationId,
    tags: [one.tag],
    summary: one.summary,
    'x-access': accessText(one.access),
    security: securityOf(one.access),
    parameters: parametersOf(one),
    ...(one.body ? { requestBody: { required: true, content: jsonContent(jsonSchema(one.body, 'input')) } } : {}),
    responses: Object.fromEntries(responsesOf(one)),
  };
}

const accessText = (access: Access): string => {
  switch (access.rule) {
    case 'role':
      return `role: ${access.roles.join(', ')}`;
    case 'permission':
      return `permission: ${access.permission}`;
    default:
      return access.rule;
  }
};

function securityOf({ rule }: Access): Json[] {
  if (rule === 'anyone' || rule === 'monitor') return [];
  return rule === 'own-session' ? [{ session: [] }] : [{ session: [] }, { key: [] }];
}

const header = (name: string, required: boolean, description: string): Json => ({
  name,
  in: 'header',
  required,
  description,
  schema: { type: 'string' },
});

function parametersOf(one: Route): Json[] {
  return [
    ...fieldsOf(one.params, 'path'),
    ...fieldsOf(one.query, 'query'),
    ...(one.keyed ? [header('Idempotency-Key', true, '8 to 128 of A-Z a-z 0-9 . _ ~ -')] : []),
    ...(one.versioned
      ? [header('If-Match', one.versioned === 'required', 'Version of the case that was seen, in quotes')]
      : []),
  ];
}

function fieldsOf(schema: z.ZodType | undefined, place: 'path' | 'query'): Json[] {
  if (!schema) return [];
  const { properties, required } = jsonSchema(schema, 'input');
  const must: readonly unknown[] = Array.isArray(required) ? required : [];
  return Object.entries(isJson(properties) ? properties : {}).map(([name, field]) => ({
    name,
    in: place,
    required: place === 'path' || must.includes(name),
    schema: field,
  }));
}

function responsesOf(one: Route): [string, Json][] {
  const own = Object.entries(one.responses).map(([status, answer]): [string, Json] => [status, answerOf(answer)]);
  const declared = new Set(own.map(([status]) => status));
  const others = refusalsOf(one)
    .map(String)
    .filter((status) => !declared.has(status))
    .map((status): [string, Json] => [
      status,
      { description: refusals[Number(status)] ?? '', content: { 'application/problem+json': { schema: problemRef } } },
    ]);
  return [...own, ...others].toSorted(([a], [b]) => Number(a) - Number(b));
}

/** What may go wrong follows from the declaration: nobody writes it by hand for each route. */
function refusalsOf({ access, params, query, body, keyed, versioned }: Route): number[] {
  const closed = access.rule !== 'anyone' && access.rule !== 'monitor';
  return [
    ...(closed ? [401, 429] : []),
    ...(access.rule === 'role' || access.rule === 'permission' ? [403] : []),
    ...(params ? [404] : []),
    ...(query || body ? [422] : []),
    ...(keyed ? [202, 400, 403, 409] : []),
    ...(versioned === 'required' ? [428] : []),
    ...(access.rule === 'anyone' ? [] : [503]),
  ];
}

const problemRef = { $ref: '#/components/schemas/Problem' };
const jsonContent = (schema: Json) => ({ 'application/json': { schema } });

function answerOf({ description, schema, mediaType }: Answer): Json {
  if (mediaType) return { description, content: { [mediaType]: { schema: { type: 'string' } } } };
  return schema ? { description, content: jsonContent(jsonSchema(schema, 'output')) } : { description };
}

/** Input and output differ: a default is optional on the way in and always there on the way out. */
function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any', target: 'draft-2020-12' });
  return io === 'output' ? asPresented(rest) : rest;
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

const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null;
