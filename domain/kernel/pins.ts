import type { PinRefs, Pins } from './process.ts';

/** The same pins by reference. Throws nothing. */
export const pinRefsOf = ({ rules, calendars, sla, desks }: Pins): PinRefs => ({
  rules,
  sla: `${sla.id}@${sla.version}`,
  calendars,
  desks,
});
