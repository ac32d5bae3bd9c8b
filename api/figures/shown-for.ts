/** For which organisations and of what an indicator is shown: a board, and the cases behind its figures. */
import type { IndicatorInForce } from '../../client/figures/indicators.ts';
import type { IndicatorScope } from '../../domain/figures/indicator.ts';
import { isWithin } from '../../domain/kernel/people/access.ts';
import type { PlaceAsked } from './asked.ts';

/** True where it holds at the place, and is shown of what was asked, and told apart by `by` where that is wanted. */
export function isShownFor(
  { organisations, scopes }: IndicatorInForce,
  { org, of }: Pick<PlaceAsked, 'org' | 'of'>,
  by?: IndicatorScope,
): boolean {
  const wanted = [scopeWord(of), ...(by === undefined ? [] : [by])];
  return (
    (organisations.length === 0 || organisations.some((one) => isWithin(org, one))) &&
    wanted.every((scope) => scopes.includes(scope))
  );
}

function scopeWord(of: PlaceAsked['of']): IndicatorScope {
  if (of.startsWith('team:')) return 'team';
  if (of.startsWith('person:')) return 'person';
  return of.startsWith('application:') ? 'service' : 'organisation';
}
