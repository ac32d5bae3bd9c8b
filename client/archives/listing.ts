/** Which cases belong into an archive: those that ended in its month, and what came late of earlier ones. */
import type { Connection } from 'mongoose';
import type { Archive } from '../../domain/archive/state.ts';
import type { OrgPath, StoredCase } from '../../domain/kernel/process.ts';
import { casesIn } from '../../models/cases/case.ts';
import { countCases, packAgain, takeCases, takenOf } from '../../models/archives/archived-case.ts';
import { archiveOrganisations, belongsTo } from './organisations.ts';

const AT_A_TIME = 500;
/** What was decided while the store was away is written with the instant of its decision: so long it may be found afterwards. */
const LOOK_BACK_MS = 40 * 86_400_000;

type Seen = Pick<StoredCase, '_id' | 'orgPath' | 'version' | 'closedAt'>;
const SEEN = { orgPath: 1, version: 1, closedAt: 1 } as const;
export type Listed = { cases: number; supplements: number };

/** Takes them; begun again it takes the same. A case is in one archive: what another has stays there. */
export async function listMonth(db: Connection, number: string, archive: Archive): Promise<Listed> {
  const { unit, from, until } = archive;
  const keeping = await archiveOrganisations(db);
  const ended = { orgLine: unit, mode: 'live' as const, closedAt: { $gte: from, $lt: until } };
  for await (const page of pagesOf(db, ended, unit, keeping))
    await takeCases(
      db,
      number,
      page.map(({ _id }) => _id),
    );
  const before = await archivesBefore(db, unit, from);
  const [first, last] = [before[0], before.at(-1)];
  if (first && last) {
    const since = last.openedAt - LOOK_BACK_MS;
    const late = {
      orgLine: unit,
      mode: 'live' as const,
      closedAt: { $gte: first.from, $lt: from },
      updatedAt: { $gte: since },
    };
    for await (const page of pagesOf(db, late, unit, keeping)) await takeLate(db, number, page);
  }
  return await countCases(db, number);
}

async function takeLate(db: Connection, number: string, page: readonly Seen[]): Promise<void> {
  const ids = page.map(({ _id }) => _id);
  await takeCases(db, number, ids, true); // those that no archive has
  const taken = new Map((await takenOf(db, ids)).map((row) => [row._id, row]));
  const wentOn = page.filter(({ _id, version }) => {
    const row = taken.get(_id);
    return row !== undefined && row.archive !== number && row.seq !== undefined && row.seq < version;
  });
  await packAgain(
    db,
    number,
    wentOn.map(({ _id }) => _id),
  );
}

async function* pagesOf(db: Connection, query: object, unit: OrgPath, keeping: readonly OrgPath[]) {
  let page: Seen[] = [];
  for await (const one of casesIn(db).find<Seen>(query, { projection: SEEN })) {
    if (!belongsTo(one.orgPath, unit, keeping)) continue;
    page.push(one);
    if (page.length < AT_A_TIME) continue;
    yield page;
    page = [];
  }
  if (page.length > 0) yield page;
}

export type FormerArchive = Pick<StoredCase, '_id' | 'openedAt' | 'status'> & { from: number; month: string };
/** Those of the organisation whose month was earlier, the earliest first. */
export const archivesBefore = (db: Connection, unit: OrgPath, from: number): Promise<FormerArchive[]> =>
  casesIn(db)
    .find<FormerArchive>(
      { process: 'archive', orgPath: unit, mode: 'live', from: { $lt: from } },
      { projection: { openedAt: 1, status: 1, from: 1, month: 1 }, sort: { from: 1 } },
    )
    .toArray();
