/** Inspection plans as a row of the plain registers. */
import { z } from 'zod';
import { openSkills } from '../../../client/registers/field-work.ts';
import { type InspectionPlan, MOST_OWN_LINES, planFaults, WAYS } from '../../../domain/inspection/plan.ts';
import { EVERY_MONTHS } from '../../../domain/inspection/slots.ts';
import { day, key, line, orgPath, partId } from '../../../domain/kernel/contract.ts';
import { isNear, isWithin } from '../../../domain/kernel/people/access.ts';
import { STAFF } from '../../../domain/kernel/people/who.ts';
import { itemOf } from '../../../models/registers/items/item.ts';
import { newestChecklist } from '../../../models/registers/inspections/checklist.ts';
import { isZone } from '../../../platform/zones.ts';
import { shapesAll } from '../register-scope.ts';
import { type Body, type Edit, isPath, type PlainDeps, type PlainRegister } from '../plain/plain-row.ts';

export const planEditors = ['project-manager', 'process-owner'] as const;
/** Who reads of plans and checklists, each within his reach. */
export const planReaders = [...STAFF, 'project-manager', 'maintenance-lead', 'records-keeper', 'auditor'] as const;

export const planRegister: PlainRegister = {
  name: 'inspection-plans',
  title: 'Inspection plan',
  editors: planEditors,
  id: key(),
  fields: z.strictObject({
    title: line(200),
    orgPath: orgPath().describe('Whose units and devices are inspected'),
    contract: key().optional().describe('Under which they are: its interval holds before any other, and its last day'),
    way: z.enum(WAYS),
    core: z.boolean().default(false).describe('A core unit: inspected each month where nothing else is said'),
    everyMonths: z
      .literal(EVERY_MONTHS)
      .optional()
      .describe('Absent: each month by phone and for core units, each quarter for all others'),
    items: z.array(key()).max(200).describe('Configuration items at the organisation or below'),
    checklist: key().describe('Without version: the one in force when a slot is opened'),
    lines: z
      .array(z.strictObject({ id: partId(), title: z.strictObject({ zh: line(60), en: line(60) }) }))
      .max(MOST_OWN_LINES)
      .optional()
      .describe('What is looked at beside its checklist: in order, abnormal or not applicable'),
    firstDay: day().describe('Local date of the first slot: the final acceptance 终验 or a later day'),
    lastDay: day().optional().describe('On which one is planned at the latest'),
    zone: z.string().max(64).refine(isZone, 'unknown').describe('IANA name, of its days'),
    calendar: key().describe('A slot on one of its days off moves on to the next working day; without version'),
    windowDays: z.int().min(1).max(365).describe('Local days in which a visit is made, shorter than its interval'),
    inspectors: z.array(key()).max(10).default([]).describe('The first one first; empty: appointed each time'),
    skills: z.array(key()).max(5).optional().describe('Each held by somebody of those who inspect, on the day'),
    open: z.boolean().default(true).describe('False: nothing is opened by it'),
  }),
  places: ({ body, former }) => [body['orgPath'], former?.['orgPath']].filter(isPath),
  derived: ({ body, former }) => {
    const goesOn = former !== null && (former['open'] === true || body['open'] === false);
    return { since: goesOn ? former['since'] : Date.now() };
  },
  problems: async (deps, edit) => {
    const body = partial(edit.body);
    return planFaults({ body, former: edit.former && partial(edit.former) }, await knownFor(deps, edit, body));
  },
};
/** Its schema let each field pass, or it is stored. */
const partial = (body: Body): Partial<InspectionPlan> => body;

async function knownFor({ db, directory }: PlainDeps, { actor }: Pick<Edit, 'actor'>, body: Partial<InspectionPlan>) {
  const { orgPath: path, contract, calendar, checklist, items = [], inspectors = [], skills = [] } = body;
  const [organisation, contracts, snapshot, template, usable, people, able] = await Promise.all([
    path === undefined ? null : directory.organisation(path),
    contract === undefined ? [] : directory.contracts(),
    calendar === undefined ? null : directory.newestCalendar(calendar),
    checklist === undefined ? null : newestChecklist(db, checklist),
    path === undefined ? [] : usableItems({ db }, items, path),
    Promise.all(inspectors.map((id) => directory.person(id))),
    openSkills(db, skills),
  ]);
  // One of other branches is answered like one that is not there.
  const isNamed = (one: (typeof contracts)[number]): boolean =>
    one.contract === contract && (shapesAll(actor) || one.organisations.some((place) => isNear(actor, place)));
  return {
    contract: contract === undefined ? undefined : (contracts.find(isNamed) ?? null),
    isOrganisation: organisation?.open === true,
    isCalendar: snapshot !== null,
    items: new Set(usable),
    checklist: template?.withdrawn ? null : template,
    inspectors: new Set(
      people.flatMap((person) =>
        person?.active &&
        person.grants.some(({ role, orgPath: at }) => role === 'engineer' && isPath(path) && isWithin(path, at))
          ? [person._id]
          : [],
      ),
    ),
    skills: new Set(able),
  };
}

/** Those of the units below alone: whoever plans learns nothing of what others have. */
async function usableItems({ db }: Pick<PlainDeps, 'db'>, items: readonly string[], path: `/${string}`) {
  const found = await itemOf(db)
    .find({ _id: { $in: [...items] }, line: path, status: { $ne: 'retired' } }, { _id: 1 })
    .lean<{ _id: string }[]>();
  return found.map(({ _id }) => _id);
}
