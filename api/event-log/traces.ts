/** The cases of a log with what happened on each, a few at a time: so much lies in memory and no more, however many there are. */
import type { Connection } from 'mongoose';
import { processOf } from '../../domain/catalogue.ts';
import { type LoggedCommit, type LogStep, stepReader } from '../../domain/event-log/steps.ts';
import type { Keyset } from '../../domain/kernel/ids.ts';
import type { CaseView } from '../../domain/kernel/process.ts';
import { loggedCommits } from '../../models/cases/logged.ts';
import type { Wish } from '../cases/filters.ts';
import type { Reads } from '../cases/reads.ts';
import type { Identity } from '../http/route.ts';

/** `steps`: null where this release cannot read the record; `commits`: as they are stored. */
export type Traced = { view: LoggedView; steps: readonly LogStep[] | null; commits: readonly LoggedCommit[] };
export type LoggedView = Pick<CaseView, (typeof FIELDS)[number] | '_id'>;

/** As much of a case as a log says of it, or asks to know who may see what. */
const FIELDS = [
  'process',
  'mode',
  'version',
  'status',
  'orgPath',
  'orgLine',
  'parties',
  'queue',
  'tier',
  'priority',
  'application',
  'openedAt',
  'closedAt',
] as const satisfies readonly (keyof CaseView)[];

const CASES_AT_ONCE = 200;
/** Between two looks at the store nothing else is answered by this process. */
const EVENTS_AT_ONCE = 2_000;

type Asked = { identity: Identity; wish: Wish };
type Stores = { db: Connection; reads: Reads };

/** By number, each once, with all that happened on it. The next ones are read while these are made use of. */
export async function* tracesOf(stores: Stores, asked: Asked): AsyncGenerator<Traced> {
  const readers = new Map<string, Reader>();
  let next: Promise<Map<string, LoggedCommit[]>> | undefined;
  let views: LoggedView[] = [];
  const ready = async function* (read: typeof next, of: readonly LoggedView[]) {
    const commits = (await read) ?? new Map<string, LoggedCommit[]>();
    for (const view of of) {
      const own = commits.get(view._id) ?? [];
      yield { view, commits: own, steps: stepsIn(readers, view, own) };
    }
  };
  for await (const batch of batchesOf(stores, asked)) {
    const before = next;
    next = loggedCommits(
      stores.db,
      batch.map(({ _id }) => _id),
    );
    next.catch(() => undefined); // it is asked for below, unless nobody waits any longer
    yield* ready(before, views);
    views = batch;
  }
  yield* ready(next, views);
}

type Reader = ReturnType<typeof stepReader>;
function stepsIn(
  readers: Map<string, Reader>,
  { process }: LoggedView,
  commits: readonly LoggedCommit[],
): LogStep[] | null {
  try {
    const read = readers.get(process) ?? stepReader(processOf(process));
    readers.set(process, read);
    return read(commits);
  } catch {
    return null; // of a later release, or no release wrote it: the case is parked, and `verify:cases` says why
  }
}

/** Pages of cases, cut to so many events. */
async function* batchesOf(
  { reads }: Stores,
  { identity, wish: { filters, sought } }: Asked,
): AsyncGenerator<LoggedView[]> {
  const cases = reads.scoped(identity);
  let after: Keyset | undefined;
  for (;;) {
    const page = { order: { field: '_id' as const }, limit: CASES_AT_ONCE, after, only: FIELDS };
    const { items, next } = await cases.seek(filters, page, sought);
    let batch: LoggedView[] = [];
    let events = 0;
    for (const view of items) {
      if (events > 0 && events + view.version > EVENTS_AT_ONCE) {
        yield batch;
        [batch, events] = [[], 0];
      }
      batch.push(view);
      events += view.version;
    }
    if (batch.length > 0) yield batch;
    if (!next) return;
    after = next;
  }
}
