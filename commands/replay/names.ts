/** Keys in the product for the names in a log. */
import { createHash } from 'node:crypto';
import type { OrgPath } from '../../domain/kernel/process.ts';

/** The organisation that serves a replayed log, with all three tiers, and the unit below it whose people report. */
export const REPLAY_ORG: OrgPath = '/replay';
export const REPLAY_UNIT: OrgPath = '/replay/callers';
export const REPLAY_APPLICATION = 'replayed-log';
/** Category and cause of what a log does not tell. */
export const FROM_THE_LOG = 'from-the-log';
/** Where a case goes whose log names no group. */
export const standardTeam = (tier: string): string => `replay-standard-${tier}`;

const digest = (text: string, length: number): string =>
  createHash('sha256').update(text).digest('hex').slice(0, length);

/** Latin words stay readable; what would not be unique as a key gets a digest behind it. */
function keyOf(kind: string, name: string): string {
  const plain = /^[A-Za-z0-9]+(?: [A-Za-z0-9]+)*$/.test(name) && name.length <= 40;
  if (plain) return `replay-${kind}-${name.replaceAll(' ', '-')}`;
  const readable = name.replaceAll(/[^A-Za-z0-9]+/g, '-').slice(0, 30);
  return `replay-${kind}-${readable}.${digest(name, 12)}`;
}

export const teamKey = (group: string): string => keyOf('team', group);
export const engineerId = (person: string): string => keyOf('engineer', person);
export const callerId = (caller: string): string => keyOf('caller', caller);
/** Who acts for a team when the log names nobody. */
export const dutyId = (team: string): string => `${team}.duty`;
export const isEngineer = (id: string): boolean => id.startsWith('replay-engineer-') || id.endsWith('.duty');
export const SUPERVISOR = 'replay-supervisor';
export const UNKNOWN_CALLER = 'replay-caller-unknown';
/** Several agents share the desk, so that none asks more often than one may. */
export const DESK_AGENTS = Array.from({ length: 8 }, (_, i) => `replay-desk-${i + 1}`);
export const deskOf = (caseId: string): string =>
  DESK_AGENTS[Number.parseInt(digest(caseId, 6), 16) % DESK_AGENTS.length] ?? 'replay-desk-1';

/** Idempotency-Key of a case's n-th command: `<case>.<n>`, where that is a key at all. */
export function commandKey(caseId: string, index: number): string {
  const key = `${caseId}.${index}`;
  return /^[A-Za-z0-9._~-]{8,100}$/.test(key) ? key : `case-${digest(caseId, 24)}.${index}`;
}
