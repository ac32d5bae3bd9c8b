/** The versioned register of checklists. */
import { checklistFaults } from '../../../domain/inspection/checklist.ts';
import { fieldFault } from '../../../domain/kernel/errors.ts';
import { entryOutside } from '../../../domain/kernel/record/outside.ts';
import { plansBy } from '../../../models/registers/inspections/plan.ts';
import { versionOf } from '../../../models/registers/register-version.ts';
import { pinnedAny, refOf, type VersionedRegister } from '../versioned/register-shapes.ts';
import { checklistSource } from './checklist-source.ts';

export const checklists: VersionedRegister<'checklists'> = {
  name: 'checklists',
  field: 'checklist',
  title: 'Checklist',
  schema: checklistSource,
  writers: ['process-owner', 'project-manager'],
  sourceOf: ({ title, orgPath, ways, groups, lines, withdrawn, reason }) => ({
    title,
    orgPath,
    ways,
    groups,
    lines,
    ...(withdrawn && { withdrawn }),
    ...(reason !== undefined && { reason }),
  }),
  problems: async ({ registers, directory }, { id, source, former }) => {
    const plans = await plansBy(registers, id);
    const faults = checklistFaults(source, former);
    if (source.withdrawn) return [...faults, ...inUse(plans, '/withdrawn')];
    const strays = plans.filter(({ way }) => !source.ways.includes(way));
    return [
      ...faults,
      ...fieldFault((await directory.organisation(source.orgPath)) === null, '/orgPath', 'unknown'),
      ...fieldFault(former !== null && former.orgPath !== source.orgPath, '/orgPath', 'immutable'),
      ...inUse(strays, '/ways'),
    ];
  },
  places: ({ orgPath }) => [orgPath],
  documentOf: async (_deps, id, source, stamp) => ({ _id: refOf(id, stamp), checklist: id, ...source, ...stamp }),
  pinnedTo: (versions) => [pinnedAny('checklist', versions)],
};

/** An open plan would have nothing to inspect by. */
const inUse = (plans: readonly { _id: string }[], pointer: string) =>
  plans.length > 0 ? [{ pointer, code: 'plans-open', params: { left: plans.map(({ _id }) => _id) } }] : [];

/** Two hundred lines in a list of checklists: of one alone `source` has them. */
export function presentChecklist(found: { _id: string; version?: number }): object {
  const { lines, ...rest } = { lines: [], ...entryOutside(found) };
  return { ...rest, lines: lines.length, version: versionOf(found) };
}
