/** What of organisations, teams and people somebody may see: his own branches, and what lies above them. */
import { isWithin, orgLineOf } from '../../domain/kernel/people/access.ts';
import type { Actor, OrgPath } from '../../domain/kernel/process.ts';
import { schemesOf } from './appraisals/scheme-scope.ts';
import { itemsOf } from './items/item-scope.ts';
import { sharedOf } from './shared/shared-scope.ts';
import { onlyWithin } from '../sign-in/key-rights.ts';
import type { Person } from '../../models/registers/person.ts';

/** A filter of our own making, for the plain driver. */
export type Filter = Record<string, unknown>;

/** Where the asker stands: his unit, and wherever he holds a role. */
const placesOf = ({ unit, grants }: Actor): OrgPath[] => [unit, ...grants.map((grant) => grant.orgPath)];
const aboveThem = (actor: Actor): OrgPath[] => [...new Set(placesOf(actor).flatMap(orgLineOf))];
/** At or below one of `places`; a path holds no character with a meaning in a pattern. */
export const within = (field: string, places: readonly OrgPath[]): Filter => ({
  $or: places.map((place) => ({ [field]: { $regex: `^${place}(/|$)` } })),
});

/** His own branches, and what lies above them: whom he can be sent to, and nobody else's. */
const ownBranches =
  (field: string) =>
  (actor: Actor): Filter => ({ $or: [within(field, placesOf(actor)), { [field]: { $in: aboveThem(actor) } }] });

/** Staff of his branches and above; users of his own unit, and those whom he serves. */
function people(actor: Actor): Filter {
  const serves = actor.grants.filter(({ role }) => role !== 'requester').map((grant) => grant.orgPath);
  const staffRole = { $nin: ['requester'] };
  const staff = {
    grants: {
      $elemMatch: {
        role: staffRole,
        $or: [
          ...placesOf(actor).map((place) => ({ orgPath: { $regex: `^${place}(/|$)` } })),
          { orgPath: { $in: aboveThem(actor) } },
        ],
      },
    },
  };
  return {
    $or: [staff, { unit: actor.unit }, { _id: actor.id }, ...(serves.length > 0 ? [within('unit', serves)] : [])],
  };
}

/** A process owner at the top: what holds for all is his. */
export const shapesAll = ({ grants }: Actor): boolean =>
  grants.some(({ role, orgPath }) => role === 'process-owner' && orgLineOf(orgPath).length === 1);
const branchesIn =
  (field: string) =>
  (actor: Actor): Filter =>
    shapesAll(actor) ? {} : ownBranches(field)(actor);
/** Registers with versions that only those near see, and the field that says for whom an entry is. */
const NEAR = {
  contracts: 'organisations',
  'change-templates': 'organisation',
  runbooks: 'orgPath',
  checklists: 'orgPath',
  'appraisal-schemes': 'orgPath',
} as const;
/** Of their drafts, what `filterOf` leaves of each; of all other registers every one. */
const draftsWhere = (filterOf: (field: string, register: string) => Filter): Filter => ({
  $or: [
    { register: { $nin: Object.keys(NEAR) } },
    ...Object.entries(NEAR).map(([register, field]) => ({
      $and: [{ register }, filterOf(`source.${field}`, register)],
    })),
  ],
});

/** Of the boards of his branches and above, and those to which he belongs. */
const meetings = (actor: Actor): Filter => ({
  $or: [ownBranches('board')(actor), { chair: actor.id }, { secretary: actor.id }, { members: actor.id }],
});

const scopes: Readonly<Record<string, (actor: Actor) => Filter>> = {
  organisations: ownBranches('_id'),
  teams: ownBranches('orgPath'),
  people,
  items: itemsOf,
  meetings,
  actions: ownBranches('organisation'),
  runners: ownBranches('organisation'),
  qualifications: ownBranches('orgPath'),
  'duty-rosters': ownBranches('orgPath'),
  zones: ownBranches('organisations'),
  'inspection-plans': ownBranches('orgPath'),
  'returned-parts': ownBranches('orgPath'),
  views: sharedOf,
  'canned-answers': sharedOf,
  'case-templates': sharedOf,
  contracts: branchesIn(NEAR.contracts),
  'change-templates': branchesIn(NEAR['change-templates']),
  runbooks: branchesIn(NEAR.runbooks),
  checklists: branchesIn(NEAR.checklists),
  'appraisal-schemes': (actor) => schemesOf(actor, (name) => name),
  drafts: (actor) =>
    draftsWhere((field, register) =>
      register === 'appraisal-schemes' ? schemesOf(actor, (name) => `source.${name}`) : branchesIn(field)(actor),
    ),
};
/** Where an entry belongs, for whoever sees nothing outside one organisation. */
const placeOf: Readonly<Record<string, string>> = {
  organisations: '_id',
  teams: 'orgPath',
  people: 'unit',
  items: 'orgPath',
  meetings: 'board',
  actions: 'organisation',
  runners: 'organisation',
  qualifications: 'orgPath',
  'duty-rosters': 'orgPath',
  zones: 'organisations',
  'inspection-plans': 'orgPath',
  'returned-parts': 'orgPath',
  views: 'orgPath',
  'canned-answers': 'orgPath',
  'case-templates': 'orgPath',
  ...NEAR,
};
function inside(register: string, only: OrgPath): Filter {
  if (register === 'drafts') return draftsWhere((field) => within(field, [only]));
  const field = placeOf[register];
  return field === undefined ? {} : within(field, [only]);
}

/** What `actor` may see of a register; words, calendars, policies and the like everybody may. */
export function visibleIn(register: string, actor: Actor): Filter {
  const filter = scopes[register]?.(actor) ?? {};
  const only = onlyWithin(actor);
  return only === undefined ? filter : { $and: [filter, inside(register, only)] };
}

const administers = ({ grants }: Actor): boolean =>
  grants.some(({ role }) => role === 'security-administrator' || role === 'system-administrator');
/** How to reach somebody is his own affair, and that of who keeps the accounts of his unit. */
export const seesContact = ({ id, grants }: Actor, { _id, unit }: Pick<Person, '_id' | 'unit'>): boolean =>
  id === _id || grants.some(({ role, orgPath }) => role === 'security-administrator' && isWithin(unit, orgPath));

/** One person, for whoever may edit him or is he: with how to reach him. */
export function presentWhole(person: Person, actor: Actor): object {
  const { phone, email } = person;
  return { ...presentPerson(person, actor), ...(seesContact(actor, person) ? { phone, email } : {}) };
}

/** No more than a colleague needs: whom to ask, and whether he is there. Grants are for administrators and oneself. */
export function presentPerson(person: Person, actor: Actor): object {
  const { _id, version = 1, name, unit, teams, active, grants, locale, zone, successor } = person;
  const isOwn = _id === actor.id;
  return {
    id: _id,
    version,
    name,
    unit,
    teams,
    active,
    roles: [...new Set(grants.map(({ role }) => role))],
    ...(isOwn || administers(actor) ? { grants, locale, zone, successor } : {}),
  };
}
