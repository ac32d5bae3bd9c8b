/** What registers offer for the work that a command names: items, templates, checklists, runbooks, a priority. */
import type { Connection } from 'mongoose';
import type { FactNeeds, Facts } from '../../../domain/kernel/facts.ts';
import type { OrgPath, StoredCase } from '../../../domain/kernel/process.ts';
import { caseOf } from '../../../models/cases/case.ts';
import type { ItemFacts } from '../../../models/registers/items/item-facts.ts';
import { itemsNamed } from '../../changes/named-items.ts';
import { offeredTemplate } from '../../changes/templates.ts';
import { offeredChecklist } from '../../registers/checklists.ts';
import type { Directory } from '../../registers/directory.ts';
import { type RunFacts, runbooksAsked } from '../../registers/runbooks.ts';
import { type Asking, isOrgPath, type Registers, textIn, textsIn } from './asked.ts';

export type Placed = { process: string; orgPath: OrgPath; application?: string | undefined };
type OfTemplate = Omit<Placed, 'process'> & {
  kind?: string;
  template?: string;
  items?: readonly string[];
};

/** Of a standard change; `wanted`: other items than it has; `known`: what of them who asks may name. */
export async function ownTemplate(
  { db, registers = db }: Registers,
  { kind, template: key, orgPath: unit, application, items = [] }: OfTemplate,
  wanted: readonly string[] = items,
  known?: ReadonlyMap<string, ItemFacts>,
): Promise<Facts['template']> {
  if (kind !== 'standard' || key === undefined) return undefined;
  return await offeredTemplate(registers, { key, unit, application, items: wanted }, known);
}

export async function templateFact(
  stores: Registers,
  asking: Asking,
  of: FactNeeds['template'],
): Promise<Facts['template']> {
  if (of === undefined) return undefined;
  const { caseId, data: given } = asking;
  const data = new Map<string, unknown>(Object.entries(given));
  const items = textsIn(data.get('items'));
  const known = await itemsNamed(stores, items, asking);
  if (of === 'own') {
    const stored = await caseOf(stores.db).findById(caseId).lean<StoredCase>();
    return stored ? await ownTemplate(stores, stored, items, known) : undefined;
  }
  const [key, unit] = [textIn(data.get('template')), textIn(data.get('unit'))];
  if (key === undefined || unit === undefined || !isOrgPath(unit)) return undefined;
  const { db, registers = db } = stores;
  return await offeredTemplate(registers, { key, unit, application: textIn(data.get('application')), items }, known);
}

export async function checklistFact(
  db: Connection,
  data: ReadonlyMap<string, unknown>,
  field: FactNeeds['checklist'],
): Promise<Facts['checklist']> {
  const [key, unit] = [field === undefined ? undefined : textIn(data.get(field)), textIn(data.get('unit'))];
  if (key === undefined || unit === undefined || !isOrgPath(unit)) return undefined;
  return await offeredChecklist(db, { key, unit });
}

/** What is called fresh is left to the turn, so that no outline lies in histories; but of an intake, for which no turn looks it up. */
export async function runbookFacts(stores: Registers, asking: Asking, needs: FactNeeds): Promise<RunFacts> {
  const { caseId, process, data: given } = asking;
  const wants = (name: keyof RunFacts): boolean =>
    needs[name] !== undefined && (caseId === undefined || !needs.fresh?.includes(name));
  const names = { runbook: wants('runbook'), runbooks: wants('runbooks') };
  if (!names.runbook && !names.runbooks) return {};
  const data = new Map<string, unknown>(Object.entries(given));
  const stored = caseId === undefined ? null : await caseOf(stores.db).findById(caseId).lean<StoredCase>();
  const orgPath = stored?.orgPath ?? textIn(data.get('unit'));
  if (orgPath === undefined || !isOrgPath(orgPath)) return {};
  const application = stored?.application ?? textIn(data.get('application'));
  const { db, registers = db } = stores;
  const about = { process, orgPath, application, data: given, kept: stored ?? {} };
  return await runbooksAsked(registers, about, { field: needs.runbook, names });
}

export async function priorityFact(
  directory: Directory,
  impact: unknown,
  urgency: unknown,
): Promise<string | undefined> {
  const known = isLevel(impact) && isLevel(urgency);
  return known ? await directory.priorityOf(impact, urgency) : undefined;
}

const isLevel = (value: unknown): value is string | number => typeof value === 'string' || typeof value === 'number';
