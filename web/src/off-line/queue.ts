/** What happens to a queue, without the store and the wire: each function says what is to be written. */
import { type Fate, isWaiting, type Millis, type Problem, type Queue, type Row, type Said } from './row.ts';
import type { Change } from './store.ts';

export type Picture = { name: string; bytes: Uint8Array; at: readonly string[] };
/** Of the moment at which it is said. */
export type Moment = { now: Millis; aheadMs?: Millis | undefined; newSeries: string };
type Rows = readonly Row[];

const DIGITS = 8;
const MOST_AFTER = 20;

/** Puts what was said at the end. Throws RangeError for more keys in `after` than the API takes. */
export function kept(
  rows: Rows,
  { queue, said, pictures = [] }: { queue: Queue; said: Said; pictures?: readonly Picture[] },
  moment: Moment,
): Change & { answer: Row } {
  if ((said.after?.length ?? 0) > MOST_AFTER) throw new RangeError(`after: at most ${MOST_AFTER} keys`);
  const { place, series, key } = next(rows, moment.newSeries);
  const photos = pictures.map(({ name, at }, n) => ({ key: `${key}.p${n + 1}`, name, at }));
  const row: Row = {
    ...queue,
    ...said,
    place,
    series,
    key,
    typedAt: moment.now,
    ...(moment.aheadMs === undefined ? {} : { aheadMs: moment.aheadMs }),
    ...(photos.length > 0 ? { photos } : {}),
    tries: 0,
    fate: { is: 'waiting' },
  };
  const bytes = pictures.map((picture, n) => ({ key: `${key}.p${n + 1}`, bytes: picture.bytes }));
  return { put: [row], photos: bytes, answer: row };
}

/**
 * The place and key behind the last. A new series is begun where the server knows more of the old one than this device does: its
 * store was put back to an older state, or lost, and each further key would be taken already.
 */
function next(rows: Rows, newSeries: string): Pick<Row, 'place' | 'series' | 'key'> {
  const last = rows.at(-1);
  const place = (last?.place ?? 0) + 1;
  const isOutrun = rows.some(
    ({ series, tries, fate }) =>
      series === last?.series &&
      tries <= 1 &&
      fate.is === 'refused' &&
      ['overtaken', 'key-reused'].includes(fate.problem.code),
  );
  const series = last && !isOutrun ? last.series : newSeries;
  return { place, series, key: `${series}.${String(place).padStart(DIGITS, '0')}` };
}

/** What the server said of a key. */
export type Answer = { version: number } | { problem: Problem };

/**
 * Writes the answers down. `taken` is the last word, whatever was thought of a row before; a refusal counts only for one that still
 * waits. What depends on a row that was mended meanwhile goes behind its new wording.
 */
export function settled(
  rows: Rows,
  answers: ReadonlyMap<string, Answer>,
  newSeries: string,
): Change & { answer: null } {
  const put = rows.flatMap((row): Row[] => {
    const answer = answers.get(row.key);
    if (!answer) return [];
    if ('version' in answer) return [{ ...row, fate: { is: 'taken', version: answer.version } }];
    return isWaiting(row) ? [{ ...row, fate: { is: 'refused', problem: answer.problem } }] : [];
  });
  const over = put.filter(({ fate }) => fate.is === 'taken');
  const dropPhotos = over.flatMap(({ photos = [] }) => photos.map(({ key }) => key));
  const now = replaced(rows, put);
  const by = new Map(now.flatMap(({ key, fate }) => (fate.is === 'mended' ? [[key, fate.by] as const] : [])));
  const moved = movedBehind(now, by, newSeries);
  return { ...merged({ put, dropPhotos }, moved), answer: null };
}

/** Says a refused command anew, or one that was never sent: at the end of the queue, with whatever waits for it behind it. */
export function mended(rows: Rows, key: string, said: Said, newSeries: string): Change & { answer: Row } {
  const row = rowOf(rows, key);
  if (row.fate.is !== 'refused' && !(isWaiting(row) && row.tries === 0)) throw new Error(`${key} cannot be mended now`);
  const first = again(rows, row, said, newSeries);
  const now = replaced(rows, first.put ?? []);
  return { ...merged(first, movedBehind(now, new Map([[key, first.answer.key]]), newSeries)), answer: first.answer };
}

/** It is not sent any more. What was sent already may be taken all the same, and then is shown so. */
export function dropped(rows: Rows, key: string): Change & { answer: null } {
  const row = rowOf(rows, key);
  if (row.fate.is !== 'refused' && !isWaiting(row)) throw new Error(`${key} cannot be dropped now`);
  const dropPhotos = (row.photos ?? []).map((photo) => photo.key);
  return { put: [{ ...row, fate: { is: 'dropped' } }], dropPhotos, answer: null };
}

/** Rows that are over and that nothing open speaks of, but the newest: by that one the order goes on. */
export function forgotten(rows: Rows): Change & { answer: number } {
  const open = rows.filter(({ fate }) => fate.is === 'waiting' || fate.is === 'refused');
  const named = new Set(open.flatMap(({ after = [], basedOn = [] }) => [...after, ...basedOn.map(({ of }) => of)]));
  const over = rows.filter((row) => !open.includes(row) && !named.has(row.key));
  const drop = over.map(({ place }) => place).filter((place) => place !== rows.at(-1)?.place);
  return { drop, answer: drop.length };
}

/** What becomes of a queue when its person signs out: what is open stays, unless `isAll`; with nothing open nothing stays. */
export function left(rows: Rows, isAll: boolean): Change & { answer: null } {
  const isOpen = rows.some(({ fate }) => fate.is === 'waiting' || fate.is === 'refused');
  if (isOpen && !isAll) return { ...forgotten(rows), answer: null };
  const photos = rows.flatMap((row) => (row.photos ?? []).map(({ key }) => key));
  return { drop: rows.map(({ place }) => place), dropPhotos: photos, answer: null };
}

/** A row at the end that says it anew; the old one tells by which. Its pictures go along. */
function again(rows: Rows, row: Row, said: Said, newSeries: string): Change & { answer: Row } {
  const { sent: _sent, ...rest } = row;
  const bare = without(rest, ['part', 'version', 'after', 'observed', 'basedOn']);
  const fresh: Row = { ...bare, ...said, ...next(rows, newSeries), tries: 0, fate: { is: 'waiting' } };
  const photos = fresh.photos?.map(({ id: _up, ...photo }) => photo); // what nobody took is removed after a day: once more under its key
  const placed = photos ? { ...fresh, photos } : fresh;
  return { put: [{ ...row, fate: { is: 'mended', by: fresh.key } }, placed], answer: placed };
}

/**
 * What depends on a key of `by`, and was refused for that or never sent, is said anew behind the key that took its place; and so
 * what depends on these. What is under way is left: it comes back refused.
 */
function movedBehind(rows: Rows, by: ReadonlyMap<string, string>, newSeries: string): Change {
  const names = new Map(by);
  let now = rows;
  const put = new Map<number, Row>();
  for (const row of rows) {
    if (!dependsOn(row, names) || !isMovable(row)) continue;
    const { put: two = [] } = again(now, row, renamed(row, names), newSeries);
    for (const one of two) put.set(one.place, one);
    now = replaced(now, two);
    const fresh = two.at(-1);
    if (fresh) names.set(row.key, fresh.key);
  }
  return { put: [...put.values()] };
}

const isMovable = ({ fate, tries }: Row): boolean =>
  (fate.is === 'waiting' && tries === 0) || (fate.is === 'refused' && fate.problem.code === 'depends-on-refused');
const dependsOn = ({ after = [] }: Row, names: ReadonlyMap<string, string>): boolean =>
  after.some((key) => names.has(key));

function renamed({ command, part, data, version, after, observed, basedOn }: Row, names: ReadonlyMap<string, string>) {
  const nameOf = (key: string): string => names.get(key) ?? key;
  return {
    command,
    data,
    ...(part === undefined ? {} : { part }),
    ...(version === undefined ? {} : { version }),
    ...(after === undefined ? {} : { after: after.map(nameOf) }),
    ...(observed === undefined ? {} : { observed }),
    ...(basedOn === undefined ? {} : { basedOn: basedOn.map(({ at, of }) => ({ at, of: nameOf(of) })) }),
  };
}

function without<T extends object, K extends keyof T>(from: T, names: readonly K[]): Omit<T, K> {
  const rest = { ...from };
  for (const name of names) Reflect.deleteProperty(rest, name);
  return rest;
}

function rowOf(rows: Rows, key: string): Row {
  const row = rows.find((one) => one.key === key);
  if (!row) throw new Error(`${key} is not kept here`);
  return row;
}

/** With `put` in their places. */
function replaced(rows: Rows, put: Rows): Row[] {
  const all = new Map([...rows, ...put].map((row) => [row.place, row]));
  return [...all.values()].toSorted((a, b) => a.place - b.place);
}

function merged(one: Change, other: Change): Change {
  const put = replaced(one.put ?? [], other.put ?? []);
  return { ...one, put };
}

/** As it is shown: how many of each. */
export function counted(rows: Rows): Record<Fate['is'], number> {
  const counts = { waiting: 0, taken: 0, refused: 0, mended: 0, dropped: 0 };
  for (const { fate } of rows) counts[fate.is] += 1;
  return counts;
}
