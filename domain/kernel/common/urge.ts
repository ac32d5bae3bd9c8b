/** 催办: whoever waits for a case may ask for an answer, and is answered in time. */
import type { Millis } from '../process.ts';

/** The same person urges at most once in this time. */
export const URGE_EVERY_MS = 30 * 60_000;

/** What a case keeps of its urges. `recent`: those that still bar their person from the next one. */
export type Urge = { open: boolean; times: number; recent: readonly { by: string; at: Millis }[] };
export const notUrged: Urge = { open: false, times: 0, recent: [] };

/** From when on `person`, who has urged less than 30 minutes before `now`, may urge again; undefined: he may. */
export function urgeAgainAt({ recent }: Urge, person: string, now: Millis): Millis | undefined {
  const his = recent.filter(({ by, at }) => by === person && now - at < URGE_EVERY_MS).map(({ at }) => at);
  return his.length > 0 ? Math.max(...his) + URGE_EVERY_MS : undefined;
}

/** True when `person` has urged less than 30 minutes before `now`. */
export const urgedTooSoon = (urge: Urge, person: string, now: Millis): boolean =>
  urgeAgainAt(urge, person, now) !== undefined;

/** After one more urge. */
export const urgeAgain = ({ times, recent }: Urge, by: string, at: Millis): Urge => ({
  open: true,
  times: times + 1,
  recent: [...recent.filter((one) => at - one.at < URGE_EVERY_MS), { by, at }],
});

/** Every third urge is the supervisor's business, answered or not. */
export const supervisorHears = ({ times }: Urge): boolean => times > 0 && times % 3 === 0;
