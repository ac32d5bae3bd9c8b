/** What a new installation needs before its first case, and how far it is: a checklist, reckoned from what is there. */
import type { Millis, Role } from './kernel/process.ts';
import { WARN_BEFORE_MS } from './kernel/policy/horizon.ts';

/** What is looked up for it. */
export type SetupFacts = {
  now: Millis;
  /** Active people by each role that somebody holds. */
  holders: Readonly<Partial<Record<Role, number>>>;
  /** Open organisations, and those of them that say which tiers they staff. */
  organisations: { open: number; staffed: number };
  /** Open teams that have members, those that have none, and tiers that an organisation says it staffs without a desk. */
  teams: { manned: number; empty: readonly string[]; withoutDesk: readonly string[] };
  applications: number;
  /** Newest versions, and whether a person published them; shipped ones come with the product. */
  calendars: readonly { id: string; coveredUntil: Millis }[];
  policies: { shipped: number; own: number };
  hasCases: boolean;
};

export const setupSteps = [
  'administrators',
  'organisations',
  'applications',
  'teams',
  'people',
  'calendars',
  'policies',
  'first-case',
] as const;
export type SetupStep = (typeof setupSteps)[number];
/** `shipped`: what comes with the product will do, and is better looked at. */
export type SetupState = 'done' | 'open' | 'shipped';
export type SetupItem = {
  step: SetupStep;
  state: SetupState;
  /** How many of it there are. */
  count: number;
  /** What is still wanted, by key: roles, teams, tiers, calendars. */
  missing: readonly string[];
  /** Who does it. */
  roles: readonly Role[];
};

const ADMINISTRATORS = ['system-administrator', 'security-administrator', 'audit-administrator'] as const;
/** Without them a call is not taken, not solved, not watched over, or its rules are nobody's. */
const NEEDED = ['desk-agent', 'engineer', 'supervisor', 'process-owner'] as const;

const whole = (missing: readonly string[], others = true): SetupState =>
  missing.length === 0 && others ? 'done' : 'open';

/** In the order in which they are done. Throws nothing. */
export function setupOf(facts: SetupFacts): readonly SetupItem[] {
  const { holders, organisations, teams, applications, calendars, policies, hasCases, now } = facts;
  const unheld = (wanted: readonly Role[]): Role[] => wanted.filter((role) => (holders[role] ?? 0) === 0);
  const count = (wanted: readonly Role[]): number => wanted.reduce((sum, role) => sum + (holders[role] ?? 0), 0);
  const [administrators, people] = [unheld(ADMINISTRATORS), unheld(NEEDED)];
  const ending = calendars.filter(({ coveredUntil }) => coveredUntil - WARN_BEFORE_MS <= now).map(({ id }) => id);
  const unmanned = [...teams.withoutDesk, ...teams.empty];
  const security = ['security-administrator'] as const;
  const system = ['system-administrator'] as const;
  const owner = ['process-owner'] as const;
  return [
    {
      step: 'administrators',
      state: whole(administrators),
      count: count(ADMINISTRATORS),
      missing: administrators,
      roles: security,
    },
    {
      step: 'organisations',
      state: whole([], organisations.staffed > 0),
      count: organisations.open,
      missing: [],
      roles: system,
    },
    {
      step: 'applications',
      state: whole([], applications > 0),
      count: applications,
      missing: [],
      roles: system,
    },
    { step: 'teams', state: whole(unmanned, teams.manned > 0), count: teams.manned, missing: unmanned, roles: system },
    { step: 'people', state: whole(people), count: count(NEEDED), missing: people, roles: security },
    {
      step: 'calendars',
      state: whole(ending, calendars.length > 0),
      count: calendars.length,
      missing: ending,
      roles: owner,
    },
    {
      step: 'policies',
      state: policies.own > 0 ? 'done' : policies.shipped > 0 ? 'shipped' : 'open',
      count: policies.own + policies.shipped,
      missing: [],
      roles: owner,
    },
    {
      step: 'first-case',
      state: whole([], hasCases),
      count: hasCases ? 1 : 0,
      missing: [],
      roles: ['desk-agent', 'requester'],
    },
  ];
}
