/** What of the shared registers somebody uses and keeps, as filters of the store; `domain/sharing/scope.ts` says the same of one entry. */
import { organisationsUsedBy, ORGANISATION_KEEPERS, placesAs, TEAM_KEEPERS } from '../../../domain/sharing/scope.ts';
import type { Actor, OrgPath } from '../../../domain/kernel/process.ts';

type Filter = Record<string, unknown>;

/** At or below one of `places`; a path holds no character with a meaning in a pattern. */
const below = (places: readonly OrgPath[]): Filter => ({
  $or: places.map((place) => ({ orgPath: { $regex: `^${place}(/|$)` } })),
});
const own = ({ id }: Actor): Filter => ({ scope: 'me', owner: id });

/** Those that he works with. */
export function usedFilter(actor: Actor): Filter {
  const organisations = organisationsUsedBy(actor);
  return {
    $or: [
      own(actor),
      ...(actor.teams.length > 0 ? [{ scope: 'team', team: { $in: [...actor.teams] } }] : []),
      ...(organisations.length > 0 ? [{ scope: 'organisation', orgPath: { $in: organisations } }] : []),
    ],
  };
}

/** Those that are his to edit. */
export function keptFilter(actor: Actor): Filter {
  const [teams, organisations] = [placesAs(actor, TEAM_KEEPERS), placesAs(actor, ORGANISATION_KEEPERS)];
  const { leads = [] } = actor;
  return {
    $or: [
      own(actor),
      ...(leads.length > 0 ? [{ scope: 'team', team: { $in: [...leads] } }] : []),
      ...(teams.length > 0 ? [{ scope: 'team', ...below(teams) }] : []),
      ...(organisations.length > 0 ? [{ scope: 'organisation', ...below(organisations) }] : []),
    ],
  };
}

/** All that he may see. */
export const sharedOf = (actor: Actor): Filter => ({ $or: [usedFilter(actor), keptFilter(actor)] });
