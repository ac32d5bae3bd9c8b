/** What work outside asks of registers: the zone of a place, skills, and who has them. */
import type { Connection } from 'mongoose';
import { skilledAt } from '../../domain/dispatch/skills.ts';
import { zoneFor } from '../../domain/dispatch/zones.ts';
import type { Facts } from '../../domain/kernel/facts.ts';
import { orgLineOf } from '../../domain/kernel/people/access.ts';
import type { Millis, OrgPath } from '../../domain/kernel/process.ts';
import { qualificationsOf } from '../../models/registers/dispatch/qualification.ts';
import { skillNamed } from '../../models/registers/dispatch/skill.ts';
import { zonesNaming } from '../../models/registers/dispatch/zone.ts';
import type { Directory } from './directory.ts';

/** The zone in which `path` lies, with its open teams in their order; null: it lies in none. */
export async function zoneFact(
  { db, directory }: { db: Connection; directory: Directory },
  path: OrgPath,
): Promise<Facts['zone']> {
  const zone = zoneFor(await zonesNaming(db, orgLineOf(path)), path);
  if (!zone) return null;
  const teams = await Promise.all(zone.teams.map((key) => directory.team(key)));
  const places = teams.flatMap((team) =>
    team?.open ? [{ queue: team._id, queueOrg: team.orgPath, tier: team.tier }] : [],
  );
  return { id: zone._id, places, ...(zone.depot === undefined ? {} : { depot: zone.depot }) };
}

/** Of these skills those that there are and that are open, in their order. */
export async function openSkills(db: Connection, skills: readonly string[]): Promise<string[]> {
  const found = await Promise.all(skills.map((id) => skillNamed(db, id)));
  return skills.filter((_id, at) => found[at]?.open === true);
}

type Asked = { skills: readonly string[]; people: readonly string[]; at: Millis };
/** By skill who of these people has it at `at`; past every cache, since a certificate that was withdrawn counts no more. */
export async function skilledIn(db: Connection, { skills, people, at }: Asked): Promise<Record<string, string[]>> {
  const found = await Promise.all(
    skills.map(async (skill) => {
      const held = await qualificationsOf(db, { skill, people }, {});
      return [skill, skilledAt(people, held, { skill, at })] as const;
    }),
  );
  return Object.fromEntries(found);
}
