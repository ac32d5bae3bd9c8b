/** Closing what cases name (applications, categories, cause codes, units): what hangs on it, its heir, and from when. */
import { z } from 'zod';
import { instant, key, orgPath } from '../../../domain/kernel/contract.ts';
import type { Actor, FieldError, Millis } from '../../../domain/kernel/process.ts';
import type { AuditEntry, AuditTrail } from '../../../models/access/audit.ts';
import { type Closing, takesCases } from '../../../models/registers/closing.ts';
import { type EntryHoldings, entryHoldingsOf, type NamedRegister } from '../../../models/registers/in-use/of-entry.ts';
import { type Change, versionOf } from '../../../models/registers/register-version.ts';
import { recordedEdit } from '../on-record.ts';
import { holdingReach } from '../../cases/holding-reach.ts';
import { changed, refuseElsewhere, shownAs } from './plain-registers.ts';
import type { PlainDeps } from './plain-row.ts';
import { invalid, notFound } from '../../http/problem.ts';
import { visibleIn } from '../register-scope.ts';
import { note } from '../register-sources.ts';
import { type Asking, type Reply, type Route, route } from '../../http/route.ts';

type Deps = PlainDeps & { audit: AuditTrail };
/** As a case names it: `/dx/…` or a key. */
const idOf = (register: NamedRegister): z.ZodType<string, string> => (register === 'organisations' ? orgPath() : key());
const bodyOf = (register: NamedRegister) =>
  z.strictObject({
    reason: note,
    heir: idOf(register).optional().describe('Under what is reported from then on; needed where open cases name it'),
    from: instant()
      .nullable()
      .optional()
      .describe('When it takes no more cases; absent: now; null: it is not to be closed after all'),
  });
const LONGEST_AHEAD: Millis = 3 * 366 * 86_400_000;
const numbers = z.array(z.string());
const holdingsSchema = z.object({
  open: numbers.describe('Open cases that name it, or belong to it: they go on'),
  below: numbers.describe('Open entries below it'),
  teams: numbers.describe('Teams that serve it, or lie there'),
  people: numbers.describe('Active people of the unit'),
  items: numbers.describe('Configuration items in use that belong to it, or are part of it'),
  templates: numbers.describe('Change templates that are its own or for it, and may still be used'),
  runbooks: numbers.describe('Runbooks that are its own or for it, and are not withdrawn'),
  outside: z.int().optional().describe('Open cases of these out of your reach: counted, and not named'),
});
const editors = ['system-administrator'] as const;
const REGISTERS = {
  organisations: 'a unit',
  applications: 'an application',
  categories: 'a category',
  'cause-codes': 'a cause code',
} as const satisfies Record<NamedRegister, string>;
const names: readonly NamedRegister[] = ['organisations', 'applications', 'categories', 'cause-codes'];

export const entryClosingRoutes = (deps: Deps): Route[] => names.flatMap((register) => routesOf(deps, register));

function routesOf(deps: Deps, register: NamedRegister): Route[] {
  const params = z.strictObject({
    id: idOf(register).describe(`Which ${register === 'organisations' ? 'unit' : 'entry'}`),
  });
  const common = { tag: register, params } as const;
  return [
    route({
      ...common,
      access: { rule: 'role', roles: [...editors, 'supervisor', 'process-owner'] },
      method: 'get',
      path: `/api/${register}/:id/holdings`,
      operationId: `${register}.holdings`,
      summary: `What hangs on ${REGISTERS[register]}, before it is closed`,
      responses: { 200: { description: 'Of each the first 200', schema: holdingsSchema } },
      handle: async ({ actor, params: { id } }) => {
        await entryIn(deps, register, id, actor);
        return { body: await entryHoldingsOf(deps.db, register, id, holdingReach(actor)) };
      },
    }),
    route({
      ...common,
      access: { rule: 'role', roles: editors },
      method: 'post',
      path: `/api/${register}/:id/close`,
      operationId: `${register}.close`,
      summary: `Close ${REGISTERS[register]}, now or from a day on: its open cases go on, what comes is its heir's`,
      versioned: 'required',
      body: bodyOf(register),
      responses: {
        200: { description: 'Closed, or to be closed', schema: z.looseObject({ id: z.string(), version: z.int() }) },
      },
      handle: (asking) => close(deps, register, asking),
    }),
  ];
}

type Entry = Record<string, unknown> & Closing & { _id: string; version?: number; open: boolean; parent?: string };
async function find(db: PlainDeps['db'], register: NamedRegister, id: string, actor: Actor): Promise<Entry | null> {
  return await db.collection<Entry>(register).findOne({ $and: [visibleIn(register, actor), { _id: id }] });
}
async function entryIn({ db }: Deps, register: NamedRegister, id: string, actor: Actor): Promise<Entry> {
  const found = await find(db, register, id, actor);
  if (!found) throw notFound();
  return found;
}

type Wish = z.output<ReturnType<typeof bodyOf>>;
type Closed = Pick<Asking<{ id: string }, object, Wish>, 'actor' | 'params' | 'body' | 'seen'>;

async function close(
  deps: Deps,
  register: NamedRegister,
  { actor, params: { id }, body: asked, seen = 0 }: Closed,
): Promise<Reply> {
  const { db, directory } = deps;
  const entry = await entryIn(deps, register, id, actor);
  refuseElsewhere(actor, editors, register === 'organisations' ? [id] : []);
  if (versionOf(entry) !== seen) throw changed(entry, asked);
  const at = Date.now();
  const wrong = await problemsOf(deps, register, { entry, actor, now: at, ...asked });
  if (wrong.length > 0) throw invalid(wrong);
  const { reason, heir, from } = asked;
  const fields = fieldsFor(heir, from);
  const change: Change = { register, id, seen, fields, note: reason, at, by: actor.id };
  const data = { register, id, version: seen + 1, heir, from, reason };
  const audited: AuditEntry = { type: 'entryClosed', by: actor.id, at, data };
  if (!(await recordedEdit(deps, { entry: audited, changes: [change] })))
    throw changed(await find(db, register, id, actor), asked);
  directory.drop();
  return shownAs(await find(db, register, id, actor), entry);
}

function fieldsFor(heir: string | undefined, from: Millis | null | undefined): object {
  if (from === null) return { open: true, heir: undefined, closesAt: undefined };
  return from === undefined ? { open: false, heir, closesAt: undefined } : { open: true, heir, closesAt: from };
}
const isDay = (from: Millis | null | undefined): from is Millis => typeof from === 'number';

type Asked = Wish & { entry: Entry; actor: Actor; now: Millis };
async function problemsOf(
  { db }: Deps,
  register: NamedRegister,
  { entry, actor, heir: named, from, now }: Asked,
): Promise<FieldError[]> {
  if (from === null) return entry.closesAt === undefined ? [{ pointer: '/from', code: 'not-planned' }] : [];
  const held = await entryHoldingsOf(db, register, entry._id, holdingReach(actor));
  const heir = named === undefined ? null : await find(db, register, named, actor);
  return [
    ...(takesCases(entry, now) ? [] : [{ pointer: '', code: 'closed-already' }]),
    ...(isDay(from) && from <= now ? [{ pointer: '/from', code: 'in-past' }] : []),
    ...(isDay(from) && from > now + LONGEST_AHEAD ? [{ pointer: '/from', code: 'too-far' }] : []),
    ...heirProblems(held, { entry, named, heir, until: from ?? now }),
    ...stillThere(register, held),
  ];
}

type Heirs = { entry: Entry; named: string | undefined; heir: Entry | null; until: Millis };
function heirProblems({ open, outside }: EntryHoldings, { entry, named, heir, until }: Heirs): FieldError[] {
  if (named === undefined) {
    const params = { open, ...(outside === undefined ? {} : { outside }) };
    return open.length === 0 && outside === undefined ? [] : [{ pointer: '/heir', code: 'required', params }];
  }
  const fits = heir !== null && heir._id !== entry._id && takesCases(heir, until) && !isBelow(heir, entry);
  return fits ? [] : [{ pointer: '/heir', code: 'unknown' }];
}
const isBelow = (one: Entry, above: Entry): boolean => one.parent === above._id || one._id.startsWith(`${above._id}/`);

/** What would be left behind in what is closed. */
function stillThere(register: NamedRegister, { below, teams, people, items, templates }: EntryHoldings): FieldError[] {
  const found = [
    { code: 'entries-open', left: below },
    { code: 'teams-open', left: register === 'organisations' ? teams : [] }, // who serves an application serves others
    { code: 'people-active', left: people },
    { code: 'items-in-use', left: register === 'organisations' ? items : [] }, // of an application they are part all the same
    { code: 'templates-in-use', left: register === 'organisations' ? templates : [] },
  ];
  return found.flatMap(({ code, left }) => (left.length > 0 ? [{ pointer: '', code, params: { left } }] : []));
}
