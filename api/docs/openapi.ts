/** OpenAPI 3.1 out of the route table: the same schemas that parse a request describe it. */
import { z } from 'zod';
import { problemSchema } from '../http/schemas.ts';
import { isInstant } from '../http/present.ts';
import type { Access, Answer, Route } from '../http/route.ts';

type Json = Record<string, unknown>;

const refusals: Readonly<Record<number, string>> = {
  413: 'The body is larger than 256 KB',
  415: 'The body is not plain application/json',
  202: 'Still under way: the same request with the same key gives the result',
  400: 'Not JSON, or no Idempotency-Key',
  401: 'Not signed in',
  403: 'Visible, but not permitted',
  404: 'Not there, or not visible',
  409: 'Refused by the state of the case',
  422: 'Fields are wrong, missing or unknown: all of them are named',
  412: 'Edited by somebody else meanwhile: both texts in params',
  428: 'If-Match is required',
  429: 'Too many requests',
  503: 'An engine is away, or the case is parked',
};

/** The document for `routes`; `version` is the product's. */
export function openApiOf(routes: readonly Route[], { title, version }: { title: string; version: string }): Json {
  const named: Record<string, Json> = {};
  const paths: Record<string, Json> = {};
  jsonSchema(problemSchema, 'output', named);
  for (const one of routes) {
    const path = one.path.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [one.method]: operationOf(one, named) };
  }
  return {
    openapi: '3.1.0',
    info: { title, version, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    servers: [{ url: '/' }],
    tags: [...new Set(routes.map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: {
      schemas: named,
      responses: Object.fromEntries(Object.entries(refusals).map(([status, words]) => [status, problemAnswer(words)])),
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'changming' },
        key: { type: 'http', scheme: 'bearer', bearerFormat: 'cm_<id>_<secret>' },
      },
    },
  };
}

function operationOf(one: Route, named: Record<string, Json>): Json {
  return {
    operationId: one.operationId,
    tags: [one.tag],
    summary: one.summary,
    'x-access': accessText(one.access),
    security: securityOf(one.access),
    parameters: parametersOf(one),
    ...(one.body ? { requestBody: { required: true, content: jsonContent(jsonSchema(one.body, 'input')) } } : {}),
    responses: Object.fromEntries(responsesOf(one, named)),
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
    ...(one.actAs ? [header('Act-As', false, 'Person whom a process owner plays')] : []),
    ...(one.keyed ? [header('Idempotency-Key', true, '8 to 128 of A-Z a-z 0-9 . _ ~ -')] : []),
    ...(one.versioned ? [header('If-Match', one.versioned === 'required', 'Version that was seen, in quotes')] : []),
  ];
}

function fieldsOf(schema: z.ZodType | undefined, place: 'path' | 'query'): Json[] {
  if (!schema) return [];
  const whole = jsonSchema(schema, 'input');
  const shapes = Array.isArray(whole['oneOf']) ? whole['oneOf'].filter(isJson) : [whole];
  const isRequired = (name: string): boolean =>
    shapes.every(({ required }) => Array.isArray(required) && required.includes(name));
  const fields = new Map(shapes.flatMap(({ properties }) => Object.entries(isJson(properties) ? properties : {})));
  return [...fields].map(([name, field]) => ({
    name,
    in: place,
    required: place === 'path' || isRequired(name),
    schema: shapes.length > 1 ? alternativesOf(name, shapes) : field,
  }));
}

/** What a parameter may be, over the shapes that have it. */
function alternativesOf(name: string, shapes: readonly Json[]): Json {
  const own = shapes.flatMap(({ properties }) => (isJson(properties) && name in properties ? [properties[name]] : []));
  return own.length === 1 && isJson(own[0]) ? own[0] : { anyOf: own };
}

function responsesOf(one: Route, named: Record<string, Json>): [string, Json][] {
  const own = Object.entries(one.responses).map(([status, answer]): [string, Json] => [
    status,
    answerOf(answer, named),
  ]);
  const declared = new Set(own.map(([status]) => status));
  const others = refusalsOf(one)
    .map(String)
    .filter((status) => !declared.has(status))
    .map((status): [string, Json] => [status, { $ref: `#/components/responses/${status}` }]);
  return [...own, ...others].toSorted(([a], [b]) => Number(a) - Number(b));
}

/** What may go wrong follows from the declaration: nobody writes it by hand for each route. */
function refusalsOf(one: Route): number[] {
  const { access, method, params, body, keyed, versioned } = one;
  const open = access.rule === 'anyone' || access.rule === 'monitor';
  return [
    422, // an unknown parameter
    ...(open && method === 'get' ? [] : [401, 403, 429, 503]),
    ...(params || access.rule === 'monitor' ? [404] : []),
    ...(body ? [400, 413, 415] : []),
    ...(keyed ? [202, 400, 404, 409] : []),
    ...(one.mayConflict ? [409] : []),
    ...(versioned === 'required' ? [400, 428] : []),
    ...(versioned && !keyed ? [400, 412] : []), // a command is 409 'stale-version'
  ];
}

const problemAnswer = (description: string): Json => ({
  description,
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
});
const jsonContent = (schema: Json) => ({ 'application/json': { schema } });

function answerOf({ description, schema, mediaType }: Answer, named: Record<string, Json>): Json {
  if (!schema && !mediaType) return { description };
  const content = {
    ...(mediaType ? { [mediaType]: { schema: { type: 'string' } } } : {}),
    ...(schema ? jsonContent(jsonSchema(schema, 'output', named)) : {}),
  };
  return { description, content };
}

/**
 * Input and output differ: a default is optional on the way in and always there on the way out. A schema with an id
 * goes to `named` and leaves a reference, since each process has some thirty commands with one answer.
 */
function jsonSchema(schema: z.ZodType, io: 'input' | 'output', named: Record<string, Json> = {}): Json {
  const options = { io, unrepresentable: 'any', target: 'draft-2020-12' } as const;
  // Within an object, so that a schema with an id is a reference even when it is the whole.
  const { properties, $defs } = z.toJSONSchema(z.object({ whole: schema }), options);
  for (const [id, definition] of Object.entries(isJson($defs) ? $defs : {}))
    named[id] ??= isJson(definition) ? withReferences(asPresented(definition)) : {};
  const whole = isJson(properties) && isJson(properties['whole']) ? properties['whole'] : {};
  return io === 'output' ? withReferences(asPresented(whole)) : whole;
}

/** Zod keeps named schemas beside each one, OpenAPI keeps them in one place; there they need no id. */
function withReferences(schema: Json): Json {
  const at = (value: unknown): unknown =>
    Array.isArray(value) ? value.map(at) : isJson(value) ? withReferences(value) : value;
  const kept = Object.entries(schema).filter(([key, value]) => key !== 'id' || typeof value !== 'string');
  return Object.fromEntries(
    kept.map(([key, value]) => [
      key,
      key === '$ref' && typeof value === 'string' ? value.replace('#/$defs/', '#/components/schemas/') : at(value),
    ]),
  );
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
