/**
 * Which command an event speaks of. The record keeps what happened and no name of a command; an event is called by what its command
 * did (`resolve`, `resolved`; `fileReport`, `reportFiled`), and where it is not, nothing is guessed.
 */
import type { AnyProcess, Role } from '../kernel/process.ts';
import { bareName } from './steps.ts';

/** Verbs that do not end in -ed. */
const IRREGULAR: Readonly<Record<string, string>> = {
  begin: 'begun',
  choose: 'chosen',
  give: 'given',
  hold: 'held',
  leave: 'left',
  send: 'sent',
  take: 'taken',
  withdraw: 'withdrawn',
};
const DOUBLED = /^(?:[^aeiou]*[aeiou][bdgmnpt]|admit|defer|refer)$/;

function pastOf(verb: string): string {
  const known = IRREGULAR[verb];
  if (known !== undefined) return known;
  if (verb.endsWith('e')) return `${verb}d`;
  if (/[^aeiou]y$/.test(verb)) return `${verb.slice(0, -1)}ied`;
  return DOUBLED.test(verb) ? `${verb}${verb.at(-1)}ed` : `${verb}ed`;
}

const wordsOf = (name: string): string[] => name.split(/(?=[A-Z])/).map((word) => word.toLowerCase());
/** `handBack` → `back handed`: the words of its event in some order. */
function eventKey(command: string): string {
  const [verb = '', ...rest] = wordsOf(command);
  return [pastOf(verb), ...rest].toSorted().join(' ');
}

/** By the words of an event, the command of the process that it speaks of. */
export function commandsSaid(process: Pick<AnyProcess, 'lifecycle'>): ReadonlyMap<string, string> {
  const said = process.lifecycle.map(({ command }) => [eventKey(command), command] as const);
  return new Map([...said, ['created', 'create']]);
}

/**
 * The command that this event speaks of, if whoever acted in that role may give it; null where its name says none. `said`: of the
 * process. Throws nothing.
 */
export function commandOf(
  { lifecycle }: Pick<AnyProcess, 'lifecycle'>,
  type: string,
  role: Role | 'system',
  said: ReadonlyMap<string, string> = commandsSaid({ lifecycle }),
): string | null {
  const command = said.get(wordsOf(bareName(type)).toSorted().join(' '));
  const rows = lifecycle.filter((row) => row.command === command);
  return command !== undefined && rows.some(({ who }) => who.some(({ by }) => by.includes(role))) ? command : null;
}
