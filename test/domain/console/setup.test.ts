/** What a new installation is told to do next. */
import { type SetupFacts, setupOf, setupSteps } from '../../../domain/setup.ts';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 11, 2);
/** Everything is there. */
const whole: SetupFacts = {
  now: NOW,
  holders: {
    'system-administrator': 1,
    'security-administrator': 1,
    'audit-administrator': 1,
    'desk-agent': 3,
    engineer: 5,
    supervisor: 1,
    'process-owner': 1,
  },
  organisations: { open: 9, staffed: 2 },
  teams: { manned: 4, empty: [], withoutDesk: [] },
  applications: 3,
  calendars: [{ id: 'cn-5x8', coveredUntil: NOW + 400 * DAY }],
  policies: { shipped: 12, own: 1 },
  hasCases: true,
};
/** After `npm run person -- create` alone. */
const bare: SetupFacts = {
  ...whole,
  holders: { 'security-administrator': 1 },
  organisations: { open: 1, staffed: 0 },
  teams: { manned: 0, empty: [], withoutDesk: [] },
  applications: 0,
  policies: { shipped: 12, own: 0 },
  hasCases: false,
};
const states = (facts: SetupFacts): Record<string, string> =>
  Object.fromEntries(setupOf(facts).map(({ step, state }) => [step, state]));
const missingOf = (facts: SetupFacts, wanted: string) => setupOf(facts).find(({ step }) => step === wanted)?.missing;

test('where everything is there, nothing is left', () => {
  expect(setupOf(whole).map(({ step }) => step)).toEqual(setupSteps);
  expect(new Set(Object.values(states(whole)))).toEqual(new Set(['done']));
});

test('an installation with one account has all but what the product brings before it', () => {
  expect(states(bare)).toEqual({
    administrators: 'open',
    organisations: 'open',
    applications: 'open',
    teams: 'open',
    people: 'open',
    calendars: 'done',
    policies: 'shipped',
    'first-case': 'open',
  });
  expect(missingOf(bare, 'administrators')).toEqual(['system-administrator', 'audit-administrator']);
  expect(missingOf(bare, 'people')).toEqual(['desk-agent', 'engineer', 'supervisor', 'process-owner']);
});

test.each<[string, SetupFacts, string, readonly string[]]>([
  [
    'a team without members',
    { ...whole, teams: { manned: 3, empty: ['andu-desk'], withoutDesk: [] } },
    'teams',
    ['andu-desk'],
  ],
  [
    'a tier without a desk',
    { ...whole, teams: { manned: 3, empty: [], withoutDesk: ['L2@/dx'] } },
    'teams',
    ['L2@/dx'],
  ],
  ['a role that nobody holds', { ...whole, holders: { ...whole.holders, supervisor: 0 } }, 'people', ['supervisor']],
  [
    'a calendar that ends within the time in which its owner is warned',
    { ...whole, calendars: [{ id: 'cn-5x8', coveredUntil: NOW + 60 * DAY }] },
    'calendars',
    ['cn-5x8'],
  ],
  ['no calendar at all', { ...whole, calendars: [] }, 'calendars', []],
  ['no policy at all', { ...whole, policies: { shipped: 0, own: 0 } }, 'policies', []],
])('%s keeps its step open', (_, facts, step, missing) => {
  expect(states(facts)[step]).toBe('open');
  expect(missingOf(facts, step)).toEqual(missing);
});
