/** How notices reach the asker beside his inbox. */
import type { Connection } from 'mongoose';
import { z } from 'zod';
import type { Directory } from '../client/directory.ts';
import { DEFAULT_PREFERENCES } from '../domain/kernel/delivery.ts';
import { personOf, type Person } from '../models/person.ts';
import { isZone } from '../platform/zones.ts';
import { notFound } from './problem.ts';
import { type Route, route } from './route.ts';

const minute = z.int().min(0).max(1439);
const preferences = z.strictObject({
  mail: z.enum(['all', 'escalations', 'none']),
  quietHours: z
    .tuple([minute, minute])
    .refine(([from, to]) => from !== to, 'never-open')
    .nullable()
    .describe(
      'Minutes of the local day; over midnight when the first is the later. Pages of priority 1 come all the same',
    ),
  zone: z.string().refine(isZone, 'unknown').nullable().describe('IANA name; null: that of the installation'),
  locale: z.enum(['zh', 'en']),
});
type Shown = z.output<typeof preferences>;

const shownOf = ({ preferences: own = DEFAULT_PREFERENCES, zone, locale }: Person): Shown => ({
  mail: own.mail,
  quietHours: own.quietHours ? [own.quietHours[0], own.quietHours[1]] : null,
  zone: zone ?? null,
  locale,
});

export function preferenceRoutes({ db, directory }: { db: Connection; directory: Directory }): Route[] {
  const people = personOf(db);
  const common = { path: '/api/me/preferences', tag: 'notices', access: { rule: 'signed-in' } } as const;
  return [
    route({
      ...common,
      method: 'get',
      operationId: 'preferences.get',
      summary: 'How notices reach me beside my inbox',
      responses: { 200: { description: 'Preferences', schema: preferences } },
      handle: async ({ actor }) => {
        const person = await people.findById(actor.id).lean<Person>();
        if (!person) throw notFound();
        return { body: shownOf(person) };
      },
    }),
    route({
      ...common,
      method: 'put',
      operationId: 'preferences.set',
      summary: 'Choose how notices reach me; for those to come',
      body: preferences,
      responses: { 200: { description: 'Preferences', schema: preferences } },
      handle: async ({ actor, body: { mail, quietHours, zone, locale } }) => {
        const chosen = { mail, ...(quietHours ? { quietHours } : {}) };
        const person = await people
          .findByIdAndUpdate(
            actor.id,
            {
              $set: { preferences: chosen, locale, ...(zone ? { zone } : {}) },
              ...(zone ? {} : { $unset: { zone: 1 } }),
            },
            { returnDocument: 'after' },
          )
          .lean<Person>();
        if (!person) throw notFound();
        directory.drop();
        return { body: shownOf(person) };
      },
    }),
  ];
}
