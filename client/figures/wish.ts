/** What figures are asked for, and where what was counted is put. */
import type { Pieces } from '../../domain/figures/counting.ts';
import type { Aggregate, Basis } from '../../domain/figures/language/shapes.ts';
import type { Cut, Period } from '../../domain/figures/periods.ts';
import { orgLineOf } from '../../domain/kernel/people/access.ts';
import type { Millis, OrgPath } from '../../domain/kernel/process.ts';
import type { CaseKind } from '../../domain/figures/kinds.ts';
import type { Groups, Of } from '../../models/figures/tally.ts';

export type GroupBy = 'organisation' | 'team' | 'application' | 'person';
export type Wish = {
  org: OrgPath;
  of: Of;
  cut: Cut;
  /** Of one kind, each beginning where the one before ends. */
  periods: readonly Period[];
  aggregates: readonly Aggregate[];
  /** Published ones, counted with whatever is counted anew. */
  standing?: readonly Aggregate[];
  /** Processes of which cases are kept from who asks: theirs are left out. */
  concealedIn?: ReadonlySet<CaseKind>;
  now: Millis;
};
/** Told apart by it, each of these values on its own: of organisations those at or below `org`, none of which lies below another. */
export type Apart = { by: GroupBy; values: readonly string[] };
/** A part of the wish that is measured on its own. */
export type Target = { org: OrgPath; of: Of };
/** What was counted of one target, by period. */
export type Results = readonly { pieces: Pieces; groups: Groups[] }[];
/** Of which process cases are counted, and by which basis. */
export type Ask = { basis: Basis; process: CaseKind };

export function targetOf({ org }: Pick<Wish, 'org'>, { by }: Pick<Apart, 'by'>, value: string): Target {
  return by === 'organisation' ? { org: orgPathOf(value), of: '' } : { org, of: `${by}:${value}` };
}

export const orgPathOf = (path: string): OrgPath => `/${path.slice(1)}`;

/** To which of the values a case belongs that has `of`, of organisations its own; their number, or undefined: to none. */
export function placeIn({ by, values }: Apart): (of: string | undefined) => number | undefined {
  const known = new Map(values.map((value, n) => [value, n]));
  return (of) => {
    if (of === undefined) return undefined;
    if (by !== 'organisation') return known.get(of);
    const found = orgLineOf(orgPathOf(of)).find((path) => known.has(path));
    return found === undefined ? undefined : known.get(found);
  };
}
