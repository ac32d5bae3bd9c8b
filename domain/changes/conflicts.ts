/** What stands against the window of a change (processes.md 6): freezes, other changes, maintenance windows, its implementer. */
import { DomainError } from '../kernel/errors.ts';
import type { ItemFact } from '../kernel/facts.ts';
import type { FieldError } from '../kernel/process.ts';
import { common, type Interval, uncovered } from '../kernel/time/intervals.ts';
import type { Millis, OrgPath } from '../kernel/units.ts';
import { type Freeze, heldBy, speaksOf, type Touched } from './freezes.ts';

/** In the order in which they are listed. */
export const CONFLICT_KINDS = [
  'freeze',
  'overlap',
  'outside-window',
  'implementer',
  'neighbour',
  'event-support',
] as const;
export type ConflictKind = (typeof CONFLICT_KINDS)[number];
export type Why = { code: ConflictCode; params: Readonly<Record<string, string>> };
/** Their words stand in `conflict-words.ts`. */
export type ConflictCode =
  | 'frozen'
  | 'item-taken'
  | 'item-asked-for'
  | 'outside-maintenance'
  | 'implementer-busy'
  | 'implementer-asked-for'
  | 'neighbour-changed'
  | 'event-supported';

export type Conflict = {
  /** The same conflict has the same key whenever it is found: kind, item and with whom. */
  key: string;
  kind: ConflictKind;
  severity: 'block' | 'warn';
  /** A warning, by the owner of the process; a freeze, by the seats of an emergency change, which see it named. */
  waivable: boolean;
  /** Of the change's own. */
  item?: string;
  /** Number of the other change, or the version of a freeze, `gd-national-day@2`. */
  with?: string;
  /** The first stretch of the window in which it stands; never empty. */
  from: Millis;
  until: Millis;
  why: Why;
};

export type Asked = {
  /** Absent: not registered yet. */
  number?: string | undefined;
  /** `emergency`: a freeze yields to it. */
  type: string;
  items: readonly string[];
  orgPath: OrgPath;
  services: readonly string[];
  window: Interval;
  implementer?: string | undefined;
};
/**
 * Another change that has a window. `asked-for`: not approved yet; `fixed`: it has its time; `running`: it is at work now, in
 * its window or beyond it.
 */
export type Planned = {
  number: string;
  stands: 'asked-for' | 'fixed' | 'running';
  items: readonly string[];
  window: Interval;
  implementer?: string | undefined;
};
/** All that a check looks at; what has nothing to do with the change does no harm. */
export type Around = {
  now: Millis;
  planned: readonly Planned[];
  freezes: readonly Freeze[];
  /** Of the change's items; what is not there has no owner, no service and no window. */
  items: Readonly<Record<string, ItemFact | undefined>>;
  /** Item → the items beside it. */
  neighbours: Readonly<Record<string, readonly string[] | undefined>>;
  /** Item → when it may be worked on, as far as the change's window goes; an item that is left out has no such times. */
  windows: Readonly<Record<string, readonly Interval[] | undefined>>;
};

/** Why it is no window; empty: it is one. Half-open and never empty. Pointers begin with `/window`. Throws nothing. */
export const windowFaults = ({ from, until }: Interval): FieldError[] =>
  until > from ? [] : [{ pointer: '/window/until', code: 'not-after-from' }];

/**
 * What a start is judged on: from the present moment to the end of the window; the moment alone where that is over. A freeze
 * that has passed, or another change that has ended, is in nobody's way any more. Throws nothing.
 */
export const windowAtStart = ({ until }: Interval, now: Millis): Interval => ({
  from: now,
  until: Math.max(until, now + 1),
});

/**
 * Every conflict of what is asked, what blocks first, then by kind, instant, item and the other side; each pair once, with the
 * first stretch of time in which it stands. What only touches is none. An item out of use has no maintenance window and no
 * neighbours; what is planned on it still stands. Throws 'invalid-data' for a window that is none, and nothing else.
 */
export function conflictsOf(asked: Asked, around: Around): Conflict[] {
  const faults = windowFaults(asked.window);
  if (faults.length > 0) throw new DomainError('invalid-data', 'The window ends before it begins', { fields: faults });
  const others = around.planned
    .filter(({ number }) => number !== asked.number)
    .flatMap((one): Met[] => {
      const at = common(asked.window, standing(one, around.now));
      return at ? [{ ...one, at }] : [];
    });
  const all = [
    ...frozen(asked, around),
    ...taken(asked, others),
    ...outside(asked, around),
    ...busy(asked, others),
    ...besides(asked, around, others),
  ];
  return all.toSorted(inOrder);
}

type Met = Planned & { at: Interval };
/** What is at work holds the present moment, however long its window is over. */
const standing = ({ stands, window: { from, until } }: Planned, now: Millis): Interval =>
  stands === 'running' ? { from: Math.min(from, now), until: Math.max(until, now + 1) } : { from, until };

const because = <C extends string>(code: C, params: Why['params'] = {}) => ({ code, params });

type Found = Omit<Conflict, 'key' | 'waivable'>;
const conflict = (found: Found, waivable = found.severity === 'warn'): Conflict => ({
  key: [found.kind, found.item ?? '', found.with ?? ''].join(':'),
  ...found,
  waivable,
});

function frozen(asked: Asked, { freezes, items }: Around): Conflict[] {
  const touched = touchedBy(asked, items);
  return freezes.flatMap((freeze) => {
    const met = touched.find((one) => speaksOf(freeze, one));
    const [at] = met ? heldBy(freeze, asked.window) : [];
    if (!met || !at) return [];
    const { ref, kind, name } = freeze;
    const isFreeze = kind === 'freeze';
    const found: Found = {
      kind,
      severity: isFreeze ? 'block' : 'warn',
      ...(met.item === undefined ? {} : { item: met.item }),
      with: ref,
      ...at,
      why: because(isFreeze ? 'frozen' : 'event-supported', { freeze: ref, name }),
    };
    return [conflict(found, !isFreeze || asked.type === 'emergency')];
  });
}

/** The change itself, and each of its items, which may be another's. */
function touchedBy({ items, orgPath, services }: Asked, facts: Around['items']): Touched[] {
  const named = items.map((item) => {
    const fact = facts[item];
    const own = fact?.service === undefined ? services : [fact.service];
    return { item, orgPath: fact?.orgPath ?? orgPath, services: own };
  });
  return [{ orgPath, services }, ...named];
}

const taken = (asked: Asked, others: readonly Met[]): Conflict[] =>
  others.flatMap(({ number, items, stands, at }) =>
    asked.items
      .filter((item) => items.includes(item))
      .map((item) =>
        conflict({
          kind: 'overlap',
          severity: severityOf(stands),
          item,
          with: number,
          ...at,
          why: because(stands === 'asked-for' ? 'item-asked-for' : 'item-taken', { item, change: number }),
        }),
      ),
  );

/** What is not approved yet may never come. */
const severityOf = (stands: Planned['stands']): Conflict['severity'] => (stands === 'asked-for' ? 'warn' : 'block');

const outside = ({ items, window }: Asked, around: Around): Conflict[] =>
  items.flatMap((item) => {
    const windows = inUse(item, around) ? around.windows[item] : undefined;
    const [at] = windows ? uncovered(window, windows) : [];
    if (!at) return [];
    const why = because('outside-maintenance', { item });
    return [conflict({ kind: 'outside-window', severity: 'block', item, ...at, why })];
  });

const inUse = (item: string, { items }: Around): boolean => items[item]?.isRetired === false;

const busy = ({ implementer }: Asked, others: readonly Met[]): Conflict[] =>
  others
    .filter((one) => implementer !== undefined && one.implementer === implementer)
    .map(({ number, stands, at }) =>
      conflict({
        kind: 'implementer',
        severity: severityOf(stands),
        with: number,
        ...at,
        why: because(stands === 'asked-for' ? 'implementer-asked-for' : 'implementer-busy', {
          person: implementer ?? '',
          change: number,
        }),
      }),
    );

/** What is only asked for beside it is no news to anybody. */
const besides = (asked: Asked, around: Around, others: readonly Met[]): Conflict[] =>
  asked.items.flatMap((item) => {
    const neighbours = inUse(item, around) ? (around.neighbours[item] ?? []) : [];
    const beside = new Set(neighbours.filter((one) => !asked.items.includes(one)));
    return others.flatMap(({ number, items, stands, at }) => {
      const [neighbour] = items.filter((one) => beside.has(one)).toSorted();
      if (neighbour === undefined || stands === 'asked-for') return [];
      const why = because('neighbour-changed', { item, neighbour, change: number });
      return [conflict({ kind: 'neighbour', severity: 'warn', item, with: number, ...at, why })];
    });
  });

const inOrder = (one: Conflict, other: Conflict): number =>
  rankOf(one) - rankOf(other) ||
  one.from - other.from ||
  compare(one.item ?? '', other.item ?? '') ||
  compare(one.with ?? '', other.with ?? '');
const rankOf = ({ severity, kind }: Conflict): number =>
  (severity === 'block' ? 0 : CONFLICT_KINDS.length) + CONFLICT_KINDS.indexOf(kind);
const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

/** As somebody sees it who may not read the other side: that the time is taken, and no more. */
export type TakenConflict = Pick<Conflict, 'kind' | 'severity' | 'waivable' | 'item' | 'from' | 'until'> & {
  why: ReturnType<typeof because<'taken'>>;
};
/**
 * The conflicts as somebody sees them: of a change that he may not read, and of an item beside his that he may not, neither
 * number nor words. `reads`: numbers of changes that he may read. Freezes are announced to all. Throws nothing.
 */
export const shownTo = (conflicts: readonly Conflict[], reads: ReadonlySet<string>): (Conflict | TakenConflict)[] =>
  conflicts.map((one) => {
    const { kind, severity, waivable, item, from, until } = one;
    if (one.with === undefined || !WITH_CHANGE.includes(kind) || reads.has(one.with)) return one;
    const where = item === undefined ? {} : { item };
    return { kind, severity, waivable, ...where, from, until, why: because('taken') };
  });
const WITH_CHANGE: readonly ConflictKind[] = ['overlap', 'implementer', 'neighbour'];
