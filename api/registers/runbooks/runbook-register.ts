/** The versioned register of runbooks: engineers write them, and whoever owns the process publishes what another wrote. */
import { holdersUpward } from '../../../client/registers/seats.ts';
import { fieldFault } from '../../../domain/kernel/errors.ts';
import type { Actor, FieldError } from '../../../domain/kernel/process.ts';
import { actionsAsked, roleAt, rolesAsked } from '../../../domain/runbooks/faults.ts';
import { placesIn } from '../../../domain/runbooks/placed.ts';
import { runbookFaults, type RunbookText } from '../../../domain/runbooks/runbook.ts';
import { actionsOpenTo } from '../../../models/registers/actions/action.ts';
import { type RegisterDeps, unknownItems, unknownServices, wordsIn } from '../versioned/register-checks.ts';
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
  problems: async (deps, { id, source, former, actor }) => {
    const [held, actions] = await Promise.all([rolesHeld(deps, source), actionsKnown(deps, source)]);
    const faults = [
      ...fieldFault(id === 'drills', '/id', 'reserved'), // a path of its own
      ...runbookFaults(source, former, { held, actions }),
    ];
    if (source.withdrawn) return faults;
    return [
      ...faults,
      ...(await unknownOrganisations(deps, source, { actor, former })),
      ...(await unknownServices(deps, source.applications)),
      ...(await unknownItems(deps, source.items, { actor, kept: former?.items })),
      ...(await unknownOrigin(deps, source, { actor, former })),
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

type By = { actor: Actor; former: RunbookText | null };
const placesOf = ({ orgPath, plan }: RunbookText) => [{ pointer: '/orgPath', orgPath }, ...placesIn(plan)];

async function unknownOrganisations(
  { registers }: RegisterDeps,
  source: RunbookText,
  { actor, former }: By,
): Promise<FieldError[]> {
  const named = placesOf(source);
  const kept = former ? placesOf(former).map(({ orgPath }) => orgPath) : [];
  const words = named.map(({ orgPath }) => orgPath);
  const known = await wordsIn(registers, 'organisations', words, { actor, kept });
  return named.flatMap(({ pointer, orgPath }) => fieldFault(!known.has(orgPath), pointer, 'unknown'));
}

/** What it was copied from is a text that its editor has read. */
async function unknownOrigin(
  { registers }: RegisterDeps,
  { copyOf }: RunbookText,
  { actor, former }: By,
): Promise<FieldError[]> {
  if (copyOf === undefined || copyOf === former?.copyOf) return [];
  const known = await wordsIn(registers, 'runbooks', [copyOf], { actor });
  return fieldFault(!known.has(copyOf), '/copyOf', 'unknown');
}
