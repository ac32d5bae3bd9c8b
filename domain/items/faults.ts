/** What must hold of an item before it is stored: one rule for an edit and for each row of a file. */
import { fieldFault } from '../kernel/errors.ts';
import type { FieldError } from '../kernel/process.ts';
import type { FieldValue, ItemBody, ItemRelation, MaintenanceWindow } from './item.ts';
import { type ItemKind, kindFaults } from './kinds.ts';
import { type RelationTypes, ruleFor } from './relations.ts';

/** What the registers say of whatever an item names; `items`: of the register, and of what is stored together with it. */
export type Known = {
  kinds: ReadonlyMap<string, ItemKind>;
  relations: RelationTypes;
  items: ReadonlyMap<string, { kind: string; isRetired: boolean }>;
  /** Open organisations. */
  organisations: ReadonlySet<string>;
  /** Open applications. */
  applications: ReadonlySet<string>;
  /** Active people. */
  people: ReadonlySet<string>;
  /** Open teams. */
  teams: ReadonlySet<string>;
  /** Published ones. */
  calendars: ReadonlySet<string>;
  /** By item, those in use that a fault of it would reach at once: nothing runs on what is out of use. */
  neededBy: ReadonlyMap<string, readonly string[]>;
};
/** As far as it is well-formed: what is absent is refused elsewhere. `isRetired`: by its own words, now. */
export type Candidate = {
  id: string;
  body: Partial<ItemBody>;
  former: Partial<ItemBody> | null;
  isRetired: boolean;
};

/** Every fault of the candidate, with its place. What stood there before is left alone. Throws nothing. */
export function itemFaults(known: Known, candidate: Candidate): FieldError[] {
  return [
    ...kindOf(known, candidate),
    ...placeOf(known, candidate),
    ...carersOf(known, candidate),
    ...windowOf(known, candidate),
    ...endOf(known, candidate),
    ...relationsOf(known, candidate),
  ];
}

function kindOf({ kinds }: Known, { body, former }: Candidate): FieldError[] {
  const { kind: name, fields = {} } = body;
  if (name === undefined) return [];
  if (former !== null && former.kind !== name) return [{ pointer: '/kind', code: 'immutable' }];
  const kind = kinds.get(name);
  if (!kind) return [{ pointer: '/kind', code: 'unknown' }];
  return [
    ...fieldFault(!kind.open && former === null, '/kind', 'unknown'),
    ...kindFaults(kind, fields, former?.fields ?? NO_FIELDS, former === null),
  ];
}
const NO_FIELDS: Readonly<Record<string, FieldValue>> = {};

function placeOf({ organisations, applications }: Known, { body, former }: Candidate): FieldError[] {
  const { orgPath, application } = body;
  return [
    ...fieldFault(isNewly(orgPath, former?.orgPath) && !organisations.has(orgPath), '/orgPath', 'unknown'),
    ...fieldFault(
      isNewly(application, former?.application) && !applications.has(application),
      '/application',
      'unknown',
    ),
  ];
}

function carersOf({ people, teams }: Known, { body, former }: Candidate): FieldError[] {
  return [
    ...unknownIn('maintainers', people, body.maintainers, former?.maintainers),
    ...unknownIn('teams', teams, body.teams, former?.teams),
  ];
}

function unknownIn(
  field: 'maintainers' | 'teams',
  known: ReadonlySet<string>,
  list: readonly string[] = [],
  former: readonly string[] = [],
): FieldError[] {
  return list.flatMap((one, i) => [
    ...fieldFault(!former.includes(one) && !known.has(one), `/${field}/${i}`, 'unknown'),
    ...fieldFault(list.indexOf(one) < i, `/${field}/${i}`, 'named-twice'),
  ]);
}

function windowOf({ calendars }: Known, { body, former }: Candidate): FieldError[] {
  const { maintenance } = body;
  if (maintenance === undefined) return [];
  const { calendar, week } = maintenance;
  const isOther = calendar !== former?.maintenance?.calendar;
  return [...fieldFault(isOther && !calendars.has(calendar), '/maintenance/calendar', 'unknown'), ...weekFaults(week)];
}

function weekFaults(week: MaintenanceWindow['week']): FieldError[] {
  if (week === undefined) return [];
  return [
    ...week.flatMap((frames, day) =>
      frames.flatMap(([from, to], i) => fieldFault(!(from < to), `/maintenance/week/${day}/${i}`, 'out-of-order')),
    ),
    ...fieldFault(
      week.every((frames) => frames.length === 0),
      '/maintenance/week',
      'never-open',
    ),
  ];
}

function endOf({ items, neededBy }: Known, { id, body, former, isRetired }: Candidate): FieldError[] {
  const { status, retiresAt, successor } = body;
  const isEnding = status === 'retired' || retiresAt !== undefined;
  const heir = successor === undefined ? undefined : items.get(successor);
  const isUnfit = successor === id || !heir || heir.isRetired;
  const needed = former !== null && isRetired && successor === undefined ? (neededBy.get(id) ?? []) : [];
  return [
    ...fieldFault(isNewly(successor, former?.successor) && isUnfit, '/successor', 'unknown'),
    ...fieldFault(successor !== undefined && !isEnding, '/successor', 'not-retiring'),
    ...(needed.length > 0 ? [{ pointer: '/status', code: 'still-needed', params: { items: needed } }] : []),
  ];
}

function relationsOf({ items, relations: types }: Known, { id, body, former }: Candidate): FieldError[] {
  const { kind = '', relations = [] } = body;
  const said = new Set((former?.relations ?? []).map(nameOf));
  const met = new Set<string>();
  return relations.flatMap((relation, i): FieldError[] => {
    const pointer = `/relations/${i}`;
    const name = nameOf(relation);
    if (met.has(name)) return [{ pointer, code: 'named-twice' }];
    met.add(name);
    if (said.has(name)) return [];
    const type = types.get(relation.type);
    if (type?.open !== true) return [{ pointer: `${pointer}/type`, code: 'unknown' }];
    if (relation.to === id) return [{ pointer: `${pointer}/to`, code: 'itself' }];
    const target = items.get(relation.to);
    if (!target) return [{ pointer: `${pointer}/to`, code: 'unknown' }];
    if (target.isRetired) return [{ pointer: `${pointer}/to`, code: 'retired' }];
    if (ruleFor(type, kind, target.kind)) return [];
    return [{ pointer, code: 'kinds-do-not-relate', params: { from: kind, to: target.kind } }];
  });
}

const nameOf = ({ type, to }: ItemRelation): string => `${type} ${to}`;
const isNewly = (value: string | undefined, former: string | undefined): value is string =>
  value !== undefined && value !== former;
