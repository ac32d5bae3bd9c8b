/**
 * What a formula may say of a case: every name with its type, for each process, and for drills. The names follow from the fields that a process
 * shows, from its counts and from the clocks that it ships, so that a new process has them for nothing. No free text, and nothing
 * that is kept from strangers to a case: a figure is no way round that.
 */
import { processOf } from '../catalogue.ts';
import type { ClockDefinition } from '../kernel/clocks/clocks.ts';
import { isEnd, statusesOf } from '../kernel/lifecycle.ts';
import type { FieldSpec, FieldSpecs } from '../kernel/own-fields.ts';
import { type CaseKind, DRILL } from './kinds.ts';
import { type ProcessKey, RUN_PROCESSES } from '../processes.ts';

/** `minutes`: a length in whole minutes, the rest cut off; `instant`: epoch ms. */
export type NameType = 'text' | 'texts' | 'number' | 'minutes' | 'instant' | 'yes-no';
/** `words`: the only ones that a text may be; `person`: it says who somebody is. */
export type Name = { is: NameType; words?: readonly string[]; person?: true };
export type Names = Readonly<Record<string, Name>>;

/** What is known of every case. `spentMinutes`: time that people put down, together; `age`: from its opening to its end, while it is open to the end of the period, in wall time. */
const COMMON: Names = {
  status: { is: 'text' },
  priority: { is: 'text' },
  tier: { is: 'text', words: ['L1', 'L2', 'L3'] },
  application: { is: 'text' },
  organisation: { is: 'text' },
  unit: { is: 'text' },
  team: { is: 'text' },
  person: { is: 'text', person: true },
  opened: { is: 'instant' },
  closed: { is: 'instant' },
  age: { is: 'minutes' },
  takenBack: { is: 'number' },
  spentMinutes: { is: 'minutes' },
};

/** What is known of a clock that a case has once, behind `clock.resolution.`; nothing of one that never started. */
const OF_CLOCK: Names = {
  state: { is: 'text', words: ['waiting', 'running', 'paused', 'breached', 'met', 'late', 'cancelled'] },
  met: { is: 'yes-no' },
  breached: { is: 'yes-no' },
  consumed: { is: 'minutes' },
  target: { is: 'minutes' },
  paused: { is: 'minutes' },
  waitedForUser: { is: 'minutes' },
  breachTier: { is: 'text', words: ['L1', 'L2', 'L3'] },
  breachTeam: { is: 'text' },
  breachPerson: { is: 'text', person: true },
};
/** Of one that each part has: how many of them, and what they consumed together. */
const OF_PART_CLOCKS: Names = {
  ended: { is: 'number' },
  met: { is: 'number' },
  breached: { is: 'number' },
  consumed: { is: 'minutes' },
};

/**
 * Of a drill beside those: which process was drilled, whether all its steps were over on the way forward, by which runbooks (without
 * their version), and of one that has an objective whether it was kept. Nothing of its clocks.
 */
const OF_DRILLS: Names = {
  process: { is: 'text', words: RUN_PROCESSES },
  completed: { is: 'yes-no' },
  runbook: { is: 'texts' },
  withinRto: { is: 'yes-no' },
};

const known = new Map<CaseKind, Names>();
/** The names of cases of a kind, in no order, made once. Throws where there is no such process. */
export function namesOf(kind: CaseKind): Names {
  const names = known.get(kind) ?? (kind === DRILL ? namesOfDrills() : namesIn(kind));
  known.set(kind, names);
  return names;
}

function namesOfDrills(): Names {
  const ends = RUN_PROCESSES.map(processOf).flatMap((process) =>
    statusesOf(process).filter((status) => isEnd(process, status)),
  );
  return { ...COMMON, ...OF_DRILLS, status: { is: 'text', words: [...new Set(ends)] } };
}

function namesIn(process: ProcessKey): Names {
  const { fields, clocks, words, lifecycle } = processOf(process);
  const priority = fields['priority']?.words;
  const statuses = [...new Set([...Object.keys(words.statuses), ...lifecycle.flatMap(({ from }) => from)])];
  return {
    ...ownNames(fields, ''),
    ...COMMON,
    status: { is: 'text', words: statuses.filter((one) => one !== 'none') },
    ...(priority ? { priority: { is: 'text', words: priority } } : {}),
    ...Object.fromEntries(Object.entries(clocks.shipped).flatMap(([name, clock]) => clockNames(name, clock))),
  };
}

const clockNames = (name: string, { per }: ClockDefinition): [string, Name][] =>
  Object.entries(per === undefined ? OF_CLOCK : OF_PART_CLOCKS).map(([end, type]) => [`clock.${name}.${end}`, type]);

function ownNames(fields: FieldSpecs, before: string): Record<string, Name> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, field]): [string, Name][] => {
      if (field.personal || field.within || field.searched) return [];
      if (field.is === 'object') return Object.entries(ownNames(field.parts ?? {}, `${before}${name}.`));
      if (field.is === 'whole' && LENGTH.test(name)) return [[before + name.replace(LENGTH, ''), { is: 'minutes' }]];
      const type = typeOf(field, name);
      return type ? [[before + name, type]] : [];
    }),
  );
}

/** Of a field in milliseconds: formulas know it in minutes, without that end. */
const LENGTH = /Ms$/;

function typeOf({ is, words, person }: FieldSpec, name: string): Name | null {
  if (is === 'list' || is === 'object') return null;
  if (is === 'choice') return { is: 'text', ...(words ? { words } : {}) };
  if (is === 'whole') return { is: name.endsWith('Minutes') ? 'minutes' : 'number' };
  return { is, ...(person ? { person } : {}) };
}
