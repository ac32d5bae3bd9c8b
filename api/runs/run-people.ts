/** The people of a run as one of them sees them: names of those whom he may name, telephone numbers where he sees how to reach them. */
import type { Directory } from '../../client/registers/directory.ts';
import { mayName } from '../../domain/kernel/people/access.ts';
import type { Actor, Audience } from '../../domain/kernel/process.ts';
import { seesContact } from '../registers/register-scope.ts';

export type PersonSeen = { id: string; name?: string; phone?: string };
export type Roster = { people: readonly PersonSeen[]; more?: number; stoodIn?: string };
export type PeopleSeen = {
  one(id: string): Promise<PersonSeen>;
  /** Those who are told what is addressed so, `but` who may not do it. */
  roster(audience: Audience, but?: readonly string[]): Promise<Roster>;
};
/** More nobody rings up. */
const MOST_NAMED = 8;

/** Each person is looked up once. Throws nothing. */
export function peopleSeenBy(actor: Actor, directory: Pick<Directory, 'person' | 'peopleFor'>): PeopleSeen {
  const known = new Map<string, Promise<PersonSeen>>();
  const look = async (id: string): Promise<PersonSeen> => {
    const person = await directory.person(id);
    if (!person) return { id };
    const { name, phone } = person;
    return {
      id,
      ...(mayName(actor, { ...person, id }) ? { name } : {}),
      ...(phone !== undefined && seesContact(actor, person) ? { phone } : {}),
    };
  };
  const one = (id: string): Promise<PersonSeen> => {
    const seen = known.get(id) ?? look(id);
    known.set(id, seen);
    return seen;
  };
  return {
    one,
    roster: async (audience, but = []) => {
      const { people, stoodIn } = await directory.peopleFor(audience);
      const those = people.filter((id) => !but.includes(id));
      return {
        people: await Promise.all(those.slice(0, MOST_NAMED).map(one)),
        ...(those.length > MOST_NAMED ? { more: those.length - MOST_NAMED } : {}),
        ...(stoodIn === undefined ? {} : { stoodIn }),
      };
    },
  };
}
