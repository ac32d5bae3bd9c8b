/** The versioned register of schemes of appraisal. */
import { schemeFaults, schemeSourceOf } from '../../../domain/appraisal/calculus/scheme.ts';
import type { MeasuredItem, Scheme } from '../../../domain/appraisal/calculus/shapes.ts';
import { inWords } from '../../../domain/figures/language/in-words.ts';
import { fieldFault } from '../../../domain/kernel/errors.ts';
import type { Actor } from '../../../domain/kernel/process.ts';
import { entryOutside } from '../../../domain/kernel/record/outside.ts';
import { judgeFaults } from '../../../client/appraisals/judges.ts';
import { measured } from '../../../client/appraisals/measured.ts';
import { versionOf } from '../../../models/registers/register-version.ts';
import { pinnedAny, refOf, type VersionedRegister } from '../versioned/register-shapes.ts';
import { type RegisterDeps, wordsIn } from '../versioned/register-checks.ts';
import { schemeSource } from './scheme-source.ts';

export const appraisalSchemes: VersionedRegister<'appraisal-schemes'> = {
  name: 'appraisal-schemes',
  field: 'scheme',
  title: 'Scheme of appraisal',
  schema: schemeSource,
  writers: ['process-owner', 'chief-appraiser'],
  sourceOf: schemeSourceOf,
  problems: async (deps, { source, former, actor }) => {
    const faults = schemeFaults(source, former);
    if (source.withdrawn) return faults;
    const own = faults.some(({ code }) => code === 'judges-itself') ? [] : await judgeFaults(deps, source);
    return [
      ...faults,
      ...own,
      ...(await measured(deps.registers, source)).faults,
      ...(await unknownWho(deps, source, { actor, former })),
    ];
  },
  places: ({ orgPath, judge }) => [orgPath, judge],
  documentOf: async ({ registers }, id, source, stamp) => {
    const { items } = await measured(registers, source);
    return { _id: refOf(id, stamp), scheme: id, ...source, items, ...stamp };
  },
  pinnedTo: (versions) => [pinnedAny('scheme', versions)],
};

type By = { actor: Actor; former: Scheme | null };
/** Whoever is judged is told, and signs: nobody names people, teams and organisations that he does not see. */
async function unknownWho({ registers, directory }: RegisterDeps, scheme: Scheme, { actor, former }: By) {
  const { orgPath, judge, subject } = scheme;
  const { organisation, person, teams = [] } = subject;
  const places = [orgPath, judge, ...(organisation === undefined ? [] : [organisation])];
  const [there, people, known, him] = await Promise.all([
    wordsIn(registers, 'organisations', places, { actor, kept: former ? placesOf(former) : [] }),
    wordsIn(registers, 'people', person === undefined ? [] : [person], {
      actor,
      kept: textsOf(former?.subject.person),
    }),
    wordsIn(registers, 'teams', teams, { actor, kept: former?.subject.teams }),
    person === undefined ? undefined : directory.person(person),
  ]);
  const isHim = person !== undefined && people.has(person) && him?.active === true;
  return [
    ...fieldFault(!there.has(orgPath), '/orgPath', 'unknown'),
    ...fieldFault(!there.has(judge), '/judge', 'unknown'),
    ...fieldFault(organisation !== undefined && !there.has(organisation), '/subject/organisation', 'unknown'),
    ...fieldFault(person !== undefined && !isHim, '/subject/person', 'unknown'),
    ...teams.flatMap((team, n) => fieldFault(!known.has(team), `/subject/teams/${n}`, 'unknown')),
  ];
}
const textsOf = (one: string | undefined): string[] => (one === undefined ? [] : [one]);
const placesOf = ({ orgPath, judge, subject }: Scheme): string[] => [orgPath, judge, ...textsOf(subject.organisation)];

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
