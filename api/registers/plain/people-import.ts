/** Import of people from a CSV file: looked at line by line first, then taken whole or, if asked to, as far as it is good. */
import { z } from 'zod';
import { key, text as texts } from '../../../domain/kernel/contract.ts';
import { DomainError } from '../../../domain/kernel/errors.ts';
import type { Actor, FieldError } from '../../../domain/kernel/process.ts';
import { canonical } from '../../../domain/kernel/record/chain.ts';
import { changesBetween } from '../../../domain/kernel/record/changes.ts';
import { type Person, personOf } from '../../../models/registers/person.ts';
import { versionOf } from '../../../models/registers/register-version.ts';
import { sha256 } from '../../../models/store/chain.ts';
import { invalid } from '../../http/problem.ts';
import { type Reply, type Route, route } from '../../http/route.ts';
import { administrative } from '../../sign-in/consents.ts';
import { readSheet } from '../items/item-sheet.ts';
import { visibleIn } from '../register-scope.ts';
import { peopleIn, type PersonRow, placeOf, type PeopleRead, type RowFault } from './people-sheet.ts';
import { grantsIn, newGrants, people } from './plain-people.ts';
import { type PlainEditing, save, wrongWith } from './plain-registers.ts';

/** Each is a version and a record of its own; more is for several files. */
const MOST_LINES = 2_000;
const MOST_BASE64 = 4_000_000;
const MOST_FAULTS = 500;
const wished = z.strictObject({
  content: z
    .base64()
    .min(1)
    .max(MOST_BASE64)
    .describe(`CSV, UTF-8 or GBK, in base64, at most ${MOST_LINES} lines. Columns that it lacks stay as they are`),
  take: z
    .enum(['all', 'good'])
    .default('all')
    .describe('`all`: nothing where anything is wrong; `good`: whatever is right, and the rest is left out'),
  preview: z.string().max(64).optional().describe('The digest of a preview: something else is refused'),
  note: texts(1_000).optional().describe('Why, for those who read the versions'),
});
type Wish = z.output<typeof wished>;
const faultSchema = z.object({
  line: z.int().describe('The heading is 1, as in a spreadsheet program'),
  column: z.int().optional().describe('From 1; absent: of the whole line'),
  heading: z.string().optional(),
  value: z.string().optional().describe('What stands in the cell'),
  code: z.string(),
  params: z.record(z.string(), z.unknown()).optional(),
});
const sumSchema = z.object({
  counts: z.object({ new: z.int(), changed: z.int(), unchanged: z.int(), faulty: z.int().describe('Lines left out') }),
  faults: z.array(faultSchema).describe(`The first ${MOST_FAULTS}`),
  moreFaults: z.int(),
  encoding: z.string().describe('How the file was read'),
});
const previewSchema = sumSchema.extend({
  people: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      line: z.int(),
      what: z.enum(['new', 'changed', 'unchanged']),
      changes: z.array(z.looseObject({ pointer: z.string() })).describe('Of one that is there: what was, and would be'),
    }),
  ),
  preview: z.string().describe('What an import names so that nothing else is written than was looked at'),
});

export function peopleImportRoutes(deps: PlainEditing): Route[] {
  const common = {
    method: 'post',
    tag: 'people',
    access: { rule: 'role', roles: people.editors },
    largeBody: true,
    costly: 'work',
    body: wished,
  } as const;
  return [
    route({
      ...common,
      path: '/api/people/import/preview',
      operationId: 'people.previewImport',
      summary: 'People: whom a file would make new, change and leave, and each fault with its line and column',
      looks: true,
      responses: { 200: { description: 'Nothing was written', schema: previewSchema } },
      handle: async ({ actor, body: wish }) => {
        const plan = await planOf(deps, actor, wish);
        const planned = plan.planned.map(({ row, name, what, changes }) => {
          const { id, line } = row;
          return { id, name, line, what, changes: [...changes] };
        });
        return { body: { ...summed(plan), people: planned, preview: plan.digest } };
      },
    }),
    route({
      ...common,
      path: '/api/people/import',
      operationId: 'people.import',
      summary:
        'People: take a file, by account, so that the same again changes nothing. They have no password until one is set. Administrators are made one by one',
      mayConflict: true,
      responses: { 200: { description: 'Taken', schema: sumSchema } },
      handle: ({ actor, body: wish }) => taken(deps, actor, wish),
    }),
  ];
}

type Planned = {
  row: PersonRow;
  name: string;
  what: 'new' | 'changed' | 'unchanged';
  changes: readonly { pointer: string }[];
  seen: number;
  body: Record<string, unknown>;
};
type Plan = {
  planned: readonly Planned[];
  faults: readonly RowFault[];
  faulty: number;
  encoding: string;
  digest: string;
};

const making = people.fields.extend({ id: key() });

async function planOf(deps: PlainEditing, actor: Actor, { content }: Wish): Promise<Plan> {
  const sheet = await readSheet(content);
  const read = peopleIn(sheet);
  const tooMany = read.rows.length > MOST_LINES;
  const faults: RowFault[] = [
    ...read.faults,
    ...(tooMany ? [{ line: MOST_LINES + 2, code: 'too-many-rows', params: { maximum: MOST_LINES } }] : []),
  ];
  const rows = faults.some(({ code }) => code === 'column-missing') ? [] : read.rows.slice(0, MOST_LINES);
  const known = await personOf(deps.db)
    .find({ $and: [{ _id: { $in: rows.map(({ id }) => id) } }, visibleIn('people', actor)] })
    .lean<Person[]>();
  const byId = new Map(known.map((one) => [one._id, one]));
  const planned: Planned[] = [];
  let faulty = 0;
  for (const row of rows) {
    const one = plannedFor(row, byId.get(row.id));
    const wrong = [...row.faults, ...(await faultsOf(deps, actor, one)).map((fault) => placed(fault, row, read))];
    if (wrong.length > 0) faulty += 1;
    else planned.push(one);
    faults.push(...wrong);
  }
  const told = planned.map(({ row, what, seen }) => [row.id, what, seen]);
  const digest = sha256(canonical({ content: sha256(content), told }));
  return { planned, faults, faulty, encoding: sheet.encoding, digest };
}

/** What is there, with what the line says in its place. */
function plannedFor(row: PersonRow, former: Person | undefined): Planned {
  const before = former ? fieldsOf(former) : {};
  const whole: Record<string, unknown> = { grants: [], teams: [], ...before, ...row.body };
  const body = Object.fromEntries(Object.entries(whole).filter(([, value]) => value !== undefined));
  const { changes } = former ? changesBetween(before, { locale: 'zh', ...body }) : { changes: [] };
  return {
    row,
    name: typeof body['name'] === 'string' ? body['name'] : '',
    what: former ? (changes.length > 0 ? 'changed' : 'unchanged') : 'new',
    changes,
    seen: former ? versionOf(former) : 0,
    body,
  };
}

const fieldsOf = (person: Person): Record<string, unknown> => {
  const own = new Map<string, unknown>(Object.entries(person));
  return Object.fromEntries(
    Object.keys(people.fields.shape).flatMap((field) => {
      const value = own.get(field);
      return value === undefined || value === null ? [] : [[field, value]];
    }),
  );
};

/** As its own edit would be refused; who would be an administrator is nobody's of a file. */
async function faultsOf(
  deps: PlainEditing,
  actor: Actor,
  { row, body: said, what, seen }: Planned,
): Promise<readonly FieldError[]> {
  if (what === 'unchanged') return [];
  const before = seen > 0 ? await personOf(deps.db).findById(row.id).lean<Person>() : null;
  if (administrative(newGrants(grantsIn({ ...before }), grantsIn(said))).length > 0)
    return [{ pointer: '/grants', code: 'consent-needed' }];
  const raw = seen > 0 ? said : { id: row.id, ...said };
  return await wrongWith(deps, people, { actor, schema: seen > 0 ? people.fields : making, raw, id: row.id });
}

function placed(
  { pointer, code, params }: FieldError,
  { line, id, body: said }: PersonRow,
  { columns }: PeopleRead,
): RowFault {
  const field = pointer.split('/')[1] ?? '';
  const value: unknown = field === 'id' ? id : said[field];
  return {
    line,
    ...placeOf(columns, field),
    ...(typeof value === 'string' ? { value } : {}),
    code,
    ...(params ? { params } : {}),
  };
}

const countOf = ({ planned }: Plan, what: Planned['what']): number => planned.filter((one) => one.what === what).length;
const summed = (plan: Plan) => ({
  counts: {
    new: countOf(plan, 'new'),
    changed: countOf(plan, 'changed'),
    unchanged: countOf(plan, 'unchanged'),
    faulty: plan.faulty,
  },
  faults: plan.faults.slice(0, MOST_FAULTS).map((one) => ({ ...one })),
  moreFaults: Math.max(0, plan.faults.length - MOST_FAULTS),
  encoding: plan.encoding,
});

/** Each person whole, one after the other; of one whom somebody else changed meanwhile, the line is told. */
async function taken(deps: PlainEditing, actor: Actor, wish: Wish): Promise<Reply> {
  const plan = await planOf(deps, actor, wish);
  if (wish.take === 'all' && plan.faults.length > 0) throw invalid(plan.faults.slice(0, MOST_FAULTS).map(asField));
  if (wish.preview !== undefined && wish.preview !== plan.digest)
    throw new DomainError('preview-stale', 'The file or the register is not what was looked at', {
      params: { preview: plan.digest },
    });
  const kept: Planned[] = [];
  const lost: RowFault[] = [];
  for (const one of plan.planned) {
    const told = one.what === 'unchanged' ? undefined : await takenOne(deps, actor, one, wish.note);
    if (told) lost.push({ line: one.row.line, code: told });
    else kept.push(one);
  }
  const faults = [...plan.faults, ...lost];
  return { body: summed({ ...plan, planned: kept, faults, faulty: plan.faulty + lost.length }) };
}

/** Undefined: taken; else why not. */
async function takenOne(
  deps: PlainEditing,
  actor: Actor,
  { row: { id }, seen, body: said }: Planned,
  why: string | undefined,
): Promise<string | undefined> {
  const note = why === undefined ? {} : { note: why };
  try {
    if (seen > 0)
      await save(deps, people, { actor, id, schema: people.fields.extend(noted), raw: { ...said, ...note }, seen });
    else await save(deps, people, { actor, schema: making.extend(noted), raw: { id, ...said, ...note }, seen: 0 });
    return undefined;
  } catch (error) {
    if (error instanceof DomainError) return error.code;
    throw error;
  }
}
const noted = { note: texts(1_000).optional() };

const asField = ({ code, params, ...place }: RowFault): FieldError => ({
  pointer: '/content',
  code,
  params: { ...params, ...place },
});
