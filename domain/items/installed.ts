/** Which version of an application organisations have, of one configuration item: written by releases alone, and never by hand. */
import { isWithin } from '../kernel/people/access.ts';
import type { Millis, OrgPath } from '../kernel/units.ts';

type Version = {
  appVersion: string;
  /** Number of the release that brought it. */
  release: string;
  /** Instant at which it was verified there. */
  at: Millis;
};
/** `former`: what the organisation had before, of another release; absent: none that a release brought. */
export type Installed = Version & { organisation: OrgPath; former?: Version };
type Brought = Version & { organisations: readonly OrgPath[] };

const named = ({ organisation: one }: Installed, { organisation: other }: Installed): number => (one < other ? -1 : 1);
const versionOf = ({ appVersion, release, at }: Version): Version => ({ appVersion, release, at });

/** The list, by organisation, once a release has brought its version to these. Throws nothing. */
export function withVersion(list: readonly Installed[], { organisations, ...brought }: Brought): Installed[] {
  const others = list.filter(({ organisation }) => !organisations.includes(organisation));
  const now = organisations.map((organisation): Installed => {
    const before = list.find((one) => one.organisation === organisation);
    // Brought once more, what stood there before the release stays what it goes back to.
    const former = before?.release === brought.release ? before.former : before && versionOf(before);
    return { organisation, ...brought, ...(former ? { former } : {}) };
  });
  return [...others, ...now].toSorted(named);
}

/**
 * The list, by organisation, once a release has been taken back at these: each has what it had before. What another release has
 * brought since stays, and goes back to nothing of this one. Throws nothing.
 */
export function withoutVersion(
  list: readonly Installed[],
  { organisations, release }: Pick<Brought, 'organisations' | 'release'>,
): Installed[] {
  return list
    .flatMap((one): Installed[] => {
      const { organisation, former, ...now } = one;
      if (!organisations.includes(organisation)) return [one];
      if (now.release === release) return former ? [{ organisation, ...former }] : [];
      return [former?.release === release ? { organisation, ...now } : one];
    })
    .toSorted(named);
}

/**
 * Which of the items belong to a place: its own, and those that no other place has for itself. `owners`: organisations that own
 * them, by item; one without belongs to every place. Throws nothing.
 */
export const itemsOf = (
  place: OrgPath,
  {
    items,
    owners,
    places,
  }: { items: readonly string[]; owners: Readonly<Record<string, OrgPath | undefined>>; places: readonly OrgPath[] },
): string[] =>
  items.filter((item) => {
    const owner = owners[item];
    return owner === undefined || isWithin(owner, place) || !places.some((one) => isWithin(owner, one));
  });
