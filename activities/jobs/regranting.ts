/** Whoever was given a role, or lost one: open rounds of approval ask registers anew who sits there. */
import { handoverKey } from '../../domain/kernel/ids.ts';
import { orgLineOf } from '../../domain/kernel/people/access.ts';
import type { Grant } from '../../domain/kernel/process.ts';
import { roundsAt, roundsOf } from '../../models/cases/rounds.ts';
import type { Person } from '../../models/registers/person.ts';
import { registerVersionOf, type RegisterVersion, versionName } from '../../models/registers/register-version.ts';
import type { ActivityDeps } from '../deps.ts';
import { type Given, oneByOne, paged } from './one-by-one.ts';

/** As client/cases/regranting.ts has it. */
export type Regranted = { person: string; version: number };
/** `refused`: cases whose round was over on the way. */
export type Reseated = { asked: number; refused: number };
type Deps = Pick<ActivityDeps, 'db' | 'caseClient'>;

const PAGE = 100;

export function createRegranting({ db, caseClient }: Deps) {
  const versionIn = (person: string, version: number) =>
    registerVersionOf(db)
      .findById(versionName('people', person, version))
      .lean<RegisterVersion>()
      .exec();

  /** Whether the version is stored. */
  const lookAtGrants = async ({ person, version }: Regranted): Promise<boolean> =>
    (await versionIn(person, version)) !== null;

  /**
   * Case by case, under keys of this pass; begun again it does nothing twice: those where he sits, and where he was given a role,
   * those in which its holders may sit. Throws at the end when some could not be reached.
   */
  async function reseatRounds({ person, version }: Regranted, pass: number): Promise<Reseated> {
    const { taken, refused } = await oneByOne(caseClient, reseats({ person, version }, pass));
    return { asked: taken, refused };
  }

  async function* reseats({ person, version }: Regranted, pass: number): AsyncGenerator<Given> {
    for await (const caseId of concerned(person, version)) {
      const key = handoverKey(versionName('people', person, version), pass, caseId);
      yield { caseId, command: 'reseat', data: {}, key };
    }
  }

  async function* concerned(person: string, version: number): AsyncGenerator<string> {
    const asked = new Set<string>();
    for await (const caseId of paged((after) => roundsOf(db, person, { after, limit: PAGE }), PAGE)) {
      asked.add(caseId);
      yield caseId;
    }
    const [now, before] = await Promise.all([versionIn(person, version), versionIn(person, version - 1)]);
    const given = newGrants(grantsIn(before), grantsIn(now)).map(({ orgPath }) => orgPath);
    if (given.length === 0) return;
    const places = [...new Set(given)].filter(
      (path) => !orgLineOf(path).some((one) => one !== path && given.includes(one)),
    );
    for await (const caseId of paged((after) => roundsAt(db, places, { after, limit: PAGE }), PAGE))
      if (!asked.has(caseId)) yield caseId;
  }

  return { lookAtGrants, reseatRounds };
}

const grantsIn = (row: RegisterVersion | null): readonly Grant[] => {
  const { grants = [] }: Partial<Pick<Person, 'grants'>> = row?.value ?? {};
  return grants;
};
const newGrants = (before: readonly Grant[], now: readonly Grant[]): Grant[] =>
  now.filter(({ role, orgPath }) => !before.some((one) => one.role === role && one.orgPath === orgPath));
