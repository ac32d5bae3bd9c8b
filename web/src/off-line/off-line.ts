/**
 * Off-line work 离线 of one person on one device: keeps what he says in its order, and sends it when it can. Nothing is sent
 * before it is on the disk, and nothing counts as sent before its answer is. Its caller may stop at any moment: another
 * on the same store goes on.
 */
import { processes, processOfCase } from '../../../domain/processes.ts';
import { jsonOf, type Meaning, meaningOf, timeIn } from './answered.ts';
import type { Ask } from './ask.ts';
import { conflictsOf } from './conflicts.ts';
import { filled, isReady } from './filled.ts';
import * as queue from './queue.ts';
import { isWaiting, type Millis, type Photo, type Problem, type Row, type Said } from './row.ts';
import type { Store } from './store.ts';
import type { Turns } from './turns.ts';

export type Deps = {
  store: Store;
  ask: Ask;
  turns: Turns;
  /** Whose work it is: somebody else's session never sends it. */
  person: string;
  /** The clock of the device, which may be wrong. */
  now: () => Millis;
  /** How far it was ahead when somebody last heard of it: what is said before anything is asked counts by that. */
  wasAheadMs?: Millis | undefined;
  /** Unique, 8 to 64 of `A-Z a-z 0-9 _ ~ -`: a UUID. */
  newSeries: () => string;
};

/** What one step came to. */
export type Step =
  /** Nothing waits any more. */
  | { is: 'done' }
  /** Some was answered, or went up; there is more. */
  | { is: 'more' }
  /** The same again, not before `afterMs`, where that is known: no network, or a busy server. */
  | { is: 'again'; afterMs?: Millis; code: string }
  | { is: 'stopped'; problem: Problem };

const MOST = 100;
/** Less than a request may have, with its frame. */
const MOST_BYTES = 200_000;

export function createOffLine({ store, ask, turns, person, now, wasAheadMs, newSeries }: Deps) {
  let aheadMs: Millis | undefined;
  let most = MOST;

  const of = (caseId: string) => ({ person, caseId });
  const moment = (): queue.Moment => ({ now: now(), aheadMs: aheadMs ?? wasAheadMs, newSeries: newSeries() });

  /** The next thing that is to be sent of a case, and its answer on the disk. Rejects when the disk is full. */
  const step = (caseId: string): Promise<Step> =>
    turns(`off-line ${person} ${caseId}`, async () => {
      const rows = await rowsOf(caseId);
      const first = rows.find(isWaiting);
      if (!first) return { is: 'done' };
      const stopped = aheadMs === undefined ? await learnTime() : null;
      if (stopped) return stopped;
      const photo = first.photos?.find(({ id }) => id === undefined);
      return photo ? await upload(caseId, first, photo) : await send(caseId);
    });

  /** How wrong the clock is, before it is used for the first time; and who is signed in. */
  async function learnTime(): Promise<Step | null> {
    const told = await asked({ method: 'GET', path: '/api/me' });
    if ('is' in told) return told;
    const body = jsonOf(told.text);
    const { serverNow } = timeIn(body);
    if (told.status !== 200 || serverNow === undefined) return stepOf(meaningOf(told, now()));
    learned(serverNow);
    const who: unknown = typeof body === 'object' && body !== null && 'id' in body ? body.id : undefined;
    return who === person ? null : { is: 'stopped', problem: { code: 'other-person' } };
  }

  function learned(serverNow: Millis): void {
    aheadMs = now() - serverNow;
  }

  async function upload(caseId: string, row: Row, { key, name }: Photo): Promise<Step> {
    const bytes = await store.photo(key);
    if (!bytes) return await refuse(caseId, row.key, { code: 'photo-lost', params: { name } });
    const reply = await asked({
      method: 'POST',
      path: '/api/files',
      headers: {
        'Idempotency-Key': key,
        'File-Name': encodeURIComponent(name),
        'Content-Type': 'application/octet-stream',
      },
      body: new Uint8Array(bytes),
    });
    if ('is' in reply) return reply;
    const body = jsonOf(reply.text);
    const id: unknown = typeof body === 'object' && body !== null && 'id' in body ? body.id : undefined;
    if (reply.status === 201 && typeof id === 'string') return await isUp(caseId, { row: row.key, photo: key, id });
    const meaning = meaningOf(reply, now());
    const isOfFile = meaning.is === 'too-large' || (meaning.is === 'stopped' && ![401, 403].includes(reply.status));
    return isOfFile ? await refuse(caseId, row.key, meaning.problem) : stepOf(meaning);
  }

  type Up = { row: string; photo: string; id: string };
  const isUp = (caseId: string, { row: key, photo, id }: Up): Promise<Step> =>
    store.change(of(caseId), (rows) => ({
      put: rows
        .filter((row) => row.key === key && isWaiting(row))
        .map((row) => ({ ...row, photos: row.photos?.map((one) => (one.key === photo ? { ...one, id } : one)) ?? [] })),
      answer: { is: 'more' },
    }));

  async function refuse(caseId: string, key: string, problem: Problem): Promise<Step> {
    return await settle(caseId, new Map([[key, { problem }]]));
  }

  async function send(caseId: string): Promise<Step> {
    const process = processOfCase(caseId);
    if (!process) throw new RangeError(`${caseId} is no number of a case`);
    const batch = await begun(caseId);
    const [first] = batch;
    if (!first) return { is: 'more' }; // somebody else has sent it meanwhile
    const reply = await asked({
      method: 'POST',
      path: `/api/${processes[process].plural}/${caseId}/sync`,
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ person, series: first.series, commands: batch.map(commandOf) }),
    });
    const meaning: Meaning = 'is' in reply ? reply : meaningOf(reply, now());
    if (meaning.is === 'answered') return await answered(caseId, batch, meaning);
    most = Math.max(1, Math.ceil(Math.min(most, batch.length) / 2)); // what does not come through whole may in pieces
    if (meaning.is === 'too-large')
      return batch.length > 1 ? { is: 'more' } : await refuse(caseId, first.key, meaning.problem);
    if (meaning.is !== 'malformed') return stepOf(meaning);
    const named = [...meaning.at].flatMap(([at, problem]) => {
      const row = batch[at];
      return row ? [[row.key, { problem }] as const] : [];
    });
    return await settle(caseId, new Map(named));
  }

  /** What goes now, as it goes, and that it went: on the disk before anything is on the wire. */
  const begun = (caseId: string): Promise<Row[]> =>
    store.change(of(caseId), (rows) => {
      const clock = { now: now(), aheadMs: aheadMs ?? 0 };
      const batch = nextOf(rows, most).map((row) => ({
        ...row,
        sent: row.sent ?? filled(row, rows, clock),
        tries: row.tries + 1,
      }));
      return { put: batch, answer: batch };
    });

  async function answered(caseId: string, batch: readonly Row[], meaning: Extract<Meaning, { is: 'answered' }>) {
    const { answers, serverNow } = meaning;
    if (serverNow !== undefined) learned(serverNow);
    if (!batch.some(({ key }) => answers.has(key))) return { is: 'again', code: 'no-answer' } as const;
    most = Math.min(MOST, most * 2);
    return await settle(caseId, answers);
  }

  async function settle(caseId: string, answers: ReadonlyMap<string, queue.Answer>): Promise<Step> {
    await store.change(of(caseId), (rows) => queue.settled(rows, answers, newSeries()));
    return { is: 'more' };
  }

  async function asked(request: Parameters<Ask>[0]) {
    try {
      return await ask(request);
    } catch {
      return { is: 'again', code: 'no-network' } as const;
    }
  }

  const rowsOf = (caseId: string): Promise<readonly Row[]> => store.change(of(caseId), (rows) => ({ answer: rows }));

  return {
    /** Resolves when it is on the disk: from then on it cannot be lost. Rejects when the disk is full. */
    keep: (caseId: string, said: Said, pictures: readonly queue.Picture[] = []): Promise<Row> =>
      store.change(of(caseId), (rows) => queue.kept(rows, { queue: of(caseId), said, pictures }, moment())),
    /** In their order, whatever became of them. */
    rows: rowsOf,
    /** Cases of which this person has something here. */
    cases: async (): Promise<string[]> =>
      (await store.queues()).filter((one) => one.person === person).map(({ caseId }) => caseId),
    step,
    /** Says it otherwise, or the same again: behind all that was said meanwhile, with whatever waits for it. */
    mend: (caseId: string, key: string, said: Said): Promise<Row> =>
      store.change(of(caseId), (rows) => queue.mended(rows, key, said, newSeries())),
    drop: (caseId: string, key: string): Promise<null> => store.change(of(caseId), (rows) => queue.dropped(rows, key)),
    /** Lets go of what is over; answers how many. */
    forget: (caseId: string): Promise<number> => store.change(of(caseId), queue.forgotten),
    /** Who goes leaves nothing that is over, and of the rest what he wants; a later one begins another series. */
    leave: async ({ drop }: { drop: boolean }): Promise<void> => {
      for (const one of (await store.queues()).filter((its) => its.person === person))
        await store.change(one, (rows) => queue.left(rows, drop));
    },
    /** Lines with two values, as they stand; null: nobody answers now. */
    conflicts: (caseId: string) => conflictsOf(ask, caseId),
    /** `serverNow` of any answer of the API, as soon as it came. */
    learned,
  };
}
export type OffLine = ReturnType<typeof createOffLine>;

/** The first that wait, of one series, as far as nothing of them is lacking. */
function nextOf(rows: readonly Row[], most: number): Row[] {
  const batch: Row[] = [];
  let room = MOST_BYTES;
  for (const row of rows.filter(isWaiting)) {
    room -= new TextEncoder().encode(JSON.stringify(row.sent ?? row.data)).length + 500;
    const isFull = batch.length >= most || (batch.length > 0 && room < 0);
    if (isFull || !isReady(row, rows) || row.series !== (batch[0] ?? row).series) break;
    batch.push(row);
  }
  return batch;
}

const commandOf = ({ key, command, part, sent, version, after }: Row) => ({
  key,
  command,
  data: sent,
  ...(part === undefined ? {} : { part }),
  ...(version === undefined ? {} : { version }),
  ...(after === undefined ? {} : { after }),
});

function stepOf(meaning: Meaning): Step {
  if (meaning.is === 'again' || meaning.is === 'stopped') return meaning;
  if (meaning.is === 'too-large') return { is: 'stopped', problem: meaning.problem };
  return { is: 'again', code: 'no-answer' };
}
