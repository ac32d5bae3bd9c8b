/** The events of the release before, grouped into signed commits: the store part of the upgrade (docs/upgrade.md). */
import type { Migration } from '../migration.ts';

/** By it the API tells that a store is being upgraded. */
export const GROUPED = '0012';

export const groupedEvents: Migration = {
  id: GROUPED,
  name: 'grouped events',
  run: async (db, { upgradeEvents, check }) => await upgradeEvents(db, check),
};
