/** Who else has a case open, and types: told to those who work on it, and to nobody else. */
import type { Connection } from 'mongoose';
import { z } from 'zod';
import type { Directory } from '../../client/registers/directory.ts';
import { DomainError } from '../../domain/kernel/errors.ts';
import { endPresence, notePresence, presentAt } from '../../models/access/presence.ts';
import { type Reads, worksOn } from '../cases/reads.ts';
import { notPermitted } from '../http/problem.ts';
import type { Limiter } from '../http/rates.ts';
import { type Identity, type Route, route } from '../http/route.ts';
import { instantOut, numberParams } from '../http/schemas.ts';

export type Present = { person: string; name: string; typing: boolean; at: number };
const presentSchema = z.object({
  people: z
    .array(z.object({ person: z.string(), name: z.string(), typing: z.boolean(), at: instantOut }))
    .describe('Whoever said within the last 30 seconds that he is there, the newest word first'),
  serverNow: instantOut,
});

type Deps = { db: Connection; directory: Directory; reads: Reads; limiter: Limiter };

/** Of one case, with names. */
export async function presentOn({ db, directory }: Pick<Deps, 'db' | 'directory'>, number: string): Promise<Present[]> {
  const found = await presentAt(db, number, Date.now());
  return await Promise.all(
    found.map(async ({ person, typing, at }) => ({
      person,
      name: (await directory.person(person))?.name ?? person,
      typing,
      at,
    })),
  );
}

/** True for who works on the case as he is now. */
export async function seesPresence(reads: Reads, identity: Identity, number: string): Promise<boolean> {
  try {
    return worksOn(identity.actor, await reads.one(identity, number));
  } catch (error) {
    if (error instanceof DomainError) return false;
    throw error;
  }
}

export function presenceRoutes(deps: Deps): Route[] {
  const { db, reads, limiter } = deps;
  const common = {
    path: '/api/cases/:number/presence',
    tag: 'live',
    access: { rule: 'reader' },
    params: numberParams,
    unrecorded: true,
    passive: true,
  } as const;

  /** Throws 'not-found' or 'not-permitted'. */
  async function worked(identity: Identity, number: string): Promise<void> {
    const stored = await reads.one(identity, number);
    if (!worksOn(identity.actor, stored)) throw notPermitted('For those who work on the case');
  }
  const shown = async (number: string) => ({
    body: { people: await presentOn(deps, number), serverNow: Date.now() },
  });

  return [
    route({
      ...common,
      method: 'get',
      operationId: 'presence.get',
      summary: 'Who has the case open now, of those who work on it',
      responses: { 200: { description: 'Now', schema: presentSchema } },
      handle: async ({ identity, params: { number } }) => {
        await worked(identity, number);
        return await shown(number);
      },
    }),
    route({
      ...common,
      method: 'put',
      operationId: 'presence.put',
      summary:
        'Say that one has the case open, and whether one types; say it again every 20 seconds. No history is kept',
      looks: true,
      body: z.strictObject({ typing: z.boolean() }),
      responses: { 200: { description: 'Who is there now', schema: presentSchema } },
      handle: async ({ identity, actor, params: { number }, body: { typing } }) => {
        limiter.take('presence', actor.id, true);
        await worked(identity, number);
        await notePresence(db, { number, person: actor.id, typing, at: Date.now() });
        return await shown(number);
      },
    }),
    route({
      ...common,
      method: 'delete',
      operationId: 'presence.end',
      summary: 'Say that one has left the case',
      looks: true,
      responses: { 204: { description: 'Gone; also where one was not there' } },
      handle: async ({ identity, actor, params: { number } }) => {
        limiter.take('presence', actor.id, true);
        await worked(identity, number);
        await endPresence(db, number, actor.id);
        return { status: 204 };
      },
    }),
  ];
}
