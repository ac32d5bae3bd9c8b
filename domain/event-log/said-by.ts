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

const tables = new WeakMap<AnyProcess, ReadonlyMap<string, string>>();
function tableOf(process: AnyProcess): ReadonlyMap<string, string> {
  const known = tables.get(process);
  if (known) return known;
  const made = new Map<string, string>();
  for (const { command } of process.lifecycle) made.set(eventKey(command), command);
  made.set('created', 'create');
  tables.set(process, made);
  return made;
}

/**
 * The command that this event speaks of, if whoever acted in that role may give it; null where its name says none. Throws nothing.
 */
export function commandOf(process: AnyProcess, type: string, role: Role | 'system'): string | null {
  const command = tableOf(process).get(wordsOf(bareName(type)).toSorted().join(' '));
  const rows = process.lifecycle.filter((row) => row.command === command);
  return command !== undefined && rows.some(({ who }) => who.some(({ by }) => by.includes(role))) ? command : null;
}
