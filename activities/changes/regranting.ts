/** Whoever was given a role, or lost one: open rounds of approval ask registers anew who sits there. */
import { Context } from '@temporalio/activity';
import { DomainError } from '../../domain/kernel/errors.ts';
import { handoverKey } from '../../domain/kernel/ids.ts';
import { orgLineOf } from '../../domain/kernel/people/access.ts';
import type { Actor, Grant } from '../../domain/kernel/process.ts';
import { roundsAt, roundsOf } from '../../models/cases/rounds.ts';
import type { Person } from '../../models/registers/person.ts';
import { registerVersionOf, type RegisterVersion, versionName } from '../../models/registers/register-version.ts';
import type { ActivityDeps } from '../deps.ts';

/** As client/cases/regranting.ts has it. */
export type Regranted = { person: string; version: number };
/** `refused`: cases whose round was over on the way. */
export type Reseated = { asked: number; refused: number };
type Deps = Pick<ActivityDeps, 'db' | 'caseClient'>;

const PAGE = 100;
/** More in a row, and it is the engine that is away. */
const MOST_UNREACHED = 10;
const SYSTEM: Actor = { id: 'system', kind: 'system', unit: '/', teams: [], grants: [] };

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
    const counts = { asked: 0, refused: 0 };
    let unreached: unknown;
    let inRow = 0;
    for await (const caseId of concerned(person, version)) {
      Context.current().heartbeat(caseId);
      const key = handoverKey(versionName('people', person, version), pass, caseId);
      try {
        await caseClient.command(caseId, 'reseat', {}, { actor: SYSTEM, key });
        counts.asked += 1;
        inRow = 0;
      } catch (error) {
        if (error instanceof DomainError) counts.refused += 1;
        else unreached = error;
        inRow = error instanceof DomainError ? 0 : inRow + 1;
        if (inRow > MOST_UNREACHED) throw error;
      }
    }
    if (unreached !== undefined) throw unreached;
    return counts;
  }

  async function* concerned(person: string, version: number): AsyncGenerator<string> {
    const asked = new Set<string>();
    for await (const caseId of paged((after) => roundsOf(db, person, { after, limit: PAGE }))) {
      asked.add(caseId);
      yield caseId;
    }
    const [now, before] = await Promise.all([versionIn(person, version), versionIn(person, version - 1)]);
    const given = newGrants(grantsIn(before), grantsIn(now)).map(({ orgPath }) => orgPath);
    if (given.length === 0) return;
    const places = [...new Set(given)].filter(
      (path) => !orgLineOf(path).some((one) => one !== path && given.includes(one)),
    );
    for await (const caseId of paged((after) => roundsAt(db, places, { after, limit: PAGE })))
      if (!asked.has(caseId)) yield caseId;
  }

  return { lookAtGrants, reseatRounds };
}

async function* paged(read: (after: string) => Promise<string[]>): AsyncGenerator<string> {
  for (let after = ''; ; ) {
    const page = await read(after);
    yield* page;
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return;
    after = last;
  }
}

const grantsIn = (row: RegisterVersion | null): readonly Grant[] => {
  const { grants = [] }: Partial<Pick<Person, 'grants'>> = row?.value ?? {};
  return grants;
};
const newGrants = (before: readonly Grant[], now: readonly Grant[]): Grant[] =>
  now.filter(({ role, orgPath }) => !before.some((one) => one.role === role && one.orgPath === orgPath));
