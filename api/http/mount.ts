/** The door: every route of the table is mounted here and nowhere else, so none can be without its rule. */
import { type NextFunction, type Request, type RequestHandler, type Response, Router } from 'express';
import { DomainError } from '../../domain/kernel/errors.ts';
import { CLIENT_KEY } from '../../domain/kernel/ids.ts';
import { mayName } from '../../domain/kernel/people/access.ts';
import type { Actor } from '../../domain/kernel/process.ts';
import type { Auth } from '../sign-in/auth.ts';
import { addressOf, administratorOf, type Asked, askedBy, askerOf } from './asked.ts';
import { parsed } from './fields.ts';
import { holds, isNarrowed, keyAllows } from '../sign-in/key-rights.ts';
import { present } from './present.ts';
import type { Gate } from './gate.ts';
import { invalid, notFound, notPermitted } from './problem.ts';
import type { Limiter } from './rates.ts';
import { answered, asker, type Asking, type Identity, type Reply, type Route } from './route.ts';
import { processKeys } from './schemas.ts';
import { z } from 'zod';

export type Door = {
  auth: Auth;
  limiter: Limiter;
  gates: Readonly<Record<NonNullable<Route['costly']>, Gate>>;
  /** True when the request may see what a monitoring system sees. */
  isMonitor(request: Request): boolean;
  /** What somebody must do before anything else is open to him: change a password that another has set, show a second factor. */
  owes(actor: Actor): Promise<'password-change-required' | 'second-factor-missing' | null>;
  /** With the rights of now; null when unknown or deactivated. */
  actorOf(personId: string): Promise<Actor | null>;
  /**
   * Sees every refusal of a command, of an administrator's change, of what asks for the own password, and of playing
   * another; what of it may be answered.
   */
  onRefusal(refusal: {
    route: Route;
    identity: Identity;
    request: Request;
    traceId: string;
    error: unknown;
    /** Whom he wanted to play, and may not. */
    part?: string;
  }): Promise<unknown>;
};

const nothing = z.strictObject({});
const unsafe = new Set(['POST', 'PUT', 'DELETE', 'PATCH']);

/** A handler that answers `routes`; an unknown method of a known path is 405. */
export function mount(shown: readonly Route[], door: Door): RequestHandler {
  const routes = shown.flatMap((one) => (one.formerly ? [one, { ...one, path: one.formerly }] : [one]));
  for (const { path, operationId } of routes)
    if (/[:*{]/.test(roomOf(path)))
      throw new Error(`${operationId}: ${path} would never be found: its first two parts must be plain words`);
  const rooms = new Map<string, Route[]>();
  for (const one of routes) rooms.set(roomOf(one.path), [...(rooms.get(roomOf(one.path)) ?? []), one]);
  const routers = new Map([...rooms].map(([room, its]) => [room, routerOf(its, door)]));
  return (request, response, next) => {
    const router = routers.get(roomOf(request.path));
    if (router) void router(request, response, next);
    else next();
  };
}

/** `/api/incidents` of `/api/incidents/:number/claim`: few routes begin alike, and each is held against a path in turn. */
const roomOf = (path: string): string => path.split('/', 3).join('/');

function routerOf(routes: readonly Route[], door: Door): Router {
  const router = Router({ caseSensitive: true, strict: true });
  const paths = [...new Set(routes.map(({ path }) => path))].toSorted((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1));
  for (const path of paths) {
    const here = routes.filter((one) => one.path === path);
    for (const one of here) router[one.method](path, handlerOf(one, door));
    router.all(path, wrongMethod(here));
  }
  return router;
}

/** A word goes before a parameter in its place, as OpenAPI has it: `gaps` is no id, and takes no method that an id takes. */
const placeOf = (path: string): string => path.replaceAll(/:\w+/g, '\uFFFF');

const wrongMethod =
  (here: readonly Route[]): RequestHandler =>
  (_request, response) => {
    const methods = here.map(({ method }) => method.toUpperCase());
    response.set('Allow', methods.join(', '));
    throw new DomainError('method-not-allowed', `Only ${methods.join(', ')}`);
  };

const handlerOf =
  (one: Route, door: Door): RequestHandler =>
  async (request: Request, response: Response, _next: NextFunction) => {
    response.locals['route'] = one.path;
    const identity = await enter(one, door, request, response);
    const role = identity ? administratorOf(asker(identity)) : {};
    const from = { address: addressOf(request), ...role };
    const answer = () => answerOf(one, door, { identity, from, request, response });
    await (one.unrecorded ? answer() : askedBy(from, answer));
  };

const OWED = {
  'password-change-required': 'First choose a password of your own',
  'second-factor-missing': 'First set up a second factor: POST /api/second-factor',
};
type Entered = { identity: Identity | null; from: Asked; request: Request; response: Response };
async function answerOf(one: Route, door: Door, { identity, from, request, response }: Entered): Promise<void> {
  try {
    if (identity) admit(one, identity);
    const asking = askingOf(one, identity, request, response);
    const reply = await handled(one, door, asking);
    if (reply !== answered) send(response, one.conditional ? unlessKnown(reply, response) : reply);
  } catch (error) {
    const traceId = String(response.locals['traceId']);
    if (identity === null || !isOnRecord(one)) throw error;
    throw await askedBy(from, () => door.onRefusal({ route: one, identity, request, traceId, error }));
  }
}

async function handled(one: Route, door: Door, asking: Asking): ReturnType<Route['handle']> {
  if (!one.costly) return await one.handle(asking);
  const gone = new AbortController();
  asking.response.once('close', () => gone.abort());
  return await door.gates[one.costly].through(asker(asking.identity).id, gone.signal, () => one.handle(asking));
}

/**
 * Commands, what administrators do, looks at the record, and what asks for the own password: who tried it in vain is seen
 * by those who review it.
 */
const isOnRecord = ({ keyed, watched, method, access }: Route): boolean =>
  keyed === true || watched === true || ((access.rule === 'role' || access.rule === 'own-session') && method !== 'get');

/** Who asks; null where anyone may. */
async function enter(one: Route, door: Door, request: Request, response: Response): Promise<Identity | null> {
  const { access } = one;
  const isWrite = unsafe.has(request.method);
  if (access.rule === 'monitor') {
    if (!door.isMonitor(request)) throw notFound();
    return null;
  }
  if (access.rule === 'anyone') {
    if (request.path.startsWith('/api/') && !one.countsItself) door.limiter.take('nobody', askerOf(request), isWrite);
    if (isWrite && request.headers.origin !== undefined && !door.auth.cookies.isOwnOrigin(request)) throw elsewhere();
    return null;
  }
  const identity = await identified(door, request, {
    isWrite: (isWrite && !one.looks) || one.watched === true,
    isUse: one.passive !== true,
  });
  response.locals['person'] = identity.actor.id;
  if (identity.by === 'session' && isWrite && !door.auth.cookies.isOwnOrigin(request)) throw elsewhere();
  const owed = one.beforeChange ? null : await door.owes(identity.actor);
  if (owed) throw new DomainError(owed, OWED[owed]);
  const part = request.get('act-as');
  if (part === undefined) return identity;
  try {
    if (!one.actAs) throw invalid([{ pointer: '/act-as', code: 'not-here' }]); // never as oneself by mistake
    response.set('Acting-As', part);
    return await playing(identity, part, door);
  } catch (error) {
    const traceId = String(response.locals['traceId']);
    throw await door.onRefusal({ route: one, identity, request, traceId, error, part });
  }
}

/** In a rehearsal a process owner plays all parts, each with that person's own rights, on the cases that he himself may see. */
async function playing(identity: Identity, part: string, door: Door): Promise<Identity> {
  const { actor: player } = identity;
  if (!player.grants.some(({ role }) => role === 'process-owner'))
    throw notPermitted('Only a process owner plays others, and only in a rehearsal');
  const actor = await door.actorOf(part);
  if (!actor || !mayName(player, actor)) throw invalid([{ pointer: '/act-as', code: 'unknown' }]);
  return { ...identity, actor, player };
}

type How = { isWrite: boolean; isUse: boolean };
/** Counted by person: many sessions or keys give nobody more than one. */
async function identified({ auth, limiter }: Door, request: Request, { isWrite, isUse }: How): Promise<Identity> {
  const identity = await (isUse ? auth.identify(request) : auth.look(request)).catch((error: unknown) => {
    const shown = request.headers.authorization === undefined ? 'ended-session' : 'unknown-key';
    limiter.take(shown, askerOf(request), isWrite);
    throw error;
  });
  limiter.take(identity?.by ?? 'nobody', identity?.actor.id ?? askerOf(request), isWrite);
  if (!identity) throw new DomainError('not-signed-in', 'Not signed in');
  return identity;
}

/** Whether he may come in here at all. */
function admit(one: Route, identity: Identity): void {
  const { actor } = identity;
  const { access } = one;
  if (access.rule === 'own-session' && identity.by !== 'session') throw notPermitted('Not by an API key');
  if (access.rule === 'role' && !actor.grants.some(({ role }) => access.roles.includes(role))) throw notPermitted();
  if (one.ofAnyBranch && isNarrowed(identity)) throw notPermitted('Not by an API key of one organisation');
  const ofKey = access.rule === 'permission' ? access.permission : one.operationId;
  const read = access.rule === 'reader' && processKeys.some((key) => keyAllows(identity, `${key}.read`));
  if (!read && !keyAllows(identity, ofKey)) throw notPermitted('The API key has no permission for this');
  if (access.rule === 'permission' && access.permission.endsWith('.read') && !holds(actor, access.permission))
    throw notPermitted();
}

const elsewhere = () => new DomainError('origin-mismatch', 'The Origin must be the address of this product');

function askingOf(one: Route, identity: Identity | null, request: Request, response: Response): Asking {
  const traceId: unknown = response.locals['traceId'];
  const seen = one.versioned ? seenIn(request, one.versioned) : undefined;
  const known = identity ?? nobody;
  const params: unknown = one.params ? parsedParams(one.params, request.params) : {};
  const key = one.keyed ? keyIn(request) : '';
  return {
    identity: known,
    actor: known.actor,
    params,
    query: one.query || request.url.includes('?') ? parsed(one.query ?? nothing, request.query) : {},
    body: bodyOf(one, request.body),
    traceId: String(traceId),
    key,
    ...(seen === undefined ? {} : { seen }),
    request,
    response,
  };
}

/** For routes that anyone may ask: nobody's rights. */
const nobody: Identity = {
  by: 'session',
  id: '',
  actor: { id: '', kind: 'person', unit: '/', teams: [], grants: [] },
};

/** A malformed id is an unknown id: one answer for both. */
function parsedParams(schema: z.ZodType, params: unknown): unknown {
  const result = schema.safeParse(params);
  if (!result.success) throw notFound();
  return result.data;
}

function bodyOf({ body, parsesBody }: Route, given: unknown): unknown {
  if (!body) return refuseBody(given);
  return parsesBody ? (given ?? {}) : parsed(body, given ?? {});
}

const refuseBody = (body: unknown): unknown => (body === undefined ? body : parsed(nothing, body));

function keyIn(request: Request): string {
  const key = request.get('idempotency-key');
  if (key === undefined) throw new DomainError('key-required', 'Send an Idempotency-Key of your own making');
  if (!CLIENT_KEY.test(key)) throw new DomainError('key-malformed', '8 to 128 of A-Z a-z 0-9 . _ ~ -');
  return key;
}

/** `If-Match`: one version, in quotes. */
export const SEEN_VERSION = /^(?:W\/)?"([0-9]{1,9})"$/;

function seenIn(request: Request, need: 'optional' | 'required'): number | undefined {
  const header = request.get('if-match');
  if (header === undefined) {
    if (need === 'required') throw new DomainError('version-required', 'Send the version that you saw as If-Match');
    return undefined;
  }
  const [, digits] = SEEN_VERSION.exec(header) ?? [];
  if (digits === undefined) throw new DomainError('version-malformed', 'If-Match is a version in quotes');
  return Number(digits);
}

/** `If-None-Match`: versions that were seen, in quotes. */
export const KNOWN_VERSIONS = /^(?:\*|(?:W\/)?"[\x21\x23-\x7e]*"(?: *, *(?:W\/)?"[\x21\x23-\x7e]*")*)$/;

/** Nothing is sent of what the asker has already. What is on the way may have made a weak tag of ours. */
function unlessKnown(reply: Reply, { locals }: Response): Reply {
  const known: unknown = locals['ifNoneMatch'];
  const { ETag: tag } = reply.headers ?? {};
  if (typeof known !== 'string' || typeof tag !== 'string' || known.length > MOST_KNOWN) return reply;
  const isKnown = known.split(',').some((one) => one.trim().replace(/^W\//, '') === tag);
  return isKnown ? { status: 304, headers: { ...reply.headers } } : reply;
}
const MOST_KNOWN = 1_000;

/** The one way out. */
function send(response: Response, { status = 200, body, raw, bytes, headers = {} }: Reply): void {
  response.status(status).set(headers);
  if (bytes) return void response.type('application/json').end(bytes);
  if (raw !== undefined) response.json(raw);
  else if (body === undefined) response.end();
  else response.json(present(body));
}
