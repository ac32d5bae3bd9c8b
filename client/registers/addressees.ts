/** From an audience to people: at delivery, and never to nobody. */
import { orgLineOf } from '../../domain/kernel/people/access.ts';
import type { OnDuty } from '../../domain/dispatch/duty.ts';
import type { Audience, OrgPath, Role } from '../../domain/kernel/process.ts';
import type { Organisation } from '../../models/registers/organisation.ts';
import type { Person } from '../../models/registers/person.ts';
import type { Team } from '../../models/registers/team.ts';

/** `stoodIn` names the gap, `supervisor@/dx/donghu > process-owner@/dx`, when others stand in for those addressed. */
export type Addressees = { people: string[]; stoodIn?: string };
/** Of `holders`: a role at an organisation, or anywhere. */
export type Held = `${Role}@${OrgPath}` | Role;
type Readers = {
  person: (id: string) => Promise<Person | null>;
  team: (key: string) => Promise<Team | null>;
  organisation: (path: OrgPath) => Promise<Organisation | null>;
  /** Open teams of an organisation. */
  teamsAt: (path: OrgPath) => Promise<readonly Team[]>;
  /** Active ones only. */
  members: (team: string) => Promise<string[]>;
  /** Who is on duty now by the team's rosters. */
  onDuty: (team: string) => Promise<OnDuty>;
  /** The team that serves the queue of one without members; null: it has some, or nobody does. */
  standIn: (team: string) => Promise<string | null>;
  holders: (held: Held) => Promise<string[]>;
  /** The top of the tree, for what belongs to no organisation any more. */
  root: () => Promise<OrgPath>;
};
type TeamAudience = Extract<Audience, { team: string }>;
type RoleAudience = Extract<Audience, { role: Role }>;

/** Those who answer when nobody addressed is there, in this order, each from the organisation upward. */
const STAND_INS = ['supervisor', 'process-owner'] as const satisfies readonly Role[];

/**
 * Active people only. Nobody there: at once the next holder up the organisation, then supervisor and process owner, at
 * last the system administrators; empty only when there is none of these either, and then `stoodIn` says so.
 */
export function createAddressees(readers: Readers) {
  const { person, team, organisation, teamsAt, members, onDuty, standIn, holders, root } = readers;

  async function peopleFor(audience: Audience): Promise<Addressees> {
    if ('person' in audience) return await toPerson(audience.person);
    return 'team' in audience ? await toTeam(audience) : await toRole(audience);
  }

  async function toPerson(id: string): Promise<Addressees> {
    const found = await person(id);
    if (found?.active) return { people: [id] };
    return await standIns(`person:${id}`, found?.unit ?? (await root()));
  }

  async function toTeam({ team: key, of, above }: TeamAudience): Promise<Addressees> {
    const here = await team(key);
    const orgPath = here?.orgPath ?? (await root());
    if (above) {
      const higher = await teamAbove(here);
      if (!higher) return await toRole({ role: 'supervisor', orgPath, above });
      return await toTeam({ team: higher._id, ...(of === undefined ? {} : { of }) });
    }
    const named = await namedIn(here, of);
    if (named.length > 0) return { people: named };
    const people = await members(key);
    if (people.length === 0) return await instead(key, orgPath);
    return of === undefined ? { people } : { people, stoodIn: `${of}:${key} > team:${key}` };
  }

  /** Nobody is a member: who serves its queue in their place, else who answers for it. */
  async function instead(key: string, orgPath: OrgPath): Promise<Addressees> {
    const serving = await standIn(key);
    const people = serving === null ? [] : await members(serving);
    if (people.length > 0) return { people, stoodIn: `team:${key} > team:${serving}` };
    return await standIns(`team:${key}`, orgPath);
  }

  /** By its duty roster who stands by, else who has the day is on call; without a roster, whom the team names. */
  async function namedIn(here: Team | null, of: TeamAudience['of']): Promise<string[]> {
    if (!here || of === undefined) return [];
    if (of === 'oncall') {
      const { day, standBy } = await onDuty(here._id);
      const called = await atWork(standBy.length > 0 ? standBy : day);
      if (called.length > 0) return called;
    }
    const id = { lead: here.lead, oncall: here.onCall, 'oncall-backup': here.onCallBackup }[of];
    return id === undefined ? [] : await atWork([id]);
  }

  async function atWork(ids: readonly string[]): Promise<string[]> {
    const found = await Promise.all(ids.map(person));
    return ids.filter((_id, i) => found[i]?.active);
  }

  /** The standard team of the same tier, of the next organisation up that has one. */
  async function teamAbove(here: Team | null): Promise<Team | null> {
    for (const path of here ? orgLineOf(here.orgPath).slice(1) : []) {
      const higher = (await teamsAt(path)).find(({ tier, standard }) => tier === here?.tier && standard);
      if (higher) return higher;
    }
    return null;
  }

  async function toRole({ role, orgPath, queue, above }: RoleAudience): Promise<Addressees> {
    const at = (queue === undefined ? undefined : (await team(queue))?.orgPath) ?? orgPath;
    const from = above ? (orgLineOf(at)[1] ?? at) : at;
    const missing = `${role}@${from}`;
    const found = await upward(role, from);
    if (found)
      return found.gap ? { people: found.people, stoodIn: `${missing} > ${found.held}` } : { people: found.people };
    return await standIns(missing, from, role);
  }

  /** Holders at the first organisation upward that has any; one that staffs nothing is passed without a gap. */
  async function upward(role: Role, from: OrgPath): Promise<{ people: string[]; held: Held; gap: boolean } | null> {
    let gap = false;
    for (const path of orgLineOf(from)) {
      const held: Held = `${role}@${path}`;
      const people = await holders(held);
      if (people.length > 0) return { people, held, gap };
      const here = await organisation(path);
      gap ||= here !== null && here.tiers.length > 0;
    }
    return null;
  }

  async function standIns(missing: string, from: OrgPath, asked?: Role): Promise<Addressees> {
    for (const role of STAND_INS.filter((one) => one !== asked)) {
      const found = await upward(role, from);
      if (found) return { people: found.people, stoodIn: `${missing} > ${found.held}` };
    }
    const people = await holders('system-administrator');
    return { people, stoodIn: `${missing} > ${people.length > 0 ? 'system-administrator' : 'nobody'}` };
  }

  return peopleFor;
}
