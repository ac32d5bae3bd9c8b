/** How notices reach the asker beside his inbox. */
import type { Connection } from 'mongoose';
import { z } from 'zod';
import type { Directory } from '../../client/registers/directory.ts';
import { DEFAULT_PREFERENCES } from '../../domain/kernel/people/delivery.ts';
import { DomainError } from '../../domain/kernel/errors.ts';
import type { Actor } from '../../domain/kernel/process.ts';
import type { AuditEntry, AuditTrail } from '../../models/access/audit.ts';
import { personOf, type Person } from '../../models/registers/person.ts';
import { type Change, versionOf } from '../../models/registers/register-version.ts';
import { isZone } from '../../platform/zones.ts';
import { notFound } from '../http/problem.ts';
import { recordedEdit } from '../registers/on-record.ts';
import { type Reply, type Route, route } from '../http/route.ts';

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

const answerOf = (person: Person): Reply => ({
  body: shownOf(person),
  headers: { ETag: `"${versionOf(person)}"` },
});

type Deps = { db: Connection; directory: Directory; audit: AuditTrail };
export function preferenceRoutes({ db, directory, audit }: Deps): Route[] {
  const common = { path: '/api/me/preferences', tag: 'notices', access: { rule: 'signed-in' } } as const;

  async function own(actor: Actor): Promise<Person> {
    const person = await personOf(db).findById(actor.id).lean<Person>();
    if (!person) throw notFound();
    return person;
  }

  return [
    route({
      ...common,
      method: 'get',
      operationId: 'preferences.get',
      summary: 'How notices reach me beside my inbox',
      responses: { 200: { description: 'Preferences', schema: preferences } },
      handle: async ({ actor }) => answerOf(await own(actor)),
    }),
    route({
      ...common,
      method: 'put',
      operationId: 'preferences.set',
      summary: 'Choose how notices reach me; for those to come',
      versioned: 'optional',
      body: preferences,
      responses: { 200: { description: 'Preferences', schema: preferences } },
      handle: async ({ actor, body, seen }) => {
        const { mail, quietHours, zone, locale } = body;
        const chosen = { mail, ...(quietHours ? { quietHours } : {}) };
        const at = Date.now();
        const fields = { preferences: chosen, locale, zone: zone ?? undefined, changedAt: at };
        const person = await own(actor);
        const change: Change = { register: 'people', id: actor.id, seen: versionOf(person), fields, at, by: actor.id };
        const isSeen = seen === undefined || seen === versionOf(person);
        const entry: AuditEntry = { type: 'preferencesChanged', by: actor.id, at, data: {} };
        // A new version of the entry: an administrator who has read it before does not undo it unknowingly.
        if (!isSeen || !(await recordedEdit({ db, audit }, { entry, changes: [change] })))
          throw changedMeanwhile(await own(actor), body);
        directory.drop();
        return answerOf(await own(actor));
      },
    }),
  ];
}

const changedMeanwhile = (theirs: Person, yours: Shown): DomainError =>
  new DomainError('register-changed', 'This person was changed meanwhile', {
    params: { theirs: shownOf(theirs), yours },
  });
