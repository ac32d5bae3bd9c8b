/** Pins by reference: what stands in the created event and in the stored case. */
import type { PinRefs, Pins } from '../process.ts';

/** The same pins by reference. Throws nothing. */
export const pinRefsOf = ({ rules, calendars, contract, sla, desks, more, hashes }: Pins): PinRefs => ({
  rules,
  sla: `${sla.id}@${sla.version}`,
  ...(contract === undefined ? {} : { contract }),
  calendars,
  desks,
  ...(more === undefined ? {} : { more }),
  ...(hashes === undefined ? {} : { hashes }),
});

/** What a name that a later event pins under means: `runbook-2` is a second runbook. Throws nothing. */
export const pinnedKind = (name: string): string => name.replace(/-[0-9]+$/, '');
