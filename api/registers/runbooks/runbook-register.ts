/** The versioned register of runbooks: engineers write them, and whoever owns the process publishes what another wrote. */
import { holdersUpward } from '../../../client/registers/seats.ts';
import { fieldFault } from '../../../domain/kernel/errors.ts';
import type { FieldError } from '../../../domain/kernel/process.ts';
import { actionsAsked, roleAt, rolesAsked } from '../../../domain/runbooks/faults.ts';
import { placesIn } from '../../../domain/runbooks/placed.ts';
import { runbookFaults, type RunbookText } from '../../../domain/runbooks/runbook.ts';
import { actionsOpenTo } from '../../../models/registers/actions/action.ts';
import { runbookOf } from '../../../models/registers/runbooks/runbook.ts';
import { type RegisterDeps, unknownItems, unknownServices } from '../versioned/register-checks.ts';
import { pinnedAny, refOf, type VersionedRegister } from '../versioned/register-shapes.ts';
import { runbookSource } from './runbook-source.ts';

export const runbooks: VersionedRegister<'runbooks'> = {
  name: 'runbooks',
  field: 'runbook',
  title: 'Runbook',
  schema: runbookSource,
  writers: ['process-owner', 'supervisor', 'engineer'],
  // What is found to be dangerous is stopped by whoever finds it.
  needsFourEyes: ({ withdrawn }) => withdrawn !== true,
  sourceOf: ({
    title,
    description,
    process,
    scheme,
    orgPath,
    applications,
    items,
    drillEveryMonths,
    plan,
    copyOf,
    withdrawn,
    reason,
  }) => ({
    title,
    ...(description && { description }),
    process,
    ...(scheme && { scheme }),
    orgPath,
    applications,
    items,
    ...(drillEveryMonths !== undefined && { drillEveryMonths }),
    plan,
    ...(copyOf !== undefined && { copyOf }),
    ...(withdrawn && { withdrawn }),
    ...(reason !== undefined && { reason }),
  }),
  problems: async (deps, { id, source, former }) => {
    const [held, actions] = await Promise.all([rolesHeld(deps, source), actionsKnown(deps, source)]);
    const faults = [
      ...fieldFault(id === 'drills', '/id', 'reserved'), // a path of its own
      ...runbookFaults(source, former, { held, actions }),
    ];
    if (source.withdrawn) return faults;
    return [
      ...faults,
      ...(await unknownOrganisations(deps, source)),
      ...(await unknownServices(deps, source.applications)),
      ...(await unknownItems(deps, source.items)),
      ...(await unknownOrigin(deps, source)),
    ];
  },
  places: ({ orgPath }) => [orgPath],
  documentOf: async (_deps, id, source, stamp) => ({ _id: refOf(id, stamp), runbook: id, ...source, ...stamp }),
  pinnedTo: (versions) => [pinnedAny('runbook', versions)],
};

/** Of the roles that its steps and gates ask for, those that somebody holds at the organisation or above. */
async function rolesHeld({ directory }: RegisterDeps, { plan, orgPath }: RunbookText): Promise<ReadonlySet<string>> {
  const found = await Promise.all(
    rolesAsked(plan, orgPath).map(async ({ role, orgPath: at }) =>
      (await holdersUpward(directory, role, at)).length > 0 ? [roleAt(role, at)] : [],
    ),
  );
  return new Set(found.flat());
}

const actionsKnown = ({ registers }: RegisterDeps, { plan, orgPath }: RunbookText): Promise<ReadonlySet<string>> =>
  actionsOpenTo(registers, actionsAsked(plan), orgPath);

async function unknownOrganisations(
  { directory }: RegisterDeps,
  { orgPath, plan }: RunbookText,
): Promise<FieldError[]> {
  const named = [{ pointer: '/orgPath', orgPath }, ...placesIn(plan)];
  const found = await Promise.all(named.map(({ orgPath: path }) => directory.organisation(path)));
  return named.flatMap(({ pointer }, at) => fieldFault(found[at] === null, pointer, 'unknown'));
}

const unknownOrigin = async ({ registers }: RegisterDeps, { copyOf }: RunbookText): Promise<FieldError[]> =>
  fieldFault(copyOf !== undefined && !(await runbookOf(registers).exists({ _id: copyOf })), '/copyOf', 'unknown');
