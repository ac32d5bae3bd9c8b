/** A caller without an account gets one: what he called about becomes his, by an act that is on record. */
import { z } from 'zod';
import type { CaseClient } from '../../../client/cases/case-client.ts';
import { key, line } from '../../../domain/kernel/contract.ts';
import { DomainError } from '../../../domain/kernel/errors.ts';
import { handoverKey } from '../../../domain/kernel/ids.ts';
import type { Actor, OrgPath } from '../../../domain/kernel/process.ts';
import type { AuditEntry, AuditTrail } from '../../../models/access/audit.ts';
import { type CalledCases, type CallerName, callersWith } from '../../../models/registers/in-use/callers.ts';
import { type Person, personOf } from '../../../models/registers/person.ts';
import { type Change, versionName, versionOf } from '../../../models/registers/register-version.ts';
import { recordedEdit } from '../on-record.ts';
import { accountIn } from './people-routes.ts';
import { changed } from './plain-registers.ts';
import type { PlainDeps } from './plain-row.ts';
import { invalid } from '../../http/problem.ts';
import { note } from '../register-sources.ts';
import { type Asking, type Reply, type Route, route } from '../../http/route.ts';

type Deps = PlainDeps & { audit: AuditTrail; caseClient: CaseClient };
/** A person has had no more names on the phone, and travels with no more cases. */
const MOST = 20;
const MOST_CASES = 500;
const callerName = z.strictObject({ caller: line(100), contact: line(200) });
const body = z.strictObject({
  callers: z.array(callerName).min(1).max(MOST).describe('As their cases have them'),
  reason: note,
});
const calledSchema = callerName.extend({
  open: z.array(z.string()).describe('Open cases: he will be their reporter'),
  ended: z.array(z.string()).describe('Cases that have ended: he will read them'),
});
const roles = ['security-administrator'] as const;
const common = {
  tag: 'people',
  access: { rule: 'role', roles },
  params: z.strictObject({ id: key().describe('Id of the person') }),
} as const;

export const callerRoutes = (deps: Deps): Route[] => [
  route({
    ...common,
    method: 'get',
    path: '/api/people/:id/callers',
    operationId: 'people.callers',
    watched: true,
    summary: 'Callers without an account who left a contact, and their cases: before they become those of this person',
    query: z.strictObject({ contact: line(200).describe('As the cases have it') }),
    responses: { 200: { description: 'By name, the first 100', schema: z.object({ items: z.array(calledSchema) }) } },
    handle: async ({ actor, params: { id }, query: { contact } }) => {
      await accountIn(deps, actor, id);
      await deps.audit.record({ type: 'callersRead', by: actor.id, at: Date.now(), data: { person: id } });
      return { body: { items: await callersWith(deps.db, contact, placesOf(actor)) } };
    },
  }),
  route({
    ...common,
    method: 'post',
    path: '/api/people/:id/callers',
    operationId: 'people.takeCallers',
    summary: 'What somebody called about before he had an account becomes his: he reads it, and reports what is open',
    versioned: 'required',
    body,
    responses: {
      200: {
        description: 'Taken over; asked again, what had failed is tried anew',
        schema: z.object({ id: z.string(), version: z.int(), taken: z.array(z.string()), failed: z.array(z.string()) }),
      },
    },
    handle: (asking) => take(deps, asking),
  }),
];

const placesOf = ({ grants }: Actor): OrgPath[] =>
  grants.filter(({ role }) => roles.some((one) => one === role)).map(({ orgPath }) => orgPath);

type Taking = Pick<Asking<{ id: string }, object, z.output<typeof body>>, 'actor' | 'params' | 'body' | 'seen'>;

async function take(deps: Deps, { actor, params: { id }, body: asked, seen = 0 }: Taking): Promise<Reply> {
  const { db, directory, audit } = deps;
  const person = await accountIn(deps, actor, id);
  if (versionOf(person) !== seen) throw changed({ ...person }, asked);
  const { callers, reason } = asked;
  const found = await calledBy(deps, callers, actor);
  const called = [...new Set([...(person.called ?? []), ...found.flatMap(({ ended }) => ended)])];
  if (called.length > MOST_CASES)
    throw invalid([{ pointer: '/callers', code: 'too-many', params: { maximum: MOST_CASES } }]);
  const at = Date.now();
  const entry: AuditEntry = {
    type: 'callersTaken',
    by: actor.id,
    at,
    data: { person: id, callers: callers.length, reason },
  };
  const change: Change = {
    register: 'people',
    id,
    seen,
    fields: { called, changedAt: at },
    note: reason,
    at,
    by: actor.id,
  };
  if (!(await recordedEdit({ db, audit }, { entry, changes: [change] })))
    throw changed({ ...(await personOf(db).findById(id).lean<Person>()), _id: id }, asked);
  directory.drop();
  const version = seen + 1;
  const answers = await reporting(
    deps,
    found.flatMap(({ open }) => open),
    { id, version, reason },
  );
  return { body: { id, version, ...answers }, headers: { ETag: `"${version}"` } };
}

/** Cases of each name; one that no case has is a mistake. */
async function calledBy({ db }: Deps, callers: readonly CallerName[], actor: Actor): Promise<CalledCases[]> {
  const all = await Promise.all(
    callers.map(async ({ caller, contact }) => {
      const there = await callersWith(db, contact, placesOf(actor));
      return there.find((one) => one.caller === caller);
    }),
  );
  const unknown = callers.flatMap((_, i) => (all[i] ? [] : [{ pointer: `/callers/${i}`, code: 'unknown' }]));
  if (unknown.length > 0) throw invalid(unknown);
  return all.filter((one) => one !== undefined);
}

type As = { id: string; version: number; reason: string };
/** One after the other, each under a key of this version: he is their reporter from then on. */
async function reporting({ caseClient }: Deps, numbers: readonly string[], { id, version, reason }: As) {
  const [taken, failed]: [string[], string[]] = [[], []];
  for (const number of numbers)
    try {
      const own = handoverKey(versionName('people', id, version), 1, number);
      await caseClient.command(number, 'correct', { reporter: id, reason }, { actor: SYSTEM, key: own });
      taken.push(number);
    } catch (error) {
      if (!(error instanceof DomainError) && !(error instanceof Error && 'code' in error)) throw error;
      failed.push(number);
    }
  return { taken, failed };
}
const SYSTEM: Actor = { id: 'system', kind: 'system', unit: '/', teams: [], grants: [] };
