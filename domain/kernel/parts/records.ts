/** The parts of a case as they stand, and as an event leaves them. The kernel folds them without knowing the process. */
import { DomainError } from '../errors.ts';
import {
  MOST_PARTS,
  type Part,
  type PartKind,
  type PartRecord,
  type PartsIn,
  type PartTouch,
  type PlannedPart,
} from '../part.ts';

type Kinds = Readonly<Record<string, PartKind>>;

/** Every part: those of the plan in its order, with what happened to them laid over, then those that commands made. */
export function partsOf(kinds: Kinds, planned: readonly PlannedPart[], kept: PartsIn = {}): Part[] {
  const ofPlan = planned.map((one): Part => {
    const { id, kind, status = kinds[kind]?.initial[0] ?? '', in: parent, orgPath, role } = one;
    const part: Part = {
      id,
      kind,
      status,
      assignees: [],
      rev: 0,
      ...(parent === undefined ? {} : { in: parent }),
      ...(orgPath === undefined ? {} : { orgPath }),
      ...(role === undefined ? {} : { role }),
    };
    return partWith(part, kept[kind]?.[id]);
  });
  const made = Object.entries(kept).flatMap(([kind, records = {}]) =>
    kinds[kind]?.origin === 'command'
      ? Object.entries(records).map(([id, record]) => partWith({ id, kind, status: '', assignees: [], rev: 0 }, record))
      : [],
  );
  return [...ofPlan, ...made];
}

const partWith = (part: Part, record: PartRecord | undefined): Part => ({ ...part, ...record });

/** A part that a command makes, as it will begin. */
export const newPart = (id: string, kind: string, { initial }: PartKind): Part => ({
  id,
  kind,
  status: initial[0] ?? '',
  assignees: [],
  rev: 0,
});

/** What of an event's data speaks of parts; a field of another form is the process's own. Throws nothing. */
export function touchIn(data: object): PartTouch {
  const given = new Map<string, unknown>(Object.entries(data));
  const [part, to, also, assignees] = ['part', 'to', 'also', 'assignees'].map((name) => given.get(name));
  const [assigned, made, dropped, clocks] = ['assigned', 'made', 'dropped', 'clocks'].map((name) => given.get(name));
  return {
    ...(typeof part === 'string' ? { part } : {}),
    ...(typeof part === 'string' && typeof to === 'string' ? { to } : {}),
    ...(isOf(also, isText) ? { also } : {}),
    ...(typeof part === 'string' && isTexts(assignees) ? { assignees } : {}),
    ...(isOf(assigned, isTexts) ? { assigned } : {}),
    ...(isOf(made, isMade) ? { made } : {}),
    ...(isTexts(dropped) ? { dropped } : {}),
    ...(isOf(clocks, isObject) ? { clocks } : {}),
  };
}

const isText = (value: unknown): value is string => typeof value === 'string';
const isTexts = (value: unknown): value is readonly string[] => Array.isArray(value) && value.every(isText);
const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
const isMade = (value: unknown): value is { kind: string; in?: string } =>
  isObject(value) && 'kind' in value && isText(value.kind) && (!('in' in value) || isText(value.in));
const isOf = <T>(value: unknown, is: (one: unknown) => one is T): value is Readonly<Record<string, T>> =>
  isObject(value) && !Array.isArray(value) && Object.values(value).every(is);

/** Ids of the parts that the event touches, each once; those that it drops are not touched. */
export const touchedBy = ({ part, also = {}, assigned = {}, made = {} }: PartTouch): string[] => [
  ...new Set([
    ...(part === undefined ? [] : [part]),
    ...Object.keys(also),
    ...Object.keys(assigned),
    ...Object.keys(made),
  ]),
];

/**
 * The records after an event of version `seq`: whatever it touches has that `rev`, its new status and who has it. `initialOf`:
 * the status of a part that nothing had touched, by id and kind. A part of which neither state nor event says the kind is left
 * out. Throws nothing.
 */
export function touched(
  kept: PartsIn,
  touch: PartTouch,
  { seq, initialOf }: { seq: number; initialOf: (id: string, kind: string) => string },
): PartsIn {
  const { part, to, also = {}, assignees, assigned = {}, made = {}, dropped = [] } = touch;
  const next: Record<string, Record<string, PartRecord>> = {};
  for (const [kind, records = {}] of Object.entries(kept)) next[kind] = { ...records };
  for (const id of dropped) for (const records of Object.values(next)) delete records[id];
  for (const id of touchedBy(touch)) {
    const kind = made[id]?.kind ?? kindIn(next, id);
    if (kind === undefined) continue;
    const before = next[kind]?.[id];
    const status = (id === part ? to : undefined) ?? also[id] ?? before?.status ?? initialOf(id, kind);
    const { assignees: former, ...rest } = before ?? {};
    const hands = (id === part ? assignees : undefined) ?? assigned[id] ?? former ?? [];
    const parent = made[id]?.in;
    const record: PartRecord = {
      ...rest,
      status,
      rev: seq,
      ...(hands.length > 0 ? { assignees: hands } : {}),
      ...(parent === undefined ? {} : { in: parent }),
    };
    next[kind] = { ...next[kind], [id]: record };
  }
  return next;
}

/** The kind under which the state keeps a part; undefined: nothing has touched it. */
export const kindIn = (kept: PartsIn, id: string): string | undefined =>
  Object.entries(kept).find(([, records = {}]) => Object.hasOwn(records, id))?.[0];

/** Throws 'too-many-parts' where a kind, or all of them together, are more than a case may have. */
export function refuseTooMany(kinds: Kinds, parts: readonly Part[]): void {
  const full = Object.entries(kinds).find(
    ([kind, { most }]) => parts.filter((part) => part.kind === kind).length > most,
  );
  const [kind, { most } = { most: MOST_PARTS }] = full ?? [];
  if (!full && parts.length <= MOST_PARTS) return;
  throw new DomainError('too-many-parts', `A case has at most ${most} of these parts`, {
    params: { maximum: most, ...(kind === undefined ? {} : { kind }) },
  });
}
