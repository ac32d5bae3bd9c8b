/** OpenAPI 3.1 out of the route table: the same schemas that parse a request describe it. */
import { CLIENT_KEY } from '../../domain/kernel/ids.ts';
import { key } from '../../domain/kernel/contract.ts';
import { KNOWN_VERSIONS, SEEN_VERSION } from '../http/mount.ts';
import { problemSchema } from '../http/schemas.ts';
import type { Access, Answer, Route, RouteSpec } from '../http/route.ts';
import { isJson, type Json, jsonSchema } from './json-schema.ts';

const refusals: Readonly<Record<number, string>> = {
  202: 'Still under way: the same request with the same key gives the result',
  400: 'The request is malformed: its address, its head, its body or a header that it needs',
  401: 'Not signed in',
  403: 'Visible, but not permitted',
  404: 'Not there, or not visible',
  408: 'The request did not come to its end in time',
  409: 'Refused by the state of the case',
  412: 'Edited by somebody else meanwhile: both texts in params',
  413: 'The body is larger than 256 KB',
  415: 'The body is not plain application/json in UTF-8',
  417: 'The request expects what no answer can be',
  422: 'Fields are wrong, missing or unknown: all of them are named',
  428: 'If-Match is required',
  429: 'Too many requests',
  431: 'The headers are larger than 16 KB',
  500: 'Something is wrong here; the trace id finds it in the log',
  503: 'An engine is away, or the case is parked',
  507: 'The disk is full',
};
/** Before a route is found, or by whatever breaks on its way: on every one alike. */
const EVERYWHERE = [400, 408, 413, 415, 417, 429, 431, 500, 503, 507];

const ABOUT = `Instants are RFC 3339 in UTC with milliseconds; in a request they carry any offset and lie between 1970 and 2100. Lengths end in \`Ms\`. What is absent is not there. Texts are trimmed and NFC; control characters but tab and line ends, halves of surrogate pairs and U+FFFD are refused in every one. Nothing that is unknown is ignored: it is named in a 422.`;

/**
 * The document for `routes`; `version` is the product's. Each operation is made when it is first looked at, and the schemas
 * that it names are in `components` from then on: whoever reads the whole in its order has all.
 */
export function openApiOf(routes: readonly Route[], { title, version }: { title: string; version: string }): Json {
  const named: Record<string, Json> = {};
  const paths: Record<string, Json> = {};
  jsonSchema(problemSchema, 'output', named);
  for (const one of routes) {
    const item = (paths[one.path.replaceAll(/:(\w+)/g, '{$1}')] ??= {});
    whenLookedAt(item, one.method, () => operationOf(one, named));
  }
  return {
    openapi: '3.1.0',
    info: { title, version, description: ABOUT, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    servers: [{ url: '/', description: 'Where this document came from' }],
    tags: [...new Set(routes.map(({ tag }) => tag))].map((name) => ({ name, description: tagged(name, routes) })),
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

function whenLookedAt(item: Json, name: string, make: () => Json): void {
  const get = (): Json => {
    const value = make();
    Object.defineProperty(item, name, { value, enumerable: true });
    return value;
  };
  Object.defineProperty(item, name, { get, enumerable: true, configurable: true });
}

/** What a tag holds, by the resources in its paths. */
function tagged(name: string, routes: readonly Route[]): string {
  const below = routes.filter(({ tag }) => tag === name).map(({ path }) => path.split('/', 3).join('/'));
  return `What lies below ${[...new Set(below)].join(', ')}`;
}

function operationOf(one: Route, named: Record<string, Json>): Json {
  return {
    operationId: one.operationId,
    tags: [one.tag],
    summary: one.summary,
    description: descriptionOf(one),
    'x-access': accessText(one.access),
    security: securityOf(one.access),
    parameters: parametersOf(one),
    ...(one.bytes ? { requestBody: { required: true, content: BYTES } } : {}),
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

/** In sentences what the other parts of the declaration say. */
function descriptionOf(one: Route): string {
  const { access, keyed, versioned, watched, actAs, ofAnyBranch, beforeChange } = one;
  return [
    whoMay[access.rule](access),
    ...(keyed ? ['A command: the same again with the same Idempotency-Key does nothing and has the same answer.'] : []),
    ...(versioned === 'required' ? ['Needs the version that was seen as If-Match.'] : []),
    ...(versioned === 'optional' ? ['With If-Match it is refused where the case has moved on.'] : []),
    ...(watched ? ['Each look is on record, and counts as a write.'] : []),
    ...(actAs ? ['A process owner may play another person by Act-As.'] : []),
    ...(ofAnyBranch ? ['Not by an API key of one organisation.'] : []),
    ...(beforeChange ? ['Open also to who must first choose a password of his own.'] : []),
  ].join(' ');
}

const whoMay: Readonly<Record<Access['rule'], (access: Access) => string>> = {
  anyone: () => 'For anyone, signed in or not.',
  'signed-in': () => 'For whoever is signed in.',
  'own-session': () => 'For whoever is signed in by a session, not by an API key.',
  reader: () => 'For whoever may read cases of some process, cut to his reach.',
  role: (access) => `For ${'roles' in access ? access.roles.join(', ') : ''}, cut to the reach of the role.`,
  permission: (access) =>
    `For who has the permission ${'permission' in access ? access.permission : ''}; a case out of reach is like one that is not there.`,
  monitor: () => 'For who reads metrics: this machine, or by a token of its own.',
};

const BYTES = { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } };
const FILE_NAME = 'Name of the file, 1 to 255 letters without a path: UTF-8 in percent-encoding (encodeURIComponent)';

const header = (name: string, required: boolean, description: string, pattern: string): Json => ({
  name,
  in: 'header',
  required,
  description,
  schema: { type: 'string', pattern },
});

function parametersOf(one: Route): Json[] {
  const person = jsonSchema(key(), 'input')['pattern'];
  const aVersion = 'Version that was seen, in quotes: the ETag of an answer';
  return [
    ...fieldsOf(one, 'path'),
    ...fieldsOf(one, 'query'),
    ...(one.actAs ? [header('Act-As', false, 'Person whom a process owner plays', String(person))] : []),
    ...(one.keyed ? [header('Idempotency-Key', true, "Of the sender's own making", CLIENT_KEY.source)] : []),
    ...(one.bytes ? [header('File-Name', true, FILE_NAME, '^[\\x21-\\x7e]+$')] : []),
    ...(one.conditional ? [header('If-None-Match', false, 'ETag of the last answer', KNOWN_VERSIONS.source)] : []),
    ...(one.versioned ? [header('If-Match', one.versioned === 'required', aVersion, SEEN_VERSION.source)] : []),
  ];
}

function fieldsOf(one: RouteSpec, place: 'path' | 'query'): Json[] {
  const schema = place === 'path' ? one.params : one.query;
  if (!schema) return [];
  const whole = jsonSchema(schema, 'input');
  const shapes = Array.isArray(whole['oneOf']) ? whole['oneOf'].filter(isJson) : [whole];
  const isRequired = (name: string): boolean =>
    shapes.every(({ required }) => Array.isArray(required) && required.includes(name));
  const fields = new Map(shapes.flatMap(({ properties }) => Object.entries(isJson(properties) ? properties : {})));
  return [...fields]
    .filter(([, field]) => isJson(field) && Object.keys(field).length > 0) // z.undefined(): it may not be asked for
    .map(([name, field]) => {
      const of = shapes.length > 1 ? alternativesOf(name, shapes) : isJson(field) ? field : {};
      const required = place === 'path' || isRequired(name);
      return { name, in: place, required, ...parameterOf(of) };
    });
}

/** What is sent for it, in place of the text that the parser takes it out of. */
function parameterOf({ description, sent, ...field }: Json): Json {
  const schema = isJson(sent) ? sent : field;
  const commas = schema['type'] === 'array' ? { style: 'form', explode: false } : {};
  return { ...(description === undefined ? {} : { description }), ...commas, schema };
}

/** What a parameter may be, over the shapes that have it. */
function alternativesOf(name: string, shapes: readonly Json[]): Json {
  const own = shapes.flatMap(({ properties }) => {
    const field = isJson(properties) ? properties[name] : undefined;
    return isJson(field) ? [field] : [];
  });
  const [first = {}, ...others] = [...new Map(own.map((field) => [JSON.stringify(field), field])).values()];
  if (others.length === 0) return first;
  const { description } = first;
  const values = [first, ...others].map((field) => field['const']);
  const alternatives = values.includes(undefined) ? { anyOf: [first, ...others] } : { type: 'string', enum: values };
  return { ...alternatives, ...(description === undefined ? {} : { description }) };
}

function responsesOf(one: Route, named: Record<string, Json>): [string, Json][] {
  const unchanged = one.conditional ? { 304: { description: 'Nothing has changed since that answer' } } : {};
  const own = Object.entries({ ...one.responses, ...unchanged }).map(([status, answer]): [string, Json] => [
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
  const { access, method, params, keyed, versioned } = one;
  const open = access.rule === 'anyone' || access.rule === 'monitor';
  return [
    422, // an unknown parameter
    ...EVERYWHERE,
    ...(open && method === 'get' ? [] : [401, 403]),
    ...(params || access.rule === 'monitor' || access.rule === 'own-session' ? [404] : []),
    ...(keyed ? [202, 404, 409] : []),
    ...(one.mayConflict ? [409] : []),
    ...(versioned === 'required' ? [428] : []),
    ...(versioned && !keyed ? [412] : []), // a command is 409 'stale-version'
  ];
}

const problemAnswer = (description: string): Json => ({
  description,
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
});
const jsonContent = (schema: Json) => ({ 'application/json': { schema } });

function answerOf({ description, schema, mediaType = [] }: Answer, named: Record<string, Json>): Json {
  const others = typeof mediaType === 'string' ? [mediaType] : mediaType;
  if (!schema && others.length === 0) return { description };
  const content = {
    ...Object.fromEntries(others.map((other) => [other, { schema: { type: 'string' } }])),
    ...(schema ? jsonContent(jsonSchema(schema, 'output', named)) : {}),
  };
  return { description, content };
}
