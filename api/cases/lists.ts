/** Lists of cases: parameters in, one page and a cursor out. */
import { z } from 'zod';
import { instant, key, orgPath, priority, tier } from '../../domain/kernel/contract.ts';
import { begunNumber } from '../../domain/kernel/ids.ts';
import type { Actor, CaseView, Mode } from '../../domain/kernel/process.ts';
import { type ProcessKey, processes } from '../../domain/processes.ts';
import type { CaseFilter, CaseFilters, CaseOrder } from '../../models/cases/scoped.ts';
import type { Cursors } from '../http/cursor.ts';
import { invalid } from '../http/problem.ts';
import { limitAndAfter, several } from '../http/query.ts';
import { type Reads, worksSomewhere } from './reads.ts';
import { type Identity, type Reply, type Route, route } from '../http/route.ts';
import { caseStatus, caseViewSchema, countSchema, pageOf, processKey, processKeys } from '../http/schemas.ts';

const orders = ['dueAt', 'openedAt', 'updatedAt', 'priority', 'title'] as const;
const sortWord = z.enum([...orders, '-dueAt', '-openedAt', '-updatedAt', '-priority', '-title']);
const mode = z.enum(['live', 'drill', 'rehearsal'] satisfies Mode[]);

const filterFields = {
  q: z
    .string()
    .normalize('NFC')
    .trim()
    .min(1)
    .max(100)
    .optional()
    .describe('Number, or first words of the title; case and width do not matter'),
  status: several(caseStatus).optional().describe('Statuses of the processes asked for'),
  priority: several(priority).optional().describe('Priorities'),
  tier: several(tier).optional().describe('Tiers at which the case stands'),
  queue: several(key()).optional().describe('Queues, which are teams'),
  assignee: several(key()).optional().describe('`me`, `none`, or ids'),
  unit: several(orgPath()).optional().describe('Units that reported'),
  org: several(orgPath()).optional().describe('With all below'),
  application: several(key()).optional().describe('Applications'),
  clock: z
    .enum(['over', 'soon', 'paused'])
    .optional()
    .describe('A deadline that has passed, or will within the hour; a promise that stands still'),
  open: z.enum(['true', 'false']).optional().describe('Not ended, or ended'),
  mode: several(mode).optional().describe('Live cases, drills, rehearsals'),
  takenBack: z.enum(['true', 'false']).optional().describe('A breach of it was taken back'),
  openedFrom: instant().optional().describe('Opened then or later'),
  openedTo: instant().optional().describe('Not included'),
};
const pageFields = {
  sort: sortWord.default('-openedAt').describe('What the rows are ordered by; `-`: descending'),
  ...limitAndAfter,
};

const filterOfAll = { ...filterFields, process: several(processKey).optional().describe('Processes') };
export const listQuery = z.strictObject({ ...filterOfAll, ...pageFields });
export const countQuery = z.strictObject(filterOfAll);
const ofProcessQuery = z.strictObject({ ...filterFields, ...pageFields });
export const ofProcessCountQuery = z.strictObject(filterFields);

export type ListFilter = z.output<typeof countQuery>;
type ListQuery = z.output<typeof listQuery>;

const SOON_MS = 3_600_000;

/**
 * The deadline that is stored with a case may be one of the work. Whoever sees none of these filters and sorts by none:
 * answered like a word that there is not.
 */
function refuseWorkDeadlines(actor: Actor, { clock, sort }: Partial<Pick<ListQuery, 'clock' | 'sort'>>): void {
  if (worksSomewhere(actor)) return;
  const allowed = sortWord.options.filter((word) => !word.endsWith('dueAt'));
  const errors = [
    ...(clock === undefined || clock === 'paused' ? [] : [notAllowed('/clock', ['paused'])]),
    ...(sort === undefined || allowed.includes(sort) ? [] : [notAllowed('/sort', allowed)]),
  ];
  if (errors.length > 0) throw invalid(errors);
}

const notAllowed = (pointer: string, allowed: readonly string[]) => ({
  pointer,
  code: 'not-allowed-value',
  params: { allowed },
});

/** The query's filter out of parsed scalars; nothing that a client sent is an operator in it. */
export function filtersOf(given: ListFilter, actor: Actor, now: number): CaseFilters {
  refuseWorkDeadlines(actor, given);
  const base: CaseFilter = {
    ...oneOf('process', given.process),
    ...oneOf('status', given.status),
    ...oneOf('priority', given.priority),
    ...oneOf('tier', given.tier),
    ...oneOf('queue', given.queue),
    ...oneOf('parties.unit', given.unit),
    ...oneOf('orgLine', given.org),
    ...oneOf('application', given.application),
    ...oneOf('mode', given.mode),
    ...(given.open === undefined ? {} : { closedAt: { present: given.open === 'false' } }),
    ...(given.takenBack === undefined ? {} : { takenBack: { present: given.takenBack === 'true' } }),
    ...openedBetween(given),
    ...dueFilter(given.clock, now),
  };
  return words(given.q).flatMap((word) =>
    assignees(given.assignee, actor).flatMap((who) =>
      pauses(given.clock).map((pause) => ({ ...base, ...word, ...who, ...pause })),
    ),
  );
}

const oneOf = (field: string, values: readonly string[] | undefined): CaseFilter =>
  values ? { [field]: { in: values } } : {};

function openedBetween({ openedFrom, openedTo }: ListFilter): CaseFilter {
  if (openedFrom === undefined && openedTo === undefined) return {};
  const range = {
    ...(openedFrom === undefined ? {} : { gte: openedFrom }),
    ...(openedTo === undefined ? {} : { lt: openedTo }),
  };
  return { openedAt: { range } };
}

/** A deadline that has passed, or will within the hour. */
function dueFilter(clock: ListFilter['clock'], now: number): CaseFilter {
  if (clock === 'over') return { dueAt: { range: { lte: now } } };
  if (clock === 'soon') return { dueAt: { range: { gt: now, lte: now + SOON_MS } } };
  return {};
}

/** Clocks that users were promised, where one may stand still. */
const pausable = ['resolution', 'first-line'];
const pauses = (clock: ListFilter['clock']): readonly CaseFilter[] =>
  clock === 'paused' ? pausable.map((name) => ({ [`readings.${name}.state`]: { is: 'paused' } })) : [{}];

function words(q: string | undefined): readonly CaseFilter[] {
  if (q === undefined) return [{}];
  const number = q.normalize('NFKC').toUpperCase();
  const title: CaseFilter = { title: { begins: q } };
  const begun = begunNumber(number, prefixes);
  return begun === null ? [title] : [{ _id: { prefix: begun } }, title];
}

const prefixes: readonly string[] = Object.values(processes).map(({ prefix }) => prefix);

function assignees(given: ListFilter['assignee'], actor: Actor): readonly CaseFilter[] {
  if (!given) return [{}];
  const ids = given.filter((one) => one !== 'none').map((one) => (one === 'me' ? actor.id : one));
  return [
    ...(ids.length > 0 ? [{ 'parties.assignee': { in: ids } }] : []),
    ...(given.includes('none') ? [{ 'parties.assignee': { present: false } }] : []),
  ];
}

export const keyset = z.strictObject({ value: z.union([z.string(), z.number(), z.null()]), id: z.string() });

/** One page. `scope` names the list, so that a cursor of another does not fit. */
export async function pageOfCases(
  { reads, cursors }: { reads: Reads; cursors: Cursors },
  { identity, of, query }: { identity: Identity; of?: readonly ProcessKey[]; query: ListQuery },
): Promise<Reply> {
  const { limit, after, ...filter } = query;
  refuseWorkDeadlines(identity.actor, query);
  const scope = { list: of ?? 'all', filter, person: identity.actor.id };
  const order = orderOf(query.sort);
  const now = Date.now();
  const found = await reads.scoped(identity, of).find(filtersOf(filter, identity.actor, now), {
    order,
    limit: limit + 1,
    after: after === undefined ? undefined : cursors.read(scope, after, keyset),
  });
  const items = found.slice(0, limit);
  const last = items.at(-1);
  const next = found.length > limit && last ? cursors.write(scope, positionOf(last, order.field)) : null;
  return { body: { items: await reads.shown(identity, items), next, serverNow: now } };
}

function orderOf(sort: z.output<typeof sortWord>): CaseOrder {
  const descending = sort.startsWith('-');
  const field = orders.find((one) => sort === one || sort === `-${one}`) ?? 'openedAt';
  return { field, descending };
}

function positionOf(view: CaseView, field: CaseOrder['field']): z.output<typeof keyset> {
  const value = view[field];
  return { value: value ?? null, id: view._id };
}

/** The list over all processes, and one for each. */
export function listRoutes(deps: { reads: Reads; cursors: Cursors }): Route[] {
  const answer = { 200: { description: 'One page', schema: pageOf(caseViewSchema) } };
  const counted = { 200: { description: 'How many, counted to 10,000', schema: countSchema } };
  const count = async (identity: Identity, filter: ListFilter, of?: readonly ProcessKey[]): Promise<Reply> => ({
    body: await deps.reads.scoped(identity, of).count(filtersOf(filter, identity.actor, Date.now())),
  });
  const all = [
    route({
      method: 'get',
      path: '/api/cases',
      operationId: 'cases.list',
      tag: 'cases',
      summary: 'Cases of all processes',
      access: { rule: 'reader' },
      query: listQuery,
      responses: answer,
      handle: ({ identity, query }) => pageOfCases(deps, { identity, query }),
    }),
    route({
      method: 'get',
      path: '/api/cases/count',
      operationId: 'cases.count',
      tag: 'cases',
      summary: 'How many cases the same filter finds',
      access: { rule: 'reader' },
      query: countQuery,
      responses: counted,
      handle: ({ identity, query }) => count(identity, query),
    }),
  ];
  const each = processKeys.flatMap((name): Route[] => {
    const { plural, title } = processes[name];
    const of = [name];
    const access = { rule: 'permission', permission: `${name}.read` } as const;
    const common = { method: 'get', tag: plural, access } as const;
    return [
      route({
        ...common,
        path: `/api/${plural}`,
        operationId: `${name}.list`,
        summary: `${title.en}: list`,
        query: ofProcessQuery,
        responses: answer,
        handle: ({ identity, query }) => pageOfCases(deps, { identity, of, query }),
      }),
      route({
        ...common,
        path: `/api/${plural}/count`,
        operationId: `${name}.count`,
        summary: `${title.en}: how many the same filter finds`,
        query: ofProcessCountQuery,
        responses: counted,
        handle: ({ identity, query }) => count(identity, query, of),
      }),
    ];
  });
  return [...all, ...each];
}
