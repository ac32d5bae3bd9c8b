/** Who could take the seats of an approval policy for a case, by the registers of now. */
import type { Connection } from 'mongoose';
import { orgLineOf } from '../../domain/kernel/people/access.ts';
import type { Heirs, OfferedPolicy, Seat, SeatsNow } from '../../domain/kernel/approval/shapes.ts';
import type { OrgPath } from '../../domain/kernel/process.ts';
import { type Person, personOf } from '../../models/registers/person.ts';
import { approvalPolicyIn } from '../../models/registers/approval-policy.ts';
import { type Directory, holdersOf } from './directory.ts';
import { pinRefOf } from './pins.ts';

type People = Pick<Directory, 'person' | 'holders'>;

/** Every policy in force of a process, by key, with who could take its seats in a case of `orgPath`. */
export async function approvalsFor(
  directory: People & Pick<Directory, 'approvalPoliciesOf'>,
  { process, orgPath }: { process: string; orgPath: OrgPath },
): Promise<Readonly<Record<string, OfferedPolicy>>> {
  const kept = await directory.approvalPoliciesOf(process);
  const offered = await Promise.all(
    kept.map(async (one): Promise<[string, OfferedPolicy]> => {
      const policy = approvalPolicyIn(one);
      const seats = policy.stages.flatMap((stage) => stage.seats);
      return [policy.id, { policy, ref: pinRefOf(policy), sitters: await sittersOf(directory, seats, orgPath) }];
    }),
  );
  return Object.fromEntries(offered);
}

/** By seat, of those for a person or a role; whom a party means the case says. Active people only. */
export async function sittersOf(
  directory: People,
  seats: readonly Seat[],
  orgPath: OrgPath,
): Promise<Record<string, readonly string[]>> {
  const found = await Promise.all(
    seats.map(async ({ id, of }) => {
      if ('person' in of) return [[id, await present(directory, [of.person])] as const];
      if ('party' in of) return [];
      const people =
        of.orgPath === undefined
          ? await holdersUpward(directory, of.role, orgPath)
          : await directory.holders(`${of.role}@${of.orgPath}`);
      return [[id, people] as const];
    }),
  );
  return Object.fromEntries(found.flat());
}

/** The seats of a round as registers fill them now. */
export async function seatsNow(
  directory: People,
  seats: readonly (Seat & { sitters: readonly string[] })[],
  orgPath: OrgPath,
): Promise<SeatsNow> {
  const all = [...new Set(seats.flatMap(({ sitters }) => sitters))];
  const [sitters, there, heirs] = await Promise.all([
    sittersOf(directory, seats, orgPath),
    present(directory, all),
    heirsOf(directory, seats, { orgPath }),
  ]);
  return { sitters, present: there, heirs };
}

/** Who takes seats that nobody can take: their deputies, and by seat those above it, `but` who leaves. Active people only. */
export async function heirsOf(
  directory: People,
  seats: readonly Seat[],
  { orgPath, but }: { orgPath: OrgPath; but?: string },
): Promise<Heirs> {
  const above = await Promise.all(
    seats.map(async ({ id, of }) => {
      const role = 'role' in of ? of.role : 'supervisor';
      const from = await aboveSeat(directory, of, orgPath);
      const people = await holdersUpward(directory, role, from, but);
      return [id, people.length > 0 ? people : await holdersUpward(directory, 'process-owner', from, but)] as const;
    }),
  );
  const deputies = seats.flatMap(({ deputy }) => (deputy === undefined ? [] : [deputy]));
  return { deputies: await present(directory, deputies), superiors: Object.fromEntries(above) };
}

/** Where a superior is looked for: of a role one organisation up, of a person at his unit, of a party at the case's. */
async function aboveSeat(directory: People, of: Seat['of'], orgPath: OrgPath): Promise<OrgPath> {
  if ('role' in of) return orgLineOf(of.orgPath ?? orgPath)[1] ?? of.orgPath ?? orgPath;
  return 'person' in of ? ((await directory.person(of.person))?.unit ?? orgPath) : orgPath;
}

/** Those who hold it at the first organisation upward where anybody does, `but` him. */
export async function holdersUpward(
  directory: People,
  role: string,
  from: OrgPath,
  but?: string,
): Promise<readonly string[]> {
  for (const path of orgLineOf(from)) {
    const people = (await directory.holders(`${role}@${path}`)).filter((one) => one !== but);
    if (people.length > 0) return people;
  }
  return [];
}

/** Registers as they stand in this moment, past every cache: whoever was given a role, or lost it, by the edit before. */
export const peopleNow = (db: Connection): People => ({
  person: async (id) => await personOf(db).findById(id).lean<Person>(),
  holders: async (held) => await holdersOf(db, held),
});

async function present(directory: People, ids: readonly string[]): Promise<string[]> {
  const found = await Promise.all(ids.map((id) => directory.person(id)));
  return ids.filter((_id, n) => found[n]?.active === true);
}
