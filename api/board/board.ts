/** `GET /api/board`: open cases by stage, and who has them or how old they are; each number with the address of its cases. */
import { z } from 'zod';
import type { Directory } from '../../client/registers/directory.ts';
import { key, orgPath, priority } from '../../domain/kernel/contract.ts';
import { DomainError } from '../../domain/kernel/errors.ts';
import { statusesOf } from '../../domain/kernel/lifecycle.ts';
import { catalogue } from '../../domain/catalogue.ts';
import { type ProcessKey } from '../../domain/processes.ts';
import type { Reads } from '../cases/reads.ts';
import { NONE } from '../cases/own-filters.ts';
import { countedAt, figureReaders, organisationsOf, seesPersons } from '../figures/reach.ts';
import { invalid, notPermitted } from '../http/problem.ts';
import { byComma, several } from '../http/query.ts';
import { type Identity, type Route, route } from '../http/route.ts';
import { instantOut, orgPathOut, processKey, processKeys } from '../http/schemas.ts';
import { addressOf, countedBy, filtersOf, type Params } from './counted.ts';

/** Of each: the field that is told apart, and the parameter of lists that finds one value of it. */
const BY = {
  person: { field: 'parties.assignee', param: 'assignee' },
  team: { field: 'queue', param: 'queue' },
  organisation: { field: 'parties.unit', param: 'unit' },
} as const;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Younger than so much; the last one is what is older than all. */
const AGES = [
  { age: 'h4', ms: 4 * HOUR },
  { age: 'd1', ms: DAY },
  { age: 'd3', ms: 3 * DAY },
  { age: 'd7', ms: 7 * DAY },
] as const;
const AGE_WORDS = [...AGES.map(({ age }) => age), 'older'] as const;
const MOST_CASES = 50_000;
const MOST_COLUMNS = 60;

const counted = { count: z.int(), query: z.string().describe('Lists these cases') };
const stage = { process: processKey, status: z.string() };
const side = z.object({ count: z.int(), capped: z.boolean(), query: z.string() });
const boardSchema = z.object({
  organisation: orgPathOut,
  by: z.enum(['person', 'team', 'organisation']),
  persons: z.boolean().describe('He may see columns of persons there'),
  total: z.object(counted),
  stages: z.array(z.object({ ...stage, ...counted })).describe('By process, in the order of its lifecycle'),
  columns: z
    .array(
      z.object({ value: z.string().nullable().describe('null: nobody, or no team'), name: z.string(), ...counted }),
    )
    .describe('The fullest first'),
  columnsLeft: z.int().describe('Beyond the first sixty'),
  cells: z.array(z.object({ ...stage, value: z.string().nullable(), ...counted })).describe('Those that hold any'),
  ages: z
    .array(
      z.object({ ...stage, age: z.enum(AGE_WORDS).describe('Younger than: h4, d1, d3, d7; else older'), ...counted }),
    )
    .describe('Those that hold any'),
  sides: z.object({
    over: side,
    soon: side,
    handedBack: side.describe('Twice or more'),
    reopened: side.describe('Twice or more'),
    silent: side.describe('Nothing has happened for a day, not even by time'),
  }),
  serverNow: instantOut,
});

type Deps = { reads: Reads; directory: Directory };
export const boardRoute = ({ reads, directory }: Deps): Route =>
  route({
    method: 'get',
    path: '/api/board',
    operationId: 'board.get',
    tag: 'board',
    summary:
      'Open cases by stage and person, team or organisation, by stage and age, and what wants attention; each number with its list',
    access: { rule: 'role', roles: figureReaders },
    costly: 'work',
    unrecorded: true,
    query: z.strictObject({
      org: orgPath().optional().describe('With all below; absent: the first that is granted to the asker'),
      by: z.enum(['person', 'team', 'organisation']).optional().describe('Columns; persons for who may see them'),
      process: several(processKey).optional().describe('Processes'),
      priority: byComma(priority.options),
      application: several(key()).optional().describe('Services'),
    }),
    responses: { 200: { description: 'Now', schema: boardSchema } },
    handle: async ({ identity, query }) => {
      const now = Date.now();
      const organisation = placeOf(identity, query.org);
      const persons = seesPersons(identity, organisation);
      const by = query.by ?? (persons ? 'person' : 'team');
      if (by === 'person' && !persons) throw notPermitted('Persons are told apart for who leads them');
      const base: Params = {
        mode: 'live',
        open: 'true',
        org: organisation,
        ...(query.process ? { process: query.process.join() } : {}),
        ...(query.priority ? { priority: query.priority.join() } : {}),
        ...(query.application ? { application: query.application.join() } : {}),
      };
      const [groups, sides] = await Promise.all([
        groupsOf(reads, identity, { base, by, now }),
        sidesOf(reads, identity, base, now),
      ]);
      const matrix = await matrixOf(groups, { base, by, now, directory });
      return { body: { organisation, by, persons, ...matrix, sides, serverNow: now } };
    },
  });

/** Throws 'invalid-data' for one that is not his, as for one that is not there. */
function placeOf(identity: Identity, asked: string | undefined): `/${string}` {
  const [first] = organisationsOf(identity);
  const org = asked ?? first;
  if (org === undefined) throw notPermitted('Figures are for who leads or watches over some work');
  const path: `/${string}` = `/${org.slice(1)}`;
  const { plain, concealedIn } = countedAt(identity, path);
  if (plain.size + concealedIn.size === 0) throw invalid([{ pointer: '/org', code: 'unknown' }]);
  return path;
}

type Group = { process: string; status: string; value: string | null; age: number; count: number };
type Asked = { base: Params; by: keyof typeof BY; now: number };

async function groupsOf(reads: Reads, identity: Identity, { base, by, now }: Asked): Promise<Group[]> {
  const found = await reads.scoped(identity).alike(await filtersOf(reads, identity, base, now), {
    fields: ['process', 'status', BY[by].field],
    ages: { field: 'openedAt', bounds: AGES.map(({ ms }) => now - ms) },
    most: MOST_CASES,
  });
  if (!found)
    throw new DomainError('too-many-rows', `More than ${MOST_CASES} open cases: ask for one organisation`, {
      params: { maximum: MOST_CASES },
    });
  return found.map(({ values: [process, status, value, age], count }) => ({
    process: String(process),
    status: String(status),
    value: typeof value === 'string' ? value : null,
    age: Number(age),
    count,
  }));
}

/** Summed by what `name` says, each once. */
function summed<T extends object>(groups: readonly Group[], named: (group: Group) => T): (T & { count: number })[] {
  const sums = new Map<string, T & { count: number }>();
  for (const group of groups) {
    const name = named(group);
    const id = JSON.stringify(name);
    sums.set(id, { ...name, count: (sums.get(id)?.count ?? 0) + group.count });
  }
  return [...sums.values()];
}

async function matrixOf(groups: readonly Group[], { base, by, now, directory }: Asked & { directory: Directory }) {
  const { param } = BY[by];
  const ofValue = (value: string | null): Params => ({ [param]: value ?? NONE });
  const ofAge = (age: number): Params => ({
    ...(age < AGES.length ? { openedFrom: bound(now, age) } : {}),
    ...(age > 0 ? { openedTo: bound(now, age - 1) } : {}),
  });
  const listed = (more: Params) => addressOf({ ...base, ...more });
  const columns = summed(groups, ({ value }) => ({ value })).toSorted((a, b) => b.count - a.count);
  const kept = columns.slice(0, MOST_COLUMNS);
  const isKept = ({ value }: Group) => kept.some((one) => one.value === value);
  const names = await Promise.all(kept.map(({ value }) => nameOf(directory, by, value)));
  return {
    total: { count: groups.reduce((sum, { count }) => sum + count, 0), query: listed({}) },
    stages: summed(groups, ({ process, status }) => ({ process, status }))
      .map((one) => ({ ...one, query: listed(ofStage(one)) }))
      .toSorted((a, b) => placeOfStage(a) - placeOfStage(b)),
    columns: kept.map((one, i) => ({ ...one, name: names[i] ?? '', query: listed(ofValue(one.value)) })),
    columnsLeft: columns.length - kept.length,
    cells: summed(groups.filter(isKept), ({ process, status, value }) => ({ process, status, value })).map((one) => ({
      ...one,
      query: listed({ ...ofStage(one), ...ofValue(one.value) }),
    })),
    ages: summed(groups, ({ process, status, age }) => ({ process, status, age })).map((one) => ({
      ...one,
      age: AGE_WORDS[one.age] ?? 'older',
      query: listed({ ...ofStage(one), ...ofAge(one.age) }),
    })),
  };
}

const ofStage = ({ process, status }: { process: string; status: string }): Params => ({ process, status });

const bound = (now: number, at: number): string => new Date(now - (AGES[at]?.ms ?? 0)).toISOString();

const ORDER: ReadonlyMap<string, number> = new Map(
  processKeys.flatMap((process: ProcessKey, p) =>
    statusesOf(catalogue[process]).map((status, s) => [`${process} ${status}`, 100 * p + s] as const),
  ),
);
const placeOfStage = ({ process, status }: { process: string; status: string }): number =>
  ORDER.get(`${process} ${status}`) ?? Infinity;

async function nameOf(directory: Directory, by: keyof typeof BY, value: string | null): Promise<string> {
  if (value === null) return '';
  if (by === 'person') return (await directory.person(value))?.name ?? value;
  if (by === 'organisation') return (await directory.organisation(`/${value.slice(1)}`))?.name ?? value;
  return (await directory.team(value))?.name ?? value;
}

async function sidesOf(reads: Reads, identity: Identity, base: Params, now: number) {
  const of = (more: Params) => countedBy(reads, identity, { ...base, ...more }, now);
  const [over, soon, handedBack, reopened, silent] = await Promise.all([
    of({ clock: 'over' }),
    of({ clock: 'soon' }),
    of({ handBacksFrom: '2' }),
    of({ reopenedFrom: '2' }),
    of({ updatedTo: new Date(now - DAY).toISOString() }),
  ]);
  return { over, soon, handedBack, reopened, silent };
}
