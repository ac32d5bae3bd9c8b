/** Who asks: a session's cookie or an API key becomes an identity, with the grants and teams of now. */
import type { Request } from 'express';
import { createRegisterCache } from '../../client/registers/register-cache.ts';
import { DomainError } from '../../domain/kernel/errors.ts';
import type { Millis } from '../../domain/kernel/process.ts';
import { apiKeyOf, type ApiKey } from '../../models/access/api-key.ts';
import { hashOfSecret } from '../../models/access/secret-hash.ts';
import { sessionOf, type Session, trimSessions } from '../../models/access/session.ts';
import { cookieRules, type CookieRules } from './cookies.ts';
import type { ApiDeps } from '../deps.ts';
import { addressOf } from '../http/asked.ts';
import { narrowed } from './key-rights.ts';
import { createKeyUses } from './key-uses.ts';
import type { Identity } from '../http/route.ts';
import { newSecret } from './secrets.ts';

export const IDLE_MS: Millis = 30 * 60_000;
export const ABSOLUTE_MS: Millis = 12 * 3_600_000;
/** A use is noted at most this often. */
const NOTED_MS: Millis = 60_000;
const KEY = /^Bearer cm_([a-z0-9]{12})_([A-Za-z0-9_-]{43})$/;

export type Auth = {
  cookies: CookieRules;
  /** Null: nothing shown that could be one. Throws 'session-ended' or 'not-signed-in' for what is shown and not good. */
  identify(request: Request): Promise<Identity | null>;
  /** The same, for what no person does: an open stream is no use of a session. */
  look(request: Request): Promise<Identity | null>;
  /** Opens a session; its secret goes into the cookie and nowhere else. */
  open(personId: string, from: { address: string; agent: string }): Promise<string>;
  /** Ends sessions of a person: one, or all but one. `true` when any was ended. */
  end(personId: string, which: { id: string } | { allBut: string | null }): Promise<boolean>;
  endBySecret(secret: string): Promise<void>;
  /** After a change of a session or key by this process itself. */
  forget(): void;
  list(personId: string): Promise<Session[]>;
  close(): Promise<void>;
};

type Deps = Pick<ApiDeps, 'db' | 'directory' | 'env' | 'audit'>;
export function createAuth({ db, directory, env, audit }: Deps, now = Date.now): Auth {
  const cookies = cookieRules(env);
  const sessions = sessionOf(db);
  const keys = apiKeyOf(db);
  const cache = createRegisterCache(db, ['sessions', 'api-keys']);
  const sessionBy = cache.keep((id: string) => sessions.findById(id).lean<Session>().exec());
  const keyBy = cache.keep((id: string) => keys.findById(id).lean<ApiKey>().exec());
  const noted = new Map<string, Millis>();
  const noteUse = createKeyUses({ db, audit, zone: env.zone });

  async function bySession(secret: string, isUse: boolean): Promise<Identity> {
    const at = now();
    const id = hashOfSecret(db, 'session', secret);
    const found = await sessionBy(id);
    if (!found || isOver(found, noted.get(id), at)) throw ended();
    const actor = await directory.actorOf(found.personId);
    if (!actor) throw ended();
    if (isUse)
      await note(id, found.seenAt, at, () =>
        sessions.updateOne(unlessNoted(id, 'seenAt', at), { $max: { seenAt: at } }),
      );
    return { by: 'session', id, actor };
  }

  async function byKey(id: string, secret: string, address: string): Promise<Identity> {
    const at = now();
    const found = await keyBy(id);
    const good =
      found?.mac === hashOfSecret(db, 'api-key', secret) && found.endedAt === undefined && found.expiresAt > at;
    const owner = found && good ? await directory.actorOf(found.personId) : null;
    if (!found || !owner) throw unknownKey();
    await noteUse({ key: found, owner, address, at });
    await note(id, found.usedAt ?? 0, at, () =>
      keys.updateOne(unlessNoted(id, 'usedAt', at), { $max: { usedAt: at } }),
    );
    const { permissions, orgPath } = found;
    const limits = { ...(permissions ? { permissions } : {}), ...(orgPath ? { orgPath } : {}) };
    return { by: 'key', id, actor: narrowed(owner, orgPath), ...limits };
  }

  /** The stored use may lag by a minute, so ours is remembered beside it. */
  async function note(id: string, stored: Millis, at: Millis, write: () => Promise<unknown>): Promise<void> {
    if (at - Math.max(stored, noted.get(id) ?? 0) < NOTED_MS) return;
    noted.set(id, at);
    if (noted.size > 10_000) noted.clear();
    await write();
  }

  async function known(request: Request, isUse: boolean): Promise<Identity | null> {
    const { authorization } = request.headers;
    if (authorization !== undefined) {
      const [, id, secret] = KEY.exec(authorization) ?? [];
      if (id === undefined || secret === undefined) throw unknownKey();
      return await byKey(id, secret, addressOf(request));
    }
    const secret = cookies.read(request);
    return secret === undefined ? null : await bySession(secret, isUse);
  }

  return {
    cookies,
    identify: (request) => known(request, true),
    look: (request) => known(request, false),
    open: async (personId, { address, agent }) => {
      const secret = newSecret();
      const at = now();
      await sessions.create({
        _id: hashOfSecret(db, 'session', secret),
        personId,
        createdAt: at,
        seenAt: at,
        expireAt: new Date(at + ABSOLUTE_MS),
        address,
        agent,
      });
      if (await trimSessions(db, personId)) cache.drop();
      return secret;
    },
    end: async (personId, which) => {
      const chosen = 'id' in which ? { _id: which.id } : which.allBut === null ? {} : { _id: { $ne: which.allBut } };
      const { deletedCount } = await sessions.deleteMany({ personId, ...chosen });
      cache.drop();
      return deletedCount > 0;
    },
    endBySecret: async (secret) => {
      await sessions.deleteOne({ _id: hashOfSecret(db, 'session', secret) });
      cache.drop();
    },
    list: async (personId) => {
      const at = now();
      const all = await sessions.find({ personId }).sort({ createdAt: -1 }).lean<Session[]>();
      return all.filter((one) => !isOver(one, noted.get(one._id), at));
    },
    forget: cache.drop,
    close: cache.close,
  };
}

const isOver = ({ createdAt, seenAt }: Session, notedAt: Millis | undefined, at: Millis): boolean =>
  at - createdAt >= ABSOLUTE_MS || at - Math.max(seenAt, notedAt ?? 0) >= IDLE_MS;

/** Another process may have noted a use meanwhile. */
const unlessNoted = (id: string, field: 'seenAt' | 'usedAt', at: Millis) => ({
  _id: id,
  [field]: { $not: { $gt: at - NOTED_MS } },
});

const ended = () => new DomainError('session-ended', 'The session has ended: sign in again');
const unknownKey = () => new DomainError('not-signed-in', 'The API key is unknown, ended or over');
