/** Who may be sent to a task outside, the likeliest first: what a dispatcher looks at before he decides. */
import type { OnDuty } from './duty.ts';

export type Candidate = {
  person: string;
  /** The first team by which he may have it. */
  team: string;
  /** By the duty rosters now; absent: he is on none. */
  duty?: 'day' | 'stand-by';
  /** Of the skills that are asked for: those that he has now, and the others. */
  has: readonly string[];
  lacks: readonly string[];
  /** Work orders that he has in hand. */
  inHand: number;
};
/** `teams`: those that may have it, the first one first, with their active members and who of them is on duty. */
type Known = {
  teams: readonly { key: string; members: readonly string[]; onDuty: OnDuty }[];
  skills: readonly string[];
  /** By skill, who has it now. */
  skilled: Readonly<Record<string, readonly string[]>>;
  inHand: ReadonlyMap<string, number>;
};

/**
 * Each member once, with his first team: who lacks least before others, then who is on duty, then the team that stands first,
 * then who has least in hand, then by id. Throws nothing.
 */
export function candidatesOf({ teams, skills, skilled, inHand }: Known): Candidate[] {
  const all = new Map<string, Candidate & { place: number }>();
  for (const [place, { key, members, onDuty }] of teams.entries())
    for (const person of members.filter((one) => !all.has(one))) {
      const duty = onDuty.standBy.includes(person) ? 'stand-by' : onDuty.day.includes(person) ? 'day' : undefined;
      const has = skills.filter((skill) => skilled[skill]?.includes(person));
      const lacks = skills.filter((skill) => !has.includes(skill));
      const known = { person, team: key, has, lacks, inHand: inHand.get(person) ?? 0, place };
      all.set(person, duty === undefined ? known : { ...known, duty });
    }
  return [...all.values()]
    .toSorted(
      (a, b) =>
        a.lacks.length - b.lacks.length ||
        Number(b.duty !== undefined) - Number(a.duty !== undefined) ||
        a.place - b.place ||
        a.inHand - b.inHand ||
        (a.person < b.person ? -1 : 1),
    )
    .map(({ place: _place, ...candidate }) => candidate);
}
