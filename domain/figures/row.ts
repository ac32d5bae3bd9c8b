/** What figures read of one case that has ended: folded once, from what its end froze. */
import { frozenFacts } from '../kernel/clocks/clocks.ts';
import { orgLineOf } from '../kernel/people/access.ts';
import type { AnyProcess, CaseState, CaseView, Millis, OrgPath } from '../kernel/process.ts';
import { shapeOf } from '../kernel/record/shape.ts';
import { type CaseKind, kindOf } from './kinds.ts';
import { namesOf } from './names.ts';

/** Null: the case does not have it. */
export type FigureValue = string | number | boolean | readonly string[] | null;
export type FigureValues = Readonly<Record<string, FigureValue>>;
/**
 * `line`: the organisation of the case and all above it; `unit`: whose case it is, as its requester's side; `values`: by the names of
 * `namesOf` for its process, those that it has. `head`: of the record from which it was folded.
 */
export type FigureRow = {
  /** Number of the case. */
  _id: string;
  /** A `CaseKind`: of a live case its process, of a drill the word of drills. */
  process: string;
  orgPath: OrgPath;
  line: readonly OrgPath[];
  unit: OrgPath;
  application?: string;
  team?: string;
  person?: string;
  openedAt: Millis;
  closedAt: Millis;
  /** It is kept from some to whom its organisation is granted, as its view says. */
  concealed?: true;
  values: FigureValues;
  head: { seq: number; hash: string };
};
/** Of an open case too, as it stands at the moment: `closedAt` is absent, and so are `closed` and, but in what is open, `age`. */
export type LiveRow = Omit<FigureRow, 'closedAt'> & { closedAt?: Millis };

/** Raised by hand whenever a row of the same case is folded otherwise. */
const ROW_SHAPE = 3; // 2: how long its user was waited for; 3: time that people put down
/** Rows of another shape were folded by another release. Throws nothing. */
export const rowShapeOf = (process: Pick<AnyProcess, 'shape'>): string => `${ROW_SHAPE}.${shapeOf(process)}`;

export const MINUTE = 60_000;
/** Whole ones, the rest cut off. */
export const minutes = (ms: Millis): number => Math.floor(ms / MINUTE);

/**
 * The row of a live case that has ended; null of any other: rehearsals and open cases move no figure, and drills no figure of live work
 * (`drillRowOf`). The same case gives the same row whenever it is folded. Throws nothing.
 */
export function rowOf(view: CaseView, kase: Standing): FigureRow | null {
  const { closedAt } = view;
  if (closedAt === undefined) return null;
  const row = liveRowOf(view, kase, closedAt);
  return row && endedRow(row, closedAt);
}

/** With what is known of it from its end on. Throws nothing. */
export const endedRow = (row: LiveRow, closedAt: Millis): FigureRow => ({
  ...row,
  closedAt,
  values: { ...row.values, closed: closedAt, age: minutes(closedAt - row.openedAt) },
});

/** What a row needs of a case beside its view. */
export type Standing = Pick<CaseState<unknown>, 'clocks' | 'pins' | 'seq' | 'headHash'>;
/**
 * The row of a live case, open or ended, with its clocks as they stand at `at`; null of a drill or a rehearsal. Without `kase` it has no
 * clocks, for who reads very many and none of them; `names`: no more values than these, beside those of every case. Throws nothing.
 */
export function liveRowOf(
  view: CaseView,
  kase: Standing | null,
  at: Millis,
  names?: readonly string[],
): LiveRow | null {
  const kind = view.mode === 'live' ? kindOf(view) : null;
  if (kind === null) return null;
  const row = framedRow(view, kind, names);
  if (!kase) return row;
  const values = { ...row.values, ...clockValues(frozenFacts(kase.clocks, kase.pins, at)) };
  return { ...row, values, head: headOf(kase) };
}

/** Of which record a row is folded. */
export const headOf = ({ seq, headHash }: Pick<Standing, 'seq' | 'headHash'>): FigureRow['head'] => ({
  seq,
  hash: headHash,
});

/** What the view alone says of a case of that kind, by names of that kind: no clock. Throws nothing. */
export function framedRow(view: CaseView, kind: CaseKind, names?: readonly string[]): LiveRow {
  const { openedAt } = view;
  const { unit, assignee } = view.parties;
  const known = namesOf(kind);
  const wanted = names ? names.filter((name) => Object.hasOwn(known, name)) : Object.keys(known);
  const own = wanted.flatMap((name): [string, FigureValue][] => {
    const value = ownValue(view, name);
    return value === undefined ? [] : [[name, value]];
  });
  return {
    _id: view._id,
    process: kind,
    orgPath: view.orgPath,
    line: orgLineOf(view.orgPath),
    unit,
    ...(view.application === undefined ? {} : { application: view.application }),
    ...(view.queue === undefined ? {} : { team: view.queue }),
    ...(assignee === undefined ? {} : { person: assignee }),
    openedAt,
    ...(view.concealed ? { concealed: true as const } : {}),
    values: {
      ...Object.fromEntries(own),
      organisation: view.orgPath,
      unit,
      ...(view.queue === undefined ? {} : { team: view.queue }),
      ...(assignee === undefined ? {} : { person: assignee }),
      opened: openedAt,
      takenBack: view.takenBack ?? 0,
    },
    head: { seq: view.version, hash: '' },
  };
}

/** What the case shows under that name, of a length in ms its minutes; undefined: nothing that a formula could read. */
const ownValue = (view: CaseView, name: string): FigureValue | undefined =>
  valueFrom(foundAt(view, name), foundAt(view, `${name}Ms`));

/** What was found at the two places of a name, as formulas read it; undefined: nothing that they could. Throws nothing. */
export function valueFrom(found: unknown, length: unknown): FigureValue | undefined {
  if (typeof found === 'string' || typeof found === 'number' || typeof found === 'boolean') return found;
  if (Array.isArray(found)) return found.filter((one): one is string => typeof one === 'string');
  return typeof length === 'number' ? minutes(length) : undefined;
}

/** Where of a document stands what is known of every case; of another name at itself, or as a length in ms. */
export const FRAME_PLACES: Readonly<Record<string, string>> = {
  organisation: 'orgPath',
  unit: 'parties.unit',
  team: 'queue',
  person: 'parties.assignee',
  opened: 'openedAt',
  takenBack: 'takenBack',
};

/** Where of a document a name may be found: itself, or a length in ms. Throws nothing. */
export function placesOf(name: string): string[] {
  const [head = name] = name.split('.');
  return [head, `${head}Ms`];
}

const foundAt = (view: CaseView, path: string): unknown =>
  path.split('.').reduce<unknown>((at, part) => (isRecord(at) ? at[part] : undefined), view);

type Frozen = Readonly<Record<string, unknown>>;
const isRecord = (value: unknown): value is Frozen =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const numberOf = (value: unknown): number => (typeof value === 'number' ? value : 0);
const sumOf = (value: unknown): number =>
  isRecord(value) ? Object.values(value).reduce<number>((sum, one) => sum + numberOf(one), 0) : 0;

/** Clocks of a case, each under its name; of clocks of parts what they came to together. */
function clockValues(facts: Frozen): Record<string, FigureValue> {
  return Object.fromEntries(
    Object.entries(facts).flatMap(([name, clock]) => {
      if (!isRecord(clock)) return [];
      const values = isRecord(clock['sum']) ? partValues(clock['sum']) : oneClock(clock);
      return Object.entries(values).map(([end, value]) => [`clock.${name}.${end}`, value]);
    }),
  );
}

const partValues = (sum: Frozen): Record<string, FigureValue> => ({
  ended: numberOf(sum['ended']),
  met: numberOf(sum['met']),
  breached: numberOf(sum['breached']),
  consumed: minutes(numberOf(sum['consumedMs'])),
});

const textOf = (value: unknown): FigureValue => (typeof value === 'string' ? value : null);

/** Of a table by hold reason, what the user was waited for. */
const forUser = (by: unknown): number => (isRecord(by) ? numberOf(by['user']) : 0);
function oneClock(clock: Frozen): Record<string, FigureValue> {
  const { state, targetMs, consumedMs, attribution, breachedAt, breachContext } = clock;
  const at = isRecord(breachContext) ? breachContext : {};
  return {
    state: textOf(state),
    met: state === 'met',
    breached: typeof breachedAt === 'number',
    consumed: minutes(numberOf(consumedMs)),
    target: typeof targetMs === 'number' ? minutes(targetMs) : null,
    paused: minutes(isRecord(attribution) ? sumOf(attribution['paused']) : 0),
    waitedForUser: minutes(isRecord(attribution) ? forUser(attribution['paused']) + forUser(attribution['waited']) : 0),
    breachTier: textOf(at['tier']),
    breachTeam: textOf(at['team']),
    breachPerson: textOf(at['person']),
  };
}
