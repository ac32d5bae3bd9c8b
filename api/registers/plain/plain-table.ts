/** The plain registers, a row each: fields, what must hold, who edits, and where. */
import { z } from 'zod';
import { orgLineOf } from '../../../domain/kernel/people/access.ts';
import { key, line, orgPath, tier } from '../../../domain/kernel/contract.ts';
import { fieldFault } from '../../../domain/kernel/errors.ts';
import type { Actor } from '../../../domain/kernel/process.ts';
import { plansAt } from '../../../models/registers/inspections/plan.ts';
import { itemsAt } from '../../../models/registers/in-use/items.ts';
import {
  entryHoldingsOf,
  hasChildren,
  isFirstLevel,
  type NamedRegister,
  openBelow,
  peopleOf,
  runbooksAt,
  templatesAt,
} from '../../../models/registers/in-use/of-entry.ts';
import { holdsCases, otherStandard, queueHoldingsOf, teamsAt } from '../../../models/registers/in-use/of-queue.ts';
import type { PlainName } from '../../../models/registers/register-version.ts';
import { actionRegisters } from '../actions/action-rows.ts';
import { rosterRegister } from '../dispatch/roster-rows.ts';
import { skillRegisters } from '../dispatch/skill-rows.ts';
import { planRegister } from '../inspections/plan-rows.ts';
import { zoneRegister } from '../dispatch/zone-rows.ts';
import { meetingRegister } from '../meetings/meeting-rows.ts';
import { returnedRegister } from '../items/returned-rows.ts';
import { itemRegisters } from '../items/item-rows.ts';
import { cannedRegister } from '../shared/canned-rows.ts';
import { templateRegister } from '../shared/template-rows.ts';
import { viewRegister } from '../shared/view-rows.ts';
import { people } from './plain-people.ts';
import { holdingReach } from '../../cases/holding-reach.ts';
import { added, type Edit, isPath, isTier, type PlainDeps, type PlainRegister, texts } from './plain-row.ts';

const title = z.strictObject({ zh: line(100), en: line(100) });
const open = z.boolean().default(true);
const order = z.int().min(0).max(100_000).default(0);
const system = ['system-administrator'] as const;

const organisations: PlainRegister = {
  name: 'organisations',
  title: 'Organisation',
  editors: system,
  id: orgPath(),
  fields: z.strictObject({
    name: line(200),
    kind: z.enum(['support', 'budget-unit', 'collecting-unit']),
    tiers: z.array(tier).max(3).describe('Those that it staffs'),
    open: open.describe('False: takes no new case; its teams are closed and its people moved before'),
  }),
  places: ({ id }) => [id],
  derived: (edit) => ({ line: isPath(edit.id) ? orgLineOf(edit.id) : [], ...reopened(edit) }),
  problems: async ({ db, directory }, { id, body, former }) => {
    if (!isPath(id)) return [];
    const [, above] = orgLineOf(id);
    const parent = above === undefined ? undefined : await directory.organisation(above);
    const staffed = texts(body['tiers']);
    const isOpen = body['open'] !== false;
    const unstaffed = isOpen ? (await teamsAt(db, id)).filter((team) => !staffed.includes(team.tier)) : [];
    return [
      ...fieldFault(parent === null || (parent?.open === false && isOpen && !former), '/id', 'parent-unknown'),
      ...fieldFault(former !== null && isOpen && parent?.open === false, '/open', 'parent-closed'),
      ...fieldFault(new Set(staffed).size !== staffed.length, '/tiers', 'named-twice'),
      ...fieldFault(body['kind'] !== 'support' && staffed.length > 0, '/tiers', 'not-support'),
      ...unstaffed.map((team) => ({ pointer: '/tiers', code: 'team-open', params: { team: team._id } })),
      ...(isOpen ? [] : await stillThere(db, id)),
    ];
  },
};

/** What would be left behind in a closed organisation. Its open cases are none of it: they go on where they lie. */
async function stillThere(db: PlainDeps['db'], id: `/${string}`) {
  const [teams, below, staff, items, templates, runbooks, plans] = await Promise.all([
    teamsAt(db, id),
    openBelow(db, id),
    peopleOf(db, id),
    itemsAt(db, id),
    templatesAt(db, id),
    runbooksAt(db, id),
    plansAt(db, id),
  ]);
  const found = [
    { code: 'teams-open', left: teams.map(({ _id }) => _id) },
    { code: 'organisations-open', left: below },
    { code: 'people-active', left: staff },
    { code: 'items-in-use', left: items },
    { code: 'templates-in-use', left: templates },
    { code: 'runbooks-in-use', left: runbooks },
    { code: 'plans-open', left: plans },
  ];
  return found.flatMap(({ code, left }) => (left.length > 0 ? [{ pointer: '/open', code, params: { left } }] : []));
}

/** Closed or due to be, and open again, it has no heir and no day on which it closes; one that is to come stands. */
function reopened({ body, former }: Edit): object {
  const closesAt = former?.['closesAt'];
  const wasClosed = former?.['open'] === false || (typeof closesAt === 'number' && closesAt <= Date.now());
  return body['open'] !== false && wasClosed ? { heir: undefined, closesAt: undefined } : {};
}

const SEATS = ['lead', 'onCall', 'onCallBackup'] as const;
const teams: PlainRegister = {
  name: 'teams',
  title: 'Team',
  editors: system,
  id: key(),
  fields: z.strictObject({
    name: line(200),
    orgPath: orgPath(),
    tier,
    standard: z.boolean().describe('Takes what no other team of its organisation and tier serves'),
    applications: z.array(key()).max(500),
    lead: key().optional(),
    onCall: key().optional(),
    onCallBackup: key().optional(),
    calendar: key().describe('Its working hours, without version'),
    open: open.describe('False: takes no case any more; one with open cases is closed by naming its heir'),
  }),
  places: ({ body, former }) => [body['orgPath'], former?.['orgPath']].filter(isPath),
  derived: ({ body }) => (body['open'] === false ? {} : { heir: undefined }),
  problems: async ({ db, directory }, { id, body, former, actor }) => {
    const { orgPath: path, tier: level } = body;
    const here = isPath(path) ? await directory.organisation(path) : null;
    const isOpen = body['open'] !== false;
    const seats = SEATS.filter((seat) => body[seat] !== undefined && (isOpen || body[seat] !== former?.[seat]));
    const seated = await Promise.all(seats.map((seat) => directory.person(String(body[seat]))));
    const fresh = added(body['applications'], former?.['applications']);
    const known = await Promise.all(fresh.map((word) => directory.knows('application', word)));
    const unknown = new Set(fresh.filter((_, i) => !known[i]));
    const isStandard = body['standard'] === true && isOpen && isPath(path) && isTier(level);
    const second = isStandard && (await otherStandard(db, { _id: id, orgPath: path, tier: level }));
    const moves = former !== null && (former['orgPath'] !== path || former['tier'] !== level);
    return [
      ...fieldFault(!here || (isOpen && !here.open), '/orgPath', 'unknown'),
      ...fieldFault(here !== null && isOpen && !(isTier(level) && here.tiers.includes(level)), '/tier', 'not-staffed'),
      ...fieldFault(moves, '/orgPath', 'immutable'),
      ...fieldFault(Boolean(second), '/standard', 'not-unique'),
      ...fieldFault((await directory.newestCalendar(String(body['calendar']))) === null, '/calendar', 'unknown'),
      ...texts(body['applications']).flatMap((word, i) =>
        fieldFault(unknown.has(word), `/applications/${i}`, 'unknown'),
      ),
      ...seats.flatMap((seat, i) =>
        fieldFault(!seated[i]?.active || !seated[i].teams.includes(id), `/${seat}`, 'not-a-member'),
      ),
      ...(!isOpen && isPath(path) ? await casesLeft(db, { _id: id, orgPath: path }, actor) : []),
    ];
  },
};

async function casesLeft(db: PlainDeps['db'], team: { _id: string; orgPath: `/${string}` }, actor: Actor) {
  const { members: _members, ...held } = await queueHoldingsOf(db, team, holdingReach(actor));
  return holdsCases(held) ? [{ pointer: '/open', code: 'cases-open', params: held }] : [];
}

type Word = Exclude<NamedRegister, 'organisations'>;
/** An entry that open cases name is closed by whom they go on under (entry-closing.ts). */
async function stillNamed(db: PlainDeps['db'], register: Word, { id, body, former, actor }: Edit) {
  if (body['open'] !== false || former?.['open'] === false) return [];
  const { open: named, outside } = await entryHoldingsOf(db, register, id, holdingReach(actor));
  if (named.length === 0 && outside === undefined) return [];
  return [
    { pointer: '/open', code: 'cases-open', params: { open: named, ...(outside === undefined ? {} : { outside }) } },
  ];
}

const word = (name: Word, label: string, more: z.ZodRawShape = {}): PlainRegister => ({
  name,
  title: label,
  editors: system,
  id: key(),
  fields: z.strictObject({ title, order, open: open.describe('False: not offered for new cases'), ...more }),
  places: () => [],
  derived: reopened,
  problems: async ({ db }, edit) => {
    const {
      id,
      body: { parent },
    } = edit;
    const named = await stillNamed(db, name, edit);
    if (typeof parent !== 'string') return named;
    return [
      ...named,
      ...fieldFault(parent === id || !(await isFirstLevel(db, parent)), '/parent', 'unknown'),
      ...fieldFault(await hasChildren(db, id), '/parent', 'has-children'), // two levels are all there are
    ];
  },
});

/** What an entry shows, as far as the asker sees it: beside these what the product keeps of it. */
export const entrySchemaOf = ({ name, id, fields }: PlainRegister) =>
  z
    .looseObject({
      ...shownFields(fields),
      id: id.describe('Its key'),
      version: z.int().describe('What If-Match names'),
    })
    .meta({ id: names[name] });
/** Older entries may lack what an edit of today must have. */
const shownFields = (fields: z.ZodObject): z.ZodRawShape =>
  Object.fromEntries(Object.entries(fields.partial().shape).map(([field, one]) => [field, one]));
const names: Readonly<Record<PlainName, string>> = {
  organisations: 'Organisation',
  teams: 'Team',
  people: 'Person',
  applications: 'Application',
  categories: 'Category',
  'cause-codes': 'CauseCode',
  'item-kinds': 'ItemKind',
  'item-relations': 'ItemRelation',
  items: 'Item',
  meetings: 'Meeting',
  mandates: 'Mandate',
  actions: 'Action',
  runners: 'Runner',
  skills: 'Skill',
  qualifications: 'Qualification',
  'duty-rosters': 'DutyRoster',
  zones: 'ServiceZone',
  'inspection-plans': 'InspectionPlan',
  'returned-parts': 'ReturnedPart',
  views: 'SavedView',
  'canned-answers': 'CannedAnswer',
  'case-templates': 'CaseTemplate',
};

export const plainRegisters: readonly PlainRegister[] = [
  organisations,
  teams,
  people,
  word('applications', 'Application (service)'),
  word('categories', 'Category', { parent: key().optional().describe('Absent: first level') }),
  word('cause-codes', 'Cause code'),
  ...itemRegisters,
  meetingRegister,
  ...actionRegisters,
  ...skillRegisters,
  rosterRegister,
  zoneRegister,
  planRegister,
  returnedRegister,
  viewRegister,
  cannedRegister,
  templateRegister,
];
