/** Service zones 区域: which organisations a zone covers, and which teams serve it. */
import { fieldFault } from '../kernel/errors.ts';
import { orgLineOf } from '../kernel/people/access.ts';
import type { FieldError, OrgPath } from '../kernel/units.ts';

export type ServiceZone = {
  name: string;
  /** Each with all below it, but for what another zone names. */
  organisations: readonly OrgPath[];
  /** Who serves it, the first one first. */
  teams: readonly string[];
  /** Where its parts lie, in words. */
  depot?: string | undefined;
  /** False: it covers nothing. */
  open: boolean;
};

/** The open zone that names `path`, else the nearest organisation above it; null: none does. Throws nothing. */
export function zoneFor<Z extends Pick<ServiceZone, 'organisations' | 'open'>>(
  zones: readonly Z[],
  path: OrgPath,
): Z | null {
  const naming = (place: OrgPath) => zones.find(({ organisations, open }) => open && organisations.includes(place));
  for (const place of orgLineOf(path)) {
    const found = naming(place);
    if (found) return found;
  }
  return null;
}

/** What registers say of what a zone names. */
export type Known = {
  /** Open organisations. */
  organisations: ReadonlySet<string>;
  /** Open teams within the reach of its editor. */
  teams: ReadonlySet<string>;
  /** Organisations that another open zone names, and its id. */
  taken: ReadonlyMap<string, string>;
};
type Edit = { body: Partial<ServiceZone>; former: Partial<ServiceZone> | null };

/**
 * What stands against a zone as edited, each fault by its field: what it names there is, each once, and no organisation is named
 * by another open zone. What stood there may stay though it has closed since. Fields that are absent were refused before. Throws
 * nothing.
 */
export function zoneFaults({ body, former }: Edit, known: Known): FieldError[] {
  const { organisations = [], teams = [], open = true } = body;
  const had: readonly string[] = [...(former?.organisations ?? []), ...(former?.teams ?? [])];
  const listed = (list: readonly string[], there: ReadonlySet<string>, pointer: string): FieldError[] =>
    list.flatMap((one, i) => [
      ...fieldFault(!had.includes(one) && !there.has(one), `${pointer}/${i}`, 'unknown'),
      ...fieldFault(list.indexOf(one) !== i, `${pointer}/${i}`, 'already-named'),
    ]);
  return [
    ...listed(organisations, known.organisations, '/organisations'),
    ...organisations.flatMap((one, i): FieldError[] => {
      const zone = known.taken.get(one);
      return !open || zone === undefined
        ? []
        : [{ pointer: `/organisations/${i}`, code: 'in-other-zone', params: { zone } }];
    }),
    ...listed(teams, known.teams, '/teams'),
  ];
}
