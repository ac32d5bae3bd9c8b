/** What lists, counts and exports of cases may be asked: parameters in, the filter of the store out. */
import { z } from 'zod';
import { openStatuses, processOf } from '../../domain/catalogue.ts';
import { tagKey } from '../../domain/kernel/common/work/tags.ts';
import { keyOf, line, orgPath, priority, tag, tier } from '../../domain/kernel/contract.ts';
import { numbersMeant } from '../../domain/kernel/ids.ts';
import type { Actor, FieldError, Mode } from '../../domain/kernel/process.ts';
import { termsOf } from '../../domain/kernel/search/folded.ts';
import { type ProcessKey, processes } from '../../domain/processes.ts';
import { bothFilters, type CaseFilter, type CaseFilters } from '../../models/cases/scoped.ts';
import type { Sought } from '../../models/cases/search.ts';
import { invalid } from '../http/problem.ts';
import { inInstants, instantOrDay } from '../http/days.ts';
import { byComma, several } from '../http/query.ts';
import type { Identity } from '../http/route.ts';
import { processKey, processKeys } from '../http/schemas.ts';
import { between, NONE, ownClause, ownSchemasOf } from './own-filters.ts';
import { type Reads, sightOf, staffOrgs, workedOnBy, worksSomewhere } from './reads.ts';
import { TURN_WORDS, turnsOf, turnWord } from './work/turns.ts';

const MOST_WORDS = 10;

const yesOrNo = z.enum(['true', 'false']);
const modes = ['live', 'drill', 'rehearsal'] as const satisfies Mode[];
const statusesOf = (of: readonly ProcessKey[]) =>
  byComma([...new Set(of.flatMap((name) => Object.keys(processOf(name).words.statuses)))].toSorted());

const from = (what: string) => instantOrDay().optional().describe(`${what} then or later`);
const to = (what: string) => instantOrDay().optional().describe(`${what} earlier than then`);

const commonFilters = {
  q: line(100)
    .refine((q) => termsOf(q).length <= MOST_WORDS, 'too-many')
    .optional()
    .describe(
      'Words, each of which stands somewhere in title, description, answers or what else of the case may be seen; or its number, with or without prefix and zeros. Case, width and invisible characters do not matter; no sign is an operator',
    ),
  priority: byComma(priority.options),
  tier: byComma(tier.options),
  queue: several(keyOf('queue')).optional().describe('Keys of teams, or `none`'),
  assignee: several(keyOf('person')).optional().describe('`me`, `none`, or ids'),
  requester: several(keyOf('person'))
    .optional()
    .describe('`me`, or ids: who reported it; in organisations where the asker works, later reporters too'),
  commander: several(keyOf('person')).optional().describe('`me`, or ids'),
  follower: z.literal('me').optional().describe('Those that the asker follows'),
  unit: several(orgPath()).optional().describe('Units that reported'),
  org: several(orgPath()).optional().describe('With all below'),
  application: several(keyOf('application')).optional().describe('Applications'),
  tag: several(tag())
    .optional()
    .describe(
      'With one of these tags, whatever their case and width; of cases on which the asker works or that he watches over',
    ),
  clock: z
    .enum(['over', 'soon', 'paused'])
    .optional()
    .describe('A deadline that has passed, or will within the hour; a promise that stands still'),
  turn: turnWord.optional().describe(TURN_WORDS),
  open: yesOrNo.optional().describe('Not ended, or ended'),
  mode: byComma(modes),
  takenBack: yesOrNo.optional().describe('A breach of it was taken back'),
  openedFrom: from('Opened'),
  openedTo: to('Opened'),
  dueFrom: from('Due'),
  dueTo: to('Due'),
  closedFrom: from('Closed'),
  closedTo: to('Closed'),
  updatedFrom: from('Changed'),
  updatedTo: to('Changed'),
};

const fieldsOf = (of: readonly ProcessKey[]) => ({
  ...commonFilters,
  status: statusesOf(of),
  ...(of.length > 1 ? { process: several(processKey).optional().describe('Processes') } : {}),
  ...ownSchemasOf(of),
});
/** Made once: lists, counts, exports and rehearsals ask for the same. */
const known = new Map<string, ReturnType<typeof fieldsOf>>();

/** Parameters of a list over these processes; those of their own fields beside what every list takes. */
function filterFieldsOf(of: readonly ProcessKey[]): ReturnType<typeof fieldsOf> {
  const key = of.join();
  const fields = known.get(key) ?? fieldsOf(of);
  known.set(key, fields);
  return fields;
}

type Given = z.output<z.ZodObject<typeof commonFilters & { status: ReturnType<typeof statusesOf> }>>;
/** What was asked, parsed. Own fields by their names. */
export type ListFilter = Given & { process?: readonly ProcessKey[] | undefined };

type Bound = `${'opened' | 'due' | 'closed' | 'updated'}${'From' | 'To'}`;
type TimedFilter = Omit<ListFilter, Bound> & { [B in Bound]?: number | undefined };

/** The filter of a list over these processes; `more`: what the list takes beside. */
export function filterQuery<M extends z.core.$ZodLooseShape>(of: readonly ProcessKey[], more: M) {
  const shape: z.core.$ZodLooseShape = { ...filterFieldsOf(of), ...more };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- own fields have names of their own: processes say which
  return z.strictObject(shape) as unknown as z.ZodType<ListFilter & z.output<z.ZodObject<M>>, Record<string, string>>;
}

const SOON_MS = 3_600_000;

/** Asked by an instant that is stored, which may be one of the work. */
const BY_WORK = ['dueFrom', 'dueTo', 'updatedFrom', 'updatedTo'] as const;

/**
 * The deadline that is stored with a case may be one of the work, and tags are for those who work. Whoever sees none of these filters
 * and sorts by none: answered like a word that there is not.
 */
export function refuseWorkDeadlines(
  actor: Actor,
  given: Pick<ListFilter, 'clock' | 'tag' | (typeof BY_WORK)[number]> & { sort?: string },
  sorts: readonly string[],
): void {
  if (worksSomewhere(actor)) return;
  const allowed = sorts.filter((word) => !word.endsWith('dueAt') && !word.endsWith('updatedAt'));
  const errors: FieldError[] = [
    ...(given.clock === undefined || given.clock === 'paused' ? [] : [notAllowed('/clock', ['paused'])]),
    ...(['tag', ...BY_WORK] as const).flatMap((name) =>
      given[name] === undefined ? [] : [{ pointer: `/${name}`, code: 'unknown-field' }],
    ),
    ...(given.sort === undefined || allowed.includes(given.sort) ? [] : [notAllowed('/sort', allowed)]),
  ];
  if (errors.length > 0) throw invalid(errors);
}

const notAllowed = (pointer: string, allowed: readonly string[]) => ({
  pointer,
  code: 'not-allowed-value',
  params: { allowed },
});

/** What a list finds: the filter of the store, and words that are looked for. */
export type Wish = { filters: CaseFilters; sought?: Sought };

/** Out of parsed scalars; nothing that a client sent is an operator in it. A number that the asker may not see finds nothing. */
export async function wishOf(
  reads: Reads,
  identity: Identity,
  { given: asked, of = processKeys, now }: { given: ListFilter; of?: readonly ProcessKey[] | undefined; now: number },
): Promise<Wish> {
  const { actor } = identity;
  const given = await timed(reads, asked);
  const own = await ownClause(reads, identity, of, given);
  const base: CaseFilter = {
    ...oneOf('process', given.process),
    ...oneOf('status', given.status),
    ...oneOf('priority', given.priority),
    ...oneOf('tier', given.tier),
    ...queuesOf(given.queue),
    ...oneOf('parties.unit', given.unit),
    ...oneOf('orgLine', given.org),
    ...oneOf('application', given.application),
    ...oneOf('mode', given.mode),
    ...oneOf('parties.commander', given.commander && meant(given.commander, actor)),
    ...(given.follower === undefined ? {} : { 'parties.followers': { is: actor.id } }),
    ...(given.takenBack === undefined ? {} : { takenBack: { present: given.takenBack === 'true' } }),
    ...between('openedAt', given.openedFrom, given.openedTo),
    ...between('updatedAt', given.updatedFrom, given.updatedTo),
    ...own,
  };
  const rows = [
    deadlines(given, now),
    endings(given, given.process ?? of),
    requesters(given.requester, actor),
    assignees(given.assignee, actor),
    tagged(given.tag, actor),
    pauses(given.clock),
    given.turn === undefined ? [{}] : turnsOf(given.turn, actor),
  ].reduce<readonly CaseFilter[]>(
    (one, other) => one.flatMap((left) => other.map((right) => bothFilters(left, right))),
    [base],
  );
  return { filters: rows, ...(given.q === undefined ? {} : { sought: soughtBy(given.q, actor) }) };
}

/** Bounds in time as instants. */
async function timed(reads: Reads, given: ListFilter): Promise<TimedFilter> {
  const { openedFrom, openedTo, dueFrom, dueTo, closedFrom, closedTo, updatedFrom, updatedTo } = given;
  const bounds = { openedFrom, openedTo, dueFrom, dueTo, closedFrom, closedTo, updatedFrom, updatedTo };
  return { ...given, ...(await inInstants(reads.zoneOf, given.org, bounds)) };
}

const oneOf = (field: string, values: readonly string[] | undefined): CaseFilter =>
  values ? { [field]: { in: values } } : {};

/** null: also where it lies in none. */
const queuesOf = (given: ListFilter['queue']): CaseFilter =>
  given ? { queue: { in: given.map((one) => (one === NONE ? null : one)) } } : {};

/** A deadline that has passed, or will within the hour, or lies in a range; both, if both are asked. */
function deadlines({ clock, dueFrom = -Infinity, dueTo = Infinity }: TimedFilter, now: number): readonly CaseFilter[] {
  const upTo = { over: now, soon: now + SOON_MS, paused: Infinity }[clock ?? 'paused'];
  const gte = clock === 'soon' ? Math.max(dueFrom, now + 1) : dueFrom;
  const lt = Math.min(dueTo, upTo + 1);
  if (gte === -Infinity && lt === Infinity) return [{}];
  return [between('dueAt', gte === -Infinity ? undefined : gte, lt === Infinity ? undefined : lt)];
}

/** By their statuses the indexes of open work find the open ones among all that have ended. */
function endings({ open, closedFrom, closedTo }: TimedFilter, of: readonly ProcessKey[]): readonly CaseFilter[] {
  const range = between('closedAt', closedFrom, closedTo);
  if (Object.keys(range).length > 0) return open === 'true' ? [] : [range];
  if (open === 'true') return [{ closedAt: { present: false }, status: { in: openStatuses(of) } }];
  return [open === undefined ? {} : { closedAt: { present: true } }];
}

/** Clocks that users were promised, where one may stand still. */
const pausable = ['resolution', 'first-line'];
const pauses = (clock: ListFilter['clock']): readonly CaseFilter[] =>
  clock === 'paused' ? pausable.map((name) => ({ [`readings.${name}.state`]: { is: 'paused' } })) : [{}];

const meant = (ids: readonly string[], { id }: Actor): string[] => ids.map((one) => (one === 'me' ? id : one));

function assignees(given: ListFilter['assignee'], actor: Actor): readonly CaseFilter[] {
  if (!given) return [{}];
  const ids = meant(
    given.filter((one) => one !== NONE),
    actor,
  );
  return [
    ...(ids.length > 0 ? [{ 'parties.assignee': { in: ids } }] : []),
    ...(given.includes(NONE) ? [{ 'parties.assignee': { present: false } }] : []),
  ];
}

/** Tags are seen where one works: elsewhere nothing is found by them. */
function tagged(given: ListFilter['tag'], actor: Actor): readonly CaseFilter[] {
  if (!given) return [{}];
  const tags: CaseFilter = { tagKeys: { in: [...new Set(given.map(tagKey))] } };
  return workedOnBy(actor).map((where) => bothFilters(tags, where));
}

/** Who reported later is told to those who work in the organisation, and to himself. */
function requesters(given: ListFilter['requester'], actor: Actor): readonly CaseFilter[] {
  if (!given) return [{}];
  const ids = meant(given, actor);
  const later: CaseFilter = { 'parties.reporters': { in: ids } };
  const orgs = staffOrgs(actor);
  return [
    { 'parties.requester': { in: ids } },
    ...(orgs.length > 0 ? [{ ...later, orgPath: { below: orgs } }] : []),
    ...(ids.includes(actor.id) ? [{ 'parties.reporters': { is: actor.id } }] : []),
  ];
}

const prefixes: readonly string[] = Object.values(processes).map(({ prefix }) => prefix);

const soughtBy = (q: string, actor: Actor): Sought => ({
  terms: termsOf(q),
  ...numbersMeant(q, prefixes),
  sees: sightOf(actor),
});
