/** A process as it is written on paper: tables and nothing that runs (docs/adrs/0012-release-and-inspection-on-paper.md). */
import type { ClockDefinition } from '../../../domain/kernel/clocks/clocks.ts';
import type { PartKind, PartParty, PartStatuses } from '../../../domain/kernel/part.ts';
import type { Party, Transition } from '../../../domain/kernel/process.ts';

/** What stands on the sheet of one process. `own`: parties that it declares beside those of the kernel. */
export type Paper<
  St extends string = string,
  C extends string = string,
  Own extends string = string,
  Kinds extends PartStatuses = PartStatuses,
  F extends string = string,
  I extends string = string,
> = {
  key: string;
  statuses: Readonly<Record<St, string>>;
  ends: readonly St[];
  kinds: {
    readonly [K in keyof Kinds & string]: PartKind<Kinds[K]> & {
      titles: Readonly<Record<Kinds[K], string>>;
      ends: readonly Kinds[K][];
      /** Kinds that its parent may be of; empty: it stands at the top. */
      in: readonly (keyof Kinds & string)[];
      /** Kept beside what every part has. */
      keeps: string;
    };
  };
  parties: Readonly<Record<Own, string>>;
  rows: readonly Transition<St, C, Own | Party, Kinds>[];
  /** Moves that several rows have, by a name that the document explains; one that holds another comes first. */
  legend: Readonly<Record<string, NonNullable<Transition<St, C, Own | Party, Kinds>['also']>>>;
  clocks: Readonly<Record<string, ClockDefinition<F, I, keyof Kinds & string>>>;
  /** Clock of kind timer → the move that its instant makes. */
  timed: Readonly<Record<string, C>>;
  /** Fields that clocks read: of the case, and of parts by kind. */
  fields: { case: readonly F[]; parts: { readonly [K in keyof Kinds]?: readonly F[] } };
  instants: { case: readonly I[]; parts: { readonly [K in keyof Kinds]?: readonly I[] } };
  events: Readonly<
    Record<
      string,
      {
        /** Commands, or moves of time, that write it. */
        of: readonly C[];
        /** Kinds that its data name; absent: it touches the case alone. */
        parts?: readonly (keyof Kinds & string)[];
        /** What of it goes into state. */
        state: string;
        /** What stands in the event alone. */
        words: string;
      }
    >
  >;
  /** Whom each open status waits for. `time`: nobody, an instant. */
  waits: readonly { in: readonly St[]; to: string; command: C; kind?: keyof Kinds & string }[];
  effects: readonly {
    after: string;
    kind: 'start' | 'command' | 'run' | 'notify' | 'book';
    what: string;
    /** The command by which the answer comes back. */
    back?: C;
  }[];
};
export type AnyRow = Transition<string, string, string, PartStatuses>;

/** Parties that every process has. */
export const KERNEL_PARTIES = [
  'requester',
  'caller',
  'reporter',
  'unit',
  'assignee',
  'queue-member',
  'commander',
  'follower',
] as const satisfies readonly Party[];
export const PART_PARTIES = [
  'part-assignee',
  'part-former',
  'part-role',
  'part-asker',
] as const satisfies readonly PartParty[];

type Also = NonNullable<AnyRow['also']>;
type AnyMove = { from: readonly string[] | 'none'; to: readonly string[] | '=' };
const words = (list: readonly string[] | 'none' | '=' | undefined) =>
  list === undefined ? '' : typeof list === 'string' ? list : list.join(', ');
const moved = ({ from, to }: AnyMove) => `${words(from)} → ${words(to)}`;
const alsoWords = (also: Also) =>
  Object.entries(also).flatMap(([kind, moves = []]) => moves.map((move) => `${kind} ${moved(move)}`));

/** The roles to whom a runbook may give a step are one word. */
const MANY_ROLES = 6;
function whoWords(who: AnyRow['who']): string {
  const partyOf = ({ as }: AnyRow['who'][number]) => (typeof as === 'string' ? as : (as ?? []).join(' and '));
  return [...new Set(who.map(partyOf))]
    .map((party) => {
      const of = who.filter((one) => partyOf(one) === party).flatMap(({ by }) => by);
      const roles = of.length >= MANY_ROLES ? 'any step role' : of.join('; ');
      return party === '' ? roles : `${roles} (${party})`;
    })
    .join('; ');
}

function alongWords(also: Also, legend: Paper['legend']): string {
  let left = alsoWords(also);
  const names = Object.entries(legend).flatMap(([name, known]) => {
    const moves = alsoWords(known);
    if (!moves.every((move) => left.includes(move))) return [];
    left = left.filter((move) => !moves.includes(move));
    return [`*${name}*`];
  });
  return [...names, ...left].join('; ');
}

/** A named group of moves as the document explains it. */
export const legendLine = (name: string, also: Also): string => `- *${name}*: ${alsoWords(also).join('; ')}`;

/** The row as the document shows it. */
export function sheetRow({ command, from, to, who, not, part, also = {} }: AnyRow, legend: Paper['legend']): string {
  const named = part ? `${part.kind}: ${moved(part)}` : '';
  const cells = [command, moved({ from, to }), whoWords(who), words(not), named, alongWords(also, legend)];
  return `| ${cells.join(' | ')} |`;
}
