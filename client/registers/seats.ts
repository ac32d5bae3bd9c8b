/** Who could take the seats of an approval policy for a case, by the registers of now. */
import { orgLineOf } from '../../domain/kernel/people/access.ts';
import type { Heirs, OfferedPolicy, Seat } from '../../domain/kernel/approval/shapes.ts';
import type { OrgPath } from '../../domain/kernel/process.ts';
import { approvalPolicyIn } from '../../models/registers/approval-policy.ts';
import type { Directory } from './directory.ts';
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
          ? await upward(directory, of.role, orgPath)
          : await directory.holders(`${of.role}@${of.orgPath}`);
      return [[id, people] as const];
    }),
  );
  return Object.fromEntries(found.flat());
}

/** Who takes the seats of somebody who goes: their deputies, and by seat those above it. Active people only. */
export async function heirsOf(
  directory: People,
  seats: readonly (Seat & { sitters: readonly string[] })[],
  { orgPath, person }: { orgPath: OrgPath; person: string },
): Promise<Heirs> {
  const his = seats.filter(({ sitters }) => sitters.includes(person));
  const unit = (await directory.person(person))?.unit ?? orgPath;
  const above = await Promise.all(
    his.map(async ({ id, of }) => {
      const role = 'role' in of ? of.role : 'supervisor';
      const own = 'role' in of ? (of.orgPath ?? orgPath) : unit;
      const from = 'role' in of ? (orgLineOf(own)[1] ?? own) : own;
      const people = await upward(directory, role, from, person);
      return [id, people.length > 0 ? people : await upward(directory, 'process-owner', from, person)] as const;
    }),
  );
  return {
    deputies: await present(
      directory,
      his.flatMap(({ deputy }) => (deputy === undefined ? [] : [deputy])),
    ),
    superiors: Object.fromEntries(above),
  };
}

/** Those who hold it at the first organisation upward where anybody does, `but` him. */
async function upward(directory: People, role: string, from: OrgPath, but?: string): Promise<readonly string[]> {
  for (const path of orgLineOf(from)) {
    const people = (await directory.holders(`${role}@${path}`)).filter((one) => one !== but);
    if (people.length > 0) return people;
  }
  return [];
}

async function present(directory: People, ids: readonly string[]): Promise<string[]> {
  const found = await Promise.all(ids.map((id) => directory.person(id)));
  return ids.filter((_id, n) => found[n]?.active === true);
}
