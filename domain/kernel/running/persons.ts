/**
 * How persons stand to a run, and what each is kept out of: who performs is not who checks it, and who commands is neither, nor who
 * confirms the service. What somebody did stays with him: he does not get past it by handing over what he has.
 */
import type { Party } from '../process.ts';
import type { Running, StepRecord } from './shapes.ts';

/**
 * `performer`: has or had one of its steps. `inspector`: passed one of its gates. `former-commander`: commanded it once it had begun,
 * and does no more.
 */
export type RunParty = 'performer' | 'inspector' | 'former-commander';

/** Who has or had one of its steps. */
export const performersOf = ({ performers = [] }: Running): readonly string[] => performers;
const inspectorsOf = ({ inspectors = [] }: Running): readonly string[] => inspectors;
const formerCommandersOf = ({ formerCommanders = [] }: Running): readonly string[] => formerCommanders;
const commandersOf = (state: Running): string[] => [
  ...(state.commander === undefined ? [] : [state.commander]),
  ...formerCommandersOf(state),
];

/** For a definition's `parties`. */
export const runParties = {
  performer: performersOf,
  inspector: inspectorsOf,
  'former-commander': formerCommandersOf,
} as const satisfies Readonly<Record<RunParty, (state: Running) => readonly string[]>>;

/** For a definition's `seats`: who performed does not command, and who commanded or inspected gets no step. */
export const runSeats = (state: Running) => ({
  commander: state.commander,
  neverHeirs: performersOf(state),
  neverHands: [...commandersOf(state), ...inspectorsOf(state)],
});

/** For a definition's `keepsOut`: whoever reported it may confirm the service, so those whose work that is do not say who it was. */
export const runKeepsOut = { correct: ['commander', 'former-commander', 'performer'] } as const;

const COMMANDS = ['commander', 'former-commander'] as const satisfies readonly (Party | RunParty)[];
// Of rows: who may not, whatever roles he holds.
export const performing = { not: [...COMMANDS, 'inspector'] } as const;
/** Whether it is good: at a gate, for its users, or with more time. */
export const judging = { not: [...COMMANDS, 'performer'] } as const;
/** Neither who has or had the step, nor who asked. */
export const witnessing = { not: [...COMMANDS, 'part-assignee', 'part-former', 'part-asker'] } as const;

/** Those who are kept out of a command at a part, so that nobody is rung up who may not. Throws nothing. */
export function keptOutOf(
  command: string | undefined,
  state: Running,
  { assignees = [], had = [], asked }: Partial<StepRecord> = {},
): string[] {
  switch (command) {
    case 'confirmStep':
      return [...commandersOf(state), ...inspectorsOf(state)];
    case 'witnessStep':
      return [...commandersOf(state), ...assignees, ...had, ...(asked ? [asked.by] : [])];
    case 'passGate':
    case 'confirmService':
      return [...commandersOf(state), ...performersOf(state)];
    default:
      return [];
  }
}
