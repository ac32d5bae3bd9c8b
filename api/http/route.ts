/** One route as data: what Express mounts, what the specification says, and who may come in, in one place. */
import type { Request, Response } from 'express';
import type { z } from 'zod';
import type { Actor, OrgPath, Role } from '../../domain/kernel/process.ts';

/**
 * Who may come in. `permission`: decided on each case, by the reach that the permission gives (outside it: 404) and by
 * the guard of its process (403). `reader`: whoever may read cases of some process; cut to his reach. `role`: one of these, wherever it is held; what is shown is still cut to the reach.
 */
export type Access =
  | { rule: 'anyone' }
  | { rule: 'signed-in' }
  | { rule: 'own-session' }
  | { rule: 'role'; roles: readonly Role[] }
  | { rule: 'reader' }
  | { rule: 'permission'; permission: string }
  | { rule: 'monitor' };

/** How the asker was known. In a rehearsal `actor` may be a part that `player`, who asks, plays. */
export type Identity = { id: string; actor: Actor; player?: Actor } & (
  | { by: 'session' }
  | { by: 'key'; permissions?: readonly string[]; orgPath?: OrgPath }
);
/** The person who answers for what is asked, whomever he plays. */
export const asker = ({ actor, player = actor }: Identity): Actor => player;

/** One request after the door: who asks, and input that the schemas let pass. */
export type Asking<P = unknown, Q = unknown, B = unknown> = {
  identity: Identity;
  actor: Actor;
  params: P;
  query: Q;
  body: B;
  /** X-Request-Id. */
  traceId: string;
  /** Client's Idempotency-Key, checked; '' where the route takes none. */
  key: string;
  /** Version of `If-Match`. */
  seen?: number;
  request: Request;
  response: Response;
};
export type Reply = {
  status?: number;
  body?: unknown;
  headers?: Readonly<Record<string, string | string[]>>;
  /** Sent as it stands instead of `body`: what was hashed must be shown as it was hashed. */
  raw?: unknown;
  /** JSON that was made before, as bytes; packed where the headers say so. */
  bytes?: Uint8Array;
};
/** The handler wrote the answer itself (a stream, a page). */
export const answered = 'answered';

/** `schema`: as JSON; `mediaType`: as text of another kind, or a file of one of several; both: whichever is asked for. */
export type Answer = { description: string; schema?: z.ZodType; mediaType?: string | readonly string[] };
export type RouteSpec = {
  method: 'get' | 'post' | 'put' | 'delete';
  /** Express and OpenAPI both: `/api/cases/:number`. */
  path: `/${string}`;
  /** The path that it had before: still answered, no longer shown. */
  formerly?: `/${string}`;
  /** Unique; for a command it is the permission: `incident.resolve`. */
  operationId: string;
  tag: string;
  summary: string;
  access: Access;
  /** Open to who must change his password first. */
  beforeChange?: true;
  /** May be refused by the state of what it acts on, though it is no command. */
  mayConflict?: true;
  /** Only reads, and each look is on record, as is who tried it in vain: it counts as a write. */
  watched?: true;
  /** A POST that writes nothing: it counts as a look. */
  looks?: true;
  /** Nothing goes on record while it is answered, but that it was refused: its handler has no `audit`. */
  unrecorded?: true;
  /** In a rehearsal a process owner may play another person: `Act-As`. */
  actAs?: true;
  /** What came from cases or places of any branch: not for an API key of one organisation. */
  ofAnyBranch?: true;
  /** Goes on by itself: no use of the session, which else would never be idle. */
  passive?: true;
  /** Costs much more than it looks: few at a time, and none that nobody waits for (gate.ts). A file takes as long as its reader does, bytes cost little else. */
  costly?: 'work' | 'file' | 'bytes';
  /** The handler counts how often it is asked, since it depends on what the request shows. */
  countsItself?: true;
  /** Needs an Idempotency-Key. */
  keyed?: true;
  /** Answers 304 where `If-None-Match` has the ETag of what would be answered: that must then cover all that is shown. */
  conditional?: true;
  /** Takes `If-Match`; `required`: does nothing without. */
  versioned?: 'optional' | 'required';
  params?: z.ZodType;
  query?: z.ZodType;
  body?: z.ZodType;
  /** Takes a file within its body. */
  largeBody?: true;
  /** Its body is a file, of whatever type, whose name is in `File-Name`; the handler reads it as it comes. */
  bytes?: true;
  /** The handler holds the body against the schema itself, so that its rules speak in the same answer. */
  parsesBody?: true;
  responses: Readonly<Record<number, Answer>>;
};
export type Route = RouteSpec & { handle(asking: Asking): Promise<Reply | typeof answered> };

type Out<T> = T extends z.ZodType ? z.output<T> : object;

/** Declares a route; the handler sees what its own schemas give. */
export function route<
  P extends z.ZodType | undefined = undefined,
  Q extends z.ZodType | undefined = undefined,
  B extends z.ZodType | undefined = undefined,
>(
  spec: Omit<RouteSpec, 'params' | 'query' | 'body'> & {
    params?: P;
    query?: Q;
    body?: B;
    handle(asking: Asking<Out<P>, Out<Q>, Out<B>>): Promise<Reply | typeof answered>;
  },
): Route {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the parse border: mount.ts parses with these schemas
  return spec as unknown as Route;
}
