/** The cases that somebody looked at last, for himself alone: a look at a case is noted beside the answer, and is no event of it. */
import type { Request } from 'express';
import type { Connection } from 'mongoose';
import { z } from 'zod';
import type { Millis } from '../../../domain/kernel/process.ts';
import { MOST_RECENT, noteLook, recentOf } from '../../../models/access/recent-cases.ts';
import { type Identity, type Route, route } from '../../http/route.ts';
import { caseViewSchema, instantOut } from '../../http/schemas.ts';
import type { Reads } from '../reads.ts';

export type Looks = {
  /** Notes that this person opened the page of a case. Nobody waits for it, and what cannot be noted is left. */
  note(asking: { identity: Identity; request: Request }, number: string): void;
};

/** Who looks at the same case again within it has looked once: a page reads its case anew with each change. */
const SAME_LOOK_MS: Millis = 10_000;
/** People of whom the last look is known here. */
const MOST_KNOWN = 5_000;

export function createLooks(db: Connection): Looks {
  const last = new Map<string, { number: string; at: Millis }>();
  return {
    note: ({ identity, request }, number) => {
      if (identity.by !== 'session' || isAhead(request)) return;
      const { id: person } = identity.actor;
      const at = Date.now();
      const known = last.get(person);
      if (known?.number === number && at - known.at < SAME_LOOK_MS) return;
      if (last.size >= MOST_KNOWN) last.clear();
      last.set(person, { number, at });
      void noteLook(db, person, { number, at }).catch(() => last.delete(person));
    },
  };
}

/** A page that is fetched ahead was not opened; browsers and the console say so alike. */
const isAhead = (request: Request): boolean =>
  ['purpose', 'sec-purpose'].some((name) => request.get(name)?.includes('prefetch') === true);

export const recentRoute = ({ db, reads }: { db: Connection; reads: Reads }): Route =>
  route({
    method: 'get',
    path: '/api/me/recent',
    operationId: 'me.recent',
    tag: 'cases',
    summary: `The last ${MOST_RECENT} cases whose page I opened, the last first; only for me, and on no record`,
    access: { rule: 'own-session' },
    unrecorded: true,
    responses: {
      200: {
        description: 'Those that are still within reach',
        schema: z.object({ items: z.array(caseViewSchema.extend({ lookedAt: instantOut })), serverNow: instantOut }),
      },
    },
    handle: async ({ identity, actor }) => {
      const looked = await recentOf(db, actor.id);
      const numbers = looked.map(({ number }) => number);
      const page = { order: { field: '_id' }, limit: MOST_RECENT } as const;
      const found = await reads.scoped(identity).find({ _id: { in: numbers } }, page);
      const views = new Map((await reads.shown(identity, found)).map((view) => [view.number, view]));
      const items = looked.flatMap(({ number, at }) => {
        const view = views.get(number);
        return view ? [{ ...view, lookedAt: at }] : [];
      });
      return { body: { items, serverNow: Date.now() } };
    },
  });
