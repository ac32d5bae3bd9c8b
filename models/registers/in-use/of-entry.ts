/** What hangs on what cases only name (applications, categories, cause codes, organisations): asked before it is closed. */
import type { Connection } from 'mongoose';
import type { OrgPath } from '../../../domain/kernel/process.ts';
import type { CaseReach } from '../../cases/scoped.ts';
import { newestOfEach } from '../../store/newest-version.ts';
import { categoryOf } from '../category.ts';
import { changeTemplateOf, type KeptChangeTemplate } from '../changes/change-template.ts';
import { organisationOf } from '../organisation.ts';
import { type KeptRunbook, runbookOf } from '../runbooks/runbook.ts';
import { personOf } from '../person.ts';
import { teamOf } from '../team.ts';
import { itemsAt, itemsInUse } from './items.ts';
import { teamsAt } from './of-queue.ts';
import { idsOf, outsideOf, SHOWN, shownOf } from './open-cases.ts';

/** Open organisations directly or further below this one, the first 200. */
export const openBelow = async (db: Connection, path: OrgPath): Promise<string[]> =>
  idsOf(
    await organisationOf(db)
      .find({ _id: { $ne: path }, line: path, open: true }, { _id: 1 })
      .sort({ _id: 1 })
      .limit(SHOWN)
      .lean<{ _id: string }[]>(),
  );

/** Active people of the unit itself, the first 200. */
export const peopleOf = async (db: Connection, unit: OrgPath): Promise<string[]> =>
  idsOf(
    await personOf(db).find({ unit, active: true }, { _id: 1 }).sort({ _id: 1 }).limit(SHOWN).lean<{ _id: string }[]>(),
  );

/** True for a category of the first level. */
export const isFirstLevel = async (db: Connection, id: string): Promise<boolean> =>
  (await categoryOf(db).exists({ _id: id, parent: { $exists: false } })) !== null;

/** True for a category that has some of the second level. */
export const hasChildren = async (db: Connection, id: string): Promise<boolean> =>
  (await categoryOf(db).exists({ parent: id })) !== null;

/** Registers whose entries a case names, and the field in which it does. */
const NAMED_IN = {
  applications: 'application',
  categories: 'category',
  'cause-codes': 'causeCode',
  organisations: 'orgLine',
} as const;
export type NamedRegister = keyof typeof NAMED_IN;
export type EntryHoldings = {
  /** Open cases that name it, or belong to it. */
  open: string[];
  /** Open cases of these that are out of the asker's reach. */
  outside?: number;
  /** Open entries below it. */
  below: string[];
  /** Teams that serve it, or lie there. */
  teams: string[];
  /** Active people of the unit. */
  people: string[];
  /** Configuration items in use that belong to it, or are part of it. */
  items: string[];
  /** Change templates that are its own, or are for it, and may still be used. */
  templates: string[];
  /** Runbooks that are its own, or are for it, and are not withdrawn. */
  runbooks: string[];
};
/** What hangs on an entry of a register of words, or on an organisation; of each the first 200 within `reach`. */
export async function entryHoldingsOf(
  db: Connection,
  register: NamedRegister,
  id: string,
  reach: CaseReach,
): Promise<EntryHoldings> {
  const named = [{ [NAMED_IN[register]]: { is: id } }];
  const [open, outside, below, teams, staff, items, templates, runbooks] = await Promise.all([
    shownOf(db, reach, named),
    outsideOf(db, reach, named),
    openEntriesBelow(db, register, id),
    teamsOn(db, register, id),
    register === 'organisations' ? peopleOf(db, pathOf(id)) : [],
    itemsOn(db, register, id),
    templatesOn(db, register, id),
    runbooksOn(db, register, id),
  ]);
  return { open, ...outside, below, teams, people: staff, items, templates, runbooks };
}

const pathOf = (id: string): OrgPath => `/${id.slice(1)}`;

async function openEntriesBelow(db: Connection, register: NamedRegister, id: string): Promise<string[]> {
  if (register === 'organisations') return await openBelow(db, pathOf(id));
  if (register !== 'categories') return [];
  return idsOf(
    await categoryOf(db)
      .find({ parent: id, open: true }, { _id: 1 })
      .sort({ _id: 1 })
      .limit(SHOWN)
      .lean<{ _id: string }[]>(),
  );
}

async function itemsOn(db: Connection, register: NamedRegister, id: string): Promise<string[]> {
  if (register === 'organisations') return await itemsAt(db, pathOf(id));
  return register === 'applications' ? await itemsInUse(db, { application: id }) : [];
}

/** Change templates of an organisation itself that may still be used, the first 200. */
export const templatesAt = (db: Connection, orgPath: OrgPath): Promise<string[]> =>
  templatesOn(db, 'organisations', orgPath);

/** Field of a template in which it names an entry of these. */
const OF_TEMPLATES: Partial<Record<NamedRegister, string>> = {
  organisations: 'organisation',
  applications: 'applications',
};
async function templatesOn(db: Connection, register: NamedRegister, id: string): Promise<string[]> {
  const field = OF_TEMPLATES[register];
  if (field === undefined) return [];
  const found = await changeTemplateOf(db)
    .aggregate<Pick<KeptChangeTemplate, 'changeTemplate' | 'validUntil'>>([
      ...newestOfEach('changeTemplate'),
      { $match: { [field]: id, withdrawn: { $ne: true } } },
      { $project: { changeTemplate: 1, validUntil: 1 } },
      { $sort: { changeTemplate: 1 } },
    ])
    .exec();
  return found
    .filter(({ validUntil }) => Date.parse(validUntil) > Date.now())
    .map(({ changeTemplate }) => changeTemplate)
    .slice(0, SHOWN);
}

const OF_RUNBOOKS: Partial<Record<NamedRegister, string>> = { organisations: 'orgPath', applications: 'applications' };
/** Runbooks of an organisation itself that are in force, the first 200. */
export const runbooksAt = (db: Connection, orgPath: OrgPath): Promise<string[]> =>
  runbooksOn(db, 'organisations', orgPath);

async function runbooksOn(db: Connection, register: NamedRegister, id: string): Promise<string[]> {
  const field = OF_RUNBOOKS[register];
  if (field === undefined) return [];
  const found = await runbookOf(db)
    .aggregate<Pick<KeptRunbook, 'runbook'>>([
      ...newestOfEach('runbook'),
      { $match: { [field]: id, withdrawn: { $ne: true } } },
      { $project: { runbook: 1 } },
      { $sort: { runbook: 1 } },
      { $limit: SHOWN },
    ])
    .exec();
  return found.map(({ runbook }) => runbook);
}

async function teamsOn(db: Connection, register: NamedRegister, id: string): Promise<string[]> {
  if (register === 'organisations') return idsOf(await teamsAt(db, pathOf(id)));
  if (register !== 'applications') return [];
  return idsOf(
    await teamOf(db)
      .find({ applications: id, open: true }, { _id: 1 })
      .sort({ _id: 1 })
      .limit(SHOWN)
      .lean<{ _id: string }[]>(),
  );
}
