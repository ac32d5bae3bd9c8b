/** Entries and versions that the product, or whoever sets it up, brings along: signed like those that people write. */
import type { Connection } from 'mongoose';
import type { Action } from './actions/action.ts';
import type { Runner } from './actions/runner.ts';
import type { Application } from './application.ts';
import type { KeptApprovalPolicy } from './approval-policy.ts';
import type { Calendar } from './calendar.ts';
import type { KeptChangeTemplate } from './changes/change-template.ts';
import type { Category } from './category.ts';
import type { CauseCode } from './cause-code.ts';
import type { Contract } from './contract.ts';
import type { VersionedName } from './draft.ts';
import type { DutyRoster } from './dispatch/duty-roster.ts';
import type { Qualification } from './dispatch/qualification.ts';
import type { Skill } from './dispatch/skill.ts';
import type { ServiceZone } from './dispatch/zone.ts';
import type { KeptDocumentTemplate } from './documents/document-template.ts';
import type { KeptIndicator } from './figures/indicator.ts';
import type { KeptScheme } from './appraisals/scheme.ts';
import type { KeptChecklist } from './inspections/checklist.ts';
import type { KeptInspectionPlan } from './inspections/plan.ts';
import type { Item } from './items/item.ts';
import type { StoredKind, StoredRelation } from './items/item-types.ts';
import type { Freeze } from './freeze.ts';
import type { KeptMandate } from './meetings/mandate.ts';
import type { Meeting } from './meetings/meeting.ts';
import type { Matrix } from './priority-matrix.ts';
import type { Organisation } from './organisation.ts';
import type { Person } from './person.ts';
import type { Policy } from './policy.ts';
import type { KeptRiskQuestionnaire } from './changes/risk-questionnaire.ts';
import type { KeptRunbook } from './runbooks/runbook.ts';
import type { KeptReturnedPart } from './items/returned-part.ts';
import type { SharedEntries } from './shared/kept.ts';
import type { Team } from './team.ts';
import { isDuplicate } from '../store/model-of.ts';
import type { EntryField } from '../store/newest-version.ts';
import { recordKeyOf } from '../store/record-key.ts';
import { signedRow } from '../store/signed-row.ts';
import { type PlainName, type RegisterVersion, versionRow } from './register-version.ts';

type Entries = {
  organisations: Organisation;
  teams: Team;
  people: Person;
  applications: Application;
  categories: Category;
  'cause-codes': CauseCode;
  'item-kinds': StoredKind;
  'item-relations': StoredRelation;
  items: Item;
  meetings: Meeting;
  mandates: KeptMandate;
  actions: Action;
  runners: Runner;
  skills: Skill;
  qualifications: Qualification;
  'duty-rosters': DutyRoster;
  zones: ServiceZone;
  'inspection-plans': KeptInspectionPlan;
  'returned-parts': KeptReturnedPart;
} & SharedEntries;
type Versions = {
  calendars: Calendar;
  policies: Policy;
  matrices: Matrix;
  contracts: Contract;
  'approval-policies': KeptApprovalPolicy;
  'change-templates': KeptChangeTemplate;
  'risk-questionnaires': KeptRiskQuestionnaire;
  'document-templates': KeptDocumentTemplate;
  freezes: Freeze;
  runbooks: KeptRunbook;
  checklists: KeptChecklist;
  indicators: KeptIndicator;
  'appraisal-schemes': KeptScheme;
};

/** The field of a version that names its entry. */
export const entryFields = {
  calendars: 'calendar',
  policies: 'policy',
  matrices: 'matrix',
  contracts: 'contract',
  'approval-policies': 'approvalPolicy',
  'change-templates': 'changeTemplate',
  'risk-questionnaires': 'riskQuestionnaire',
  'document-templates': 'documentTemplate',
  freezes: 'freeze',
  runbooks: 'runbook',
  checklists: 'checklist',
  indicators: 'indicator',
  'appraisal-schemes': 'scheme',
} as const satisfies Record<VersionedName, EntryField>;

type Kept = { _id: string };

/** Inserts the entries that are not there, each as its first version; what is there stays as it is. One process at a time. */
export async function addEntries<K extends PlainName>(
  db: Connection,
  register: K,
  entries: readonly Entries[K][],
): Promise<void> {
  const missing = await missingOf(db, register, entries);
  if (missing.length === 0) return;
  const key = recordKeyOf(db);
  const firsts: Entries[K][] = JSON.parse(JSON.stringify(missing.map((entry) => ({ ...entry, version: 1 }))));
  const of = { register, version: 1, at: Date.now(), by: 'system' };
  const rows = firsts.map((entry) => versionRow({ ...of, id: entry._id, entry }, key));
  await db.transaction(async (session) => {
    await db.collection<Kept>(register).insertMany(firsts, { session });
    await db.collection<RegisterVersion>('register-versions').insertMany(rows, { session });
  });
}

/** Inserts the versions that are not there; what is there stays as it is, and another process may add the same meanwhile. */
export async function addVersions<K extends VersionedName>(
  db: Connection,
  register: K,
  versions: readonly Versions[K][],
): Promise<void> {
  const missing = await missingOf(db, register, versions);
  if (missing.length === 0) return;
  const key = recordKeyOf(db);
  const rows = missing.map((row) => {
    const chain = `${register}/${row._id.slice(0, row._id.lastIndexOf('@'))}`;
    return signedRow(row, { chain, version: row.version }, key);
  });
  try {
    await db.collection<Kept>(register).insertMany(rows, { ordered: false });
  } catch (error) {
    if (!isDuplicate(error) || (await missingOf(db, register, versions)).length > 0) throw error;
  }
}

async function missingOf<T extends Kept>(db: Connection, register: string, all: readonly T[]): Promise<T[]> {
  const there = new Set<unknown>(await db.collection(register).distinct('_id'));
  return all.filter(({ _id }) => !there.has(_id));
}
