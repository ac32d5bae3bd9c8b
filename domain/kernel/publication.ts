/** What stands in the way of publishing a policy, a matrix or a contract; calendars have calendar-rules.ts. Pure. */
import { isRole } from '../roles.ts';
import { definitionProblems } from './calendar-rules.ts';
import type { ClockDefinition, Cond, Matcher, Step } from './clocks.ts';
import { statusesOf } from './lifecycle.ts';
import type { AnyProcess, FieldError } from './process.ts';

/** Names that a definition may use for a calendar; pins fill them. */
export const CALENDAR_NAMES = ['always', 'service', 'vendor', 'desk-L1', 'desk-L2', 'desk-L3'] as const;
/** Words of a ladder step's `to` beside role keys (time.md 7); each also behind `org-parent:`. */
export const AUDIENCE_WORDS = [
  'assignee',
  'requester',
  'commander',
  'followers',
  'team',
  'team-lead',
  'tier-lead',
  'oncall',
  'oncall-backup',
] as const;
/** Ways to people. `inbox` is the product's own and always used. */
export const CHANNELS = ['inbox', 'mail', 'webhook', 'sms', 'chat'] as const;

type Clocks = Readonly<Record<string, ClockDefinition>>;
type PolicyText = { clocks: Clocks; terms: Readonly<Record<string, unknown>>; silent?: readonly string[] | undefined };

/**
 * Every fault of a policy of `process`, each with its pointer: clocks that can never be met or climbed, words that nobody
 * knows (an event that never comes would leave a clock running for ever), timers missing by which the process itself
 * moves. Throws nothing.
 */
export function policyProblems(process: AnyProcess, { clocks, terms }: PolicyText): FieldError[] {
  const { shipped } = process.clocks;
  const timers = Object.values(shipped).filter(({ kind }) => kind === 'timer');
  const known = process.policy?.terms ?? [];
  return [
    ...timers.flatMap(({ key }) => problem(clocks[key]?.kind !== 'timer', `/clocks/${key}`, 'clock-required')),
    ...Object.entries(clocks).flatMap(([name, clock]) => clockProblems(process, name, clock)),
    ...Object.keys(terms).flatMap((term) => problem(!known.includes(term), `/terms/${term}`, 'unknown')),
  ];
}

function clockProblems(process: AnyProcess, name: string, clock: ClockDefinition): FieldError[] {
  const at = `/clocks/${name}`;
  const { targets, calendar, ladder = [], pause = [] } = clock;
  const named = (word: string | undefined, pointer: string) =>
    problem(word !== undefined && !isOneOf(CALENDAR_NAMES, word), pointer, 'unknown');
  return [
    ...problem(clock.key !== name, `${at}/key`, 'not-its-name'),
    ...problem(targets.length === 0, `${at}/targets`, 'required'),
    ...problem(clock.start.length === 0, `${at}/start`, 'required'),
    ...definitionProblems(clock).map(({ pointer, ...rest }) => ({ pointer: `${at}${pointer}`, ...rest })),
    ...named(calendar, `${at}/calendar`),
    ...targets.flatMap((target, i) => [
      ...named(target.calendar, `${at}/targets/${i}/calendar`),
      ...conditionProblems(process, target.when, `${at}/targets/${i}/when`),
    ]),
    ...(['start', 'stop', 'resume', 'restart', 'cancel'] as const).flatMap((list) =>
      (clock[list] ?? []).flatMap((matcher, i) => matcherProblems(process, matcher, `${at}/${list}/${i}`)),
    ),
    ...pause.flatMap((condition, i) => conditionProblems(process, condition, `${at}/pause/${i}`)),
    ...ladder.flatMap((step, i) => stepProblems(step, `${at}/ladder/${i}`)),
  ];
}

function matcherProblems(process: AnyProcess, { on = [], ...conditions }: Matcher, at: string): FieldError[] {
  const events = process.policy?.events ?? [];
  return [
    ...problem(on.length === 0 && Object.keys(conditions).length === 0, at, 'required'),
    ...on.flatMap((event, i) => problem(!events.includes(event), `${at}/on/${i}`, 'unknown-event')),
    ...Object.entries(conditions).flatMap(([part, condition]) =>
      conditionProblems(process, condition, `${at}/${part}`),
    ),
  ];
}

/** Values of fields whose words the process knows. */
function conditionProblems(process: AnyProcess, condition: Cond | undefined, at: string): FieldError[] {
  const words: Partial<Record<string, readonly string[]>> = {
    status: statusesOf(process),
    tier: ['L1', 'L2', 'L3'],
    priority: ['P1', 'P2', 'P3', 'P4'],
    origin: ['direct', 'call'],
  };
  return Object.entries(condition ?? {}).flatMap(([field, values]) => [
    ...problem(values.length === 0, `${at}/${field}`, 'required'),
    ...values.flatMap((value, i) => {
      const known = words[field];
      return problem(
        known !== undefined && value !== null && !known.includes(String(value)),
        `${at}/${field}/${i}`,
        'unknown',
      );
    }),
  ]);
}

function stepProblems({ to, channel }: Step, at: string): FieldError[] {
  return [
    ...problem(to.length === 0, `${at}/to`, 'required'),
    ...problem(channel.length === 0, `${at}/channel`, 'required'),
    ...to.flatMap((word, i) => problem(!isAudience(word), `${at}/to/${i}`, 'unknown')),
    ...channel.flatMap((word, i) => problem(!isOneOf(CHANNELS, word), `${at}/channel/${i}`, 'unknown')),
  ];
}

function isAudience(word: string): boolean {
  const plain = word.startsWith('org-parent:') ? word.slice('org-parent:'.length) : word;
  return isOneOf(AUDIENCE_WORDS, plain) || isRole(plain);
}

type Period = {
  organisations: readonly string[];
  applications: readonly string[];
  inForceFrom: number;
  inForceUntil: number;
};

/** True when two contracts would both answer for the same case: nobody could say which holds. Throws nothing. */
export function contractsOverlap(one: Period, other: Period): boolean {
  const sameServices =
    one.applications.length === 0 || other.applications.length === 0
      ? one.applications.length === other.applications.length
      : shares(one.applications, other.applications);
  return (
    sameServices &&
    shares(one.organisations, other.organisations) &&
    one.inForceFrom < other.inForceUntil &&
    other.inForceFrom < one.inForceUntil
  );
}

const shares = (a: readonly string[], b: readonly string[]): boolean => a.some((word) => b.includes(word));
const isOneOf = (words: readonly string[], word: string): boolean => words.includes(word);
const problem = (found: boolean, pointer: string, code: string): FieldError[] => (found ? [{ pointer, code }] : []);
