/** What a name means for cases of several processes together. */
import type { CaseKind } from '../kinds.ts';
import { type Name, namesOf } from '../names.ts';

export type NameFound =
  | { is: 'found'; name: Name }
  /** None of them has it; `near`: one that was perhaps meant. */
  | { is: 'unknown'; near?: string }
  /** These of them lack it. */
  | { is: 'lacking'; processes: readonly CaseKind[] }
  | { is: 'mixed'; types: readonly string[] };

/** What `name` is of cases of any of these: its words are those of all. `processes`: at least one. Throws nothing. */
export function nameOf(processes: readonly CaseKind[], name: string): NameFound {
  const each = processes.map((process) => {
    const names = namesOf(process);
    return { process, names, found: Object.hasOwn(names, name) ? names[name] : undefined };
  });
  const has = each.flatMap(({ found }) => (found ? [found] : []));
  const lacking = each.flatMap(({ process, found }) => (found ? [] : [process]));
  const [first] = has;
  if (!first) {
    const near = nearest(name, [...new Set(each.flatMap(({ names }) => Object.keys(names)))]);
    return { is: 'unknown', ...(near === undefined ? {} : { near }) };
  }
  if (lacking.length > 0) return { is: 'lacking', processes: lacking };
  const types = [...new Set(has.map(({ is }) => is))];
  if (types.length > 1) return { is: 'mixed', types };
  const words = has.every((one) => one.words) ? [...new Set(has.flatMap((one) => one.words ?? []))] : undefined;
  const person = has.some((one) => one.person) ? { person: true as const } : {};
  return { is: 'found', name: { is: first.is, ...(words ? { words } : {}), ...person } };
}

const LONGEST_NAME = 60;
const MOST_EDITS = 2;

/** The name that is at most two letters from it, however they are written; none of a word longer than names are. */
export function nearest(word: string, names: readonly string[]): string | undefined {
  if (word.length > LONGEST_NAME) return undefined;
  const lower = word.toLowerCase();
  const [best] = names
    .map((name) => ({ name, edits: edits(lower, name.toLowerCase()) }))
    .filter(({ name, edits: n }) => n <= MOST_EDITS && n < name.length / 2)
    .toSorted((one, other) => one.edits - other.edits || (one.name < other.name ? -1 : 1));
  return best?.name;
}

/** How many letters to add, leave out or change. */
function edits(one: string, other: string): number {
  if (Math.abs(one.length - other.length) > MOST_EDITS) return MOST_EDITS + 1;
  let row = Array.from({ length: other.length + 1 }, (_, n) => n);
  for (let i = 1; i <= one.length; i += 1) {
    const above = row;
    row = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const changed = (above[j - 1] ?? 0) + (one[i - 1] === other[j - 1] ? 0 : 1);
      row.push(Math.min(changed, (above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
  }
  return row[other.length] ?? 0;
}
