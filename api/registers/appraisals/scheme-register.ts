/** The versioned register of schemes of appraisal. */
import { schemeFaults, schemeSourceOf } from '../../../domain/appraisal/calculus/scheme.ts';
import type { MeasuredItem, Scheme } from '../../../domain/appraisal/calculus/shapes.ts';
import { inWords } from '../../../domain/figures/language/in-words.ts';
import { fieldFault } from '../../../domain/kernel/errors.ts';
import { entryOutside } from '../../../domain/kernel/record/outside.ts';
import { judgeFaults } from '../../../client/appraisals/judges.ts';
import { measured } from '../../../client/appraisals/measured.ts';
import { versionOf } from '../../../models/registers/register-version.ts';
import { pinnedAny, refOf, type VersionedRegister } from '../versioned/register-shapes.ts';
import type { RegisterDeps } from '../versioned/register-checks.ts';
import { schemeSource } from './scheme-source.ts';

export const appraisalSchemes: VersionedRegister<'appraisal-schemes'> = {
  name: 'appraisal-schemes',
  field: 'scheme',
  title: 'Scheme of appraisal',
  schema: schemeSource,
  writers: ['process-owner', 'chief-appraiser'],
  sourceOf: schemeSourceOf,
  problems: async (deps, { source, former }) => {
    const faults = schemeFaults(source, former);
    if (source.withdrawn) return faults;
    const own = faults.some(({ code }) => code === 'judges-itself') ? [] : await judgeFaults(deps, source);
    return [...faults, ...own, ...(await measured(deps.registers, source)).faults, ...(await unknownWho(deps, source))];
  },
  places: ({ orgPath, judge }) => [orgPath, judge],
  documentOf: async ({ registers }, id, source, stamp) => {
    const { items } = await measured(registers, source);
    return { _id: refOf(id, stamp), scheme: id, ...source, items, ...stamp };
  },
  pinnedTo: (versions) => [pinnedAny('scheme', versions)],
};

async function unknownWho({ directory }: RegisterDeps, { orgPath, judge, subject }: Scheme) {
  const { organisation, person, teams = [] } = subject;
  const [own, judging, theirs, him] = await Promise.all([
    directory.organisation(orgPath),
    directory.organisation(judge),
    organisation === undefined ? undefined : directory.organisation(organisation),
    person === undefined ? undefined : directory.person(person),
  ]);
  const known = await Promise.all(teams.map((team) => directory.team(team)));
  return [
    ...fieldFault(own === null, '/orgPath', 'unknown'),
    ...fieldFault(judging === null, '/judge', 'unknown'),
    ...fieldFault(theirs === null, '/subject/organisation', 'unknown'),
    ...fieldFault(person !== undefined && him?.active !== true, '/subject/person', 'unknown'),
    ...known.flatMap((team, n) => fieldFault(!team, `/subject/teams/${n}`, 'unknown')),
  ];
}

type Kept = { _id: string; version?: number; items?: readonly MeasuredItem[] };
/** Thirty items in a list of schemes: of one alone `source` has them. `says`: what an item measures, in plain words, by its id. */
export function presentScheme(found: Kept): object {
  const { items, ...rest } = { items: [], ...entryOutside(found) };
  const says = Object.fromEntries(
    (found.items ?? []).flatMap(({ id, formula }) =>
      formula ? [[id, inWords(formula, (ref) => ({ zh: ref, en: ref }))]] : [],
    ),
  );
  return { ...rest, items: items.length, says, version: versionOf(found) };
}
