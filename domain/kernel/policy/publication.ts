/** What stands in the way of publishing a policy, a matrix or a contract; calendars have calendar-rules.ts. Pure. */
import { isRole } from '../../roles.ts';
import { definitionProblems } from './calendar-rules.ts';
import type { ClockDefinition, Cond, Matcher, Step, Value } from '../clocks/clocks.ts';
import { fieldFault } from '../errors.ts';
import { statusesOf } from '../lifecycle.ts';
import type { AnyProcess, FieldError } from '../process.ts';

/** Names that a definition may use for a calendar; pins fill them. */
export const CALENDAR_NAMES = ['always', 'service', 'vendor', 'desk-L1', 'desk-L2', 'desk-L3'] as const;
/** Words of a ladder step's `to` beside role keys (time.md 7); each also behind `org-parent:`. */
export const AUDIENCE_WORDS = [
  'assignee',
  'requester',
  'commander',
  'followers',
  'approvers',
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
  const known = process.policy?.terms ?? {};
  return [
    ...timers.flatMap(({ key }) => fieldFault(clocks[key]?.kind !== 'timer', `/clocks/${key}`, 'clock-required')),
    ...Object.entries(clocks).flatMap(([name, clock]) => clockProblems(process, name, clock)),
    ...Object.entries(terms).flatMap(([term, value]) => termProblems(known, term, value)),
  ];
}

function clockProblems(process: AnyProcess, name: string, clock: ClockDefinition): FieldError[] {
  const at = `/clocks/${name}`;
  const { targets, calendar, ladder = [] } = clock;
  const words = wordsFor(process, clock);
  return [
    ...perProblems(process, clock, at),
    ...fieldFault(clock.key !== name, `${at}/key`, 'not-its-name'),
    ...fieldFault(targets.length === 0, `${at}/targets`, 'required'),
    ...fieldFault(clock.start.length === 0, `${at}/start`, 'required'),
    ...definitionProblems(clock).map(({ pointer, ...rest }) => ({ pointer: `${at}${pointer}`, ...rest })),
    ...namedCalendar(calendar, `${at}/calendar`),
    ...targets.flatMap((target, i) =>
      'until' in target
        ? fieldFault(!words.instants.includes(target.until), `${at}/targets/${i}/until`, 'unknown')
        : namedCalendar(target.calendar, `${at}/targets/${i}/calendar`),
    ),
    ...MATCHERS.flatMap((list) =>
      (clock[list] ?? []).flatMap((matcher, i) => matcherProblems(process, matcher, `${at}/${list}/${i}`)),
    ),
    ...conditionsOf(clock, at).flatMap((place) => conditionProblems(words.fields, place)),
    ...ladder.flatMap((step, i) => stepProblems(step, `${at}/ladder/${i}`)),
  ];
}

const namedCalendar = (word: string | undefined, pointer: string): FieldError[] =>
  fieldFault(word !== undefined && !isOneOf(CALENDAR_NAMES, word), pointer, 'unknown');

function matcherProblems(process: AnyProcess, { on = [], ...conditions }: Matcher, at: string): FieldError[] {
  const events = process.policy?.events ?? [];
  return [
    ...fieldFault(on.length === 0 && Object.keys(conditions).length === 0, at, 'required'),
    ...on.flatMap((event, i) => fieldFault(!events.includes(event), `${at}/on/${i}`, 'unknown-event')),
  ];
}

type Fields = ReadonlyMap<string, 'any' | readonly Value[]>;
/** What the conditions and targets of a clock may name: of the case, or of the parts that have it. */
function wordsFor(process: AnyProcess, { per }: ClockDefinition): { fields: Fields; instants: readonly string[] } {
  const { policy } = process;
  if (per !== undefined) {
    const { fields: ofParts = {}, instants = [] } = policy?.parts?.[per] ?? {};
    return { fields: new Map(Object.entries(ofParts)), instants };
  }
  const fields = new Map<string, 'any' | readonly Value[]>(Object.entries(policy?.fields ?? {}));
  if (fields.has('status')) fields.set('status', statusesOf(process));
  return { fields, instants: policy?.instants ?? [] };
}

/** The next life of a clock of a part is a new one: it neither goes on nor begins anew (ADR 12). */
function perProblems(
  process: AnyProcess,
  { per, resume, restart, countStopped }: ClockDefinition,
  at: string,
): FieldError[] {
  if (per === undefined) return [];
  const given = Object.entries({ resume, restart, countStopped }).filter(([, value]) => value !== undefined);
  return [
    ...fieldFault(!Object.hasOwn(process.policy?.parts ?? {}, per), `${at}/per`, 'unknown'),
    ...given.map(([name]) => ({ pointer: `${at}/${name}`, code: 'not-with-per' })),
  ];
}

type ConditionAt = { at: string; condition: Cond; mayBeEmpty: boolean };

/** Fields that the clocks of the process watch, and values that they can have: another would never hold. */
function conditionProblems(known: Fields, { at, condition, mayBeEmpty }: ConditionAt): FieldError[] {
  const fields = Object.entries(condition);
  const inOne = (field: string, values: readonly Value[]): FieldError[] => {
    const words = known.get(field);
    if (words === undefined) return fieldFault(true, `${at}/${field}`, 'unknown-field');
    const strays = values.map((value) => words !== 'any' && !words.includes(value));
    return [
      ...fieldFault(values.length === 0, `${at}/${field}`, 'required'),
      ...strays.flatMap((stray, i) => fieldFault(stray, `${at}/${field}/${i}`, 'unknown')),
    ];
  };
  return [
    ...fieldFault(fields.length === 0 && !mayBeEmpty, at, 'required'),
    ...fields.flatMap(([field, values = []]) => inOne(field, values)),
  ];
}

/**
 * Words of registers that the conditions of these clocks name (`service`, `team`, `person`), each with its pointer: whoever
 * keeps the registers says whether they know them. Throws nothing.
 */
export function namedIn(clocks: Clocks, field: string): { pointer: string; word: string }[] {
  return Object.entries(clocks).flatMap(([name, clock]) =>
    conditionsOf(clock, `/clocks/${name}`).flatMap(({ at, condition }) =>
      (condition[field] ?? []).flatMap((word, i) =>
        typeof word === 'string' ? [{ pointer: `${at}/${field}/${i}`, word }] : [],
      ),
    ),
  );
}

const MATCHERS = ['start', 'stop', 'resume', 'restart', 'cancel'] as const;
const PARTS = ['enters', 'leaves', 'if'] as const;

/** Every condition of a clock and where it stands. An empty one always holds: it is never entered or left. */
function conditionsOf(clock: ClockDefinition, at: string): ConditionAt[] {
  const place = (condition: Cond | undefined, where: string, mayBeEmpty: boolean): ConditionAt[] =>
    condition ? [{ at: `${at}/${where}`, condition, mayBeEmpty }] : [];
  return [
    ...clock.targets.flatMap(({ when }, i) => place(when, `targets/${i}/when`, true)),
    ...MATCHERS.flatMap((list) =>
      (clock[list] ?? []).flatMap((matcher, i) =>
        PARTS.flatMap((part) => place(matcher[part], `${list}/${i}/${part}`, part === 'if')),
      ),
    ),
    ...(clock.pause ?? []).flatMap((condition, i) => place(condition, `pause/${i}`, false)),
  ];
}

const termProblems = (known: Readonly<Record<string, string>>, term: string, value: unknown): FieldError[] => {
  if (!Object.hasOwn(known, term)) return fieldFault(true, `/terms/${term}`, 'unknown');
  return fieldFault(typeof value !== known[term], `/terms/${term}`, 'wrong-type');
};

function stepProblems({ to, channel }: Step, at: string): FieldError[] {
  return [
    ...fieldFault(to.length === 0, `${at}/to`, 'required'),
    ...fieldFault(channel.length === 0, `${at}/channel`, 'required'),
    ...to.flatMap((word, i) => fieldFault(!isAudience(word), `${at}/to/${i}`, 'unknown')),
    ...channel.flatMap((word, i) => fieldFault(!isOneOf(CHANNELS, word), `${at}/channel/${i}`, 'unknown')),
  ];
}

function isAudience(word: string): boolean {
  const plain = word.startsWith('org-parent:') ? word.slice('org-parent:'.length) : word;
  return isOneOf(AUDIENCE_WORDS, plain) || isRole(plain);
}

type Reach = { organisations: readonly string[]; byContract?: true | undefined };

/** True when two policies of a process would both hold for the same organisation. Throws nothing. */
export function policiesOverlap(one: Reach, other: Reach): boolean {
  if (one.byContract || other.byContract) return false;
  return sameOrShared(one.organisations, other.organisations);
}

type Period = {
  organisations: readonly string[];
  applications: readonly string[];
  inForceFrom: number;
  inForceUntil: number;
};

/** True when two contracts would both answer for the same case: nobody could say which holds. Throws nothing. */
export function contractsOverlap(one: Period, other: Period): boolean {
  return (
    sameOrShared(one.applications, other.applications) &&
    shares(one.organisations, other.organisations) &&
    one.inForceFrom < other.inForceUntil &&
    other.inForceFrom < one.inForceUntil
  );
}

const shares = (a: readonly string[], b: readonly string[]): boolean => a.some((word) => b.includes(word));
/** None named means all that nobody else names. */
const sameOrShared = (a: readonly string[], b: readonly string[]): boolean =>
  (a.length === 0 && b.length === 0) || shares(a, b);
const isOneOf = (words: readonly string[], word: string): boolean => words.includes(word);
