/** Looks through the cases of an archive: whether their chains and the seals hold, and which papers are missing. */
import type { Connection } from 'mongoose';
import type { Archive, BrokenChain } from '../../domain/archive/state.ts';
import { MOST_BROKEN, MOST_OPEN_GAPS } from '../../domain/archive/statuses.ts';
import type { ArchiveCommand } from '../../domain/archive/contract.ts';
import { kindsFor } from '../../domain/documents/kinds.ts';
import type { DocumentKind } from '../../domain/documents/model.ts';
import type { DataOf } from '../../domain/kernel/definition.ts';
import type { StoredCase } from '../../domain/kernel/process.ts';
import { papersOf } from '../../domain/papers/required.ts';
import { casesOf, packAgain } from '../../models/archives/archived-case.ts';
import { DOCUMENT, FILE, filesOfRecord, hasBytes, isPaperThere } from '../../models/archives/papers.ts';
import { bodyOf, caseOf, isGenuine } from '../../models/cases/case.ts';
import { recordKeyOf } from '../../models/store/record-key.ts';
import type { Directory } from '../registers/directory.ts';
import type { RecordKeeper } from '../record/keeper.ts';
import { archivesBefore } from './listing.ts';

export type CheckDeps = {
  db: Connection;
  directory: Pick<Directory, 'person'>;
  record: Pick<RecordKeeper, 'verifyEach'>;
  /** Has the document of an ended case made, if it is not there; the code of what stands in the way, or null. */
  makeDocument: (stored: StoredCase, kind: DocumentKind) => Promise<string | null>;
};
type Checked = Omit<DataOf<ArchiveCommand, 'noteChecked'>, 'attempt'>;
type Missing = Checked['gaps'][number];

/** Changes nothing but that documents are made. Throws when a store, or the folder of seals, is away. */
export async function checkMonth(deps: CheckDeps, number: string, archive: Archive): Promise<Checked> {
  const { db } = deps;
  const { broken, moreBroken } = await brokenChains(deps, number, archive);
  const missing = new Missed(archive);
  const isBroken = new Set(broken.map((one) => one.case));
  for await (const { _id } of casesOf(db, number)) {
    if (isBroken.has(_id)) continue;
    for (const one of await missingOf(deps, _id)) missing.add(one);
  }
  const filled: string[] = [];
  for (const [id, gap] of Object.entries(archive.parts?.gap ?? {}))
    if (['open', 'late'].includes(gap.status) && (await isPaperThere(db, gap.case, gap.paper))) filled.push(id);
  return {
    gaps: missing.first,
    more: missing.more,
    filled,
    carried: await carriedOver(deps, number, archive),
    broken,
    moreBroken,
  };
}

/** Those that are news, up to as many as may be chased at one time beside those that are. */
class Missed {
  readonly first: Missing[] = [];
  more = 0;
  readonly #known: Set<string>;
  readonly #room: number;
  constructor({ parts }: Archive) {
    const gaps = Object.values(parts?.gap ?? {});
    this.#known = new Set(gaps.map((gap) => `${gap.case} ${gap.paper}`));
    this.#room = MOST_OPEN_GAPS - gaps.filter(({ status }) => status === 'open').length;
  }
  add(one: Missing): void {
    if (this.#known.has(`${one.case} ${one.paper}`)) return;
    if (this.first.length < this.#room) this.first.push(one);
    else this.more += 1;
  }
}

async function brokenChains({ db, record }: CheckDeps, number: string, { accepted = [] }: Archive) {
  const broken: BrokenChain[] = [];
  let moreBroken = 0;
  const known = new Set(accepted.map((one) => `${one.case} ${one.seq} ${one.code}`));
  const report = (one: BrokenChain): void => {
    if (known.has(`${one.case} ${one.seq} ${one.code}`)) return;
    if (broken.length < MOST_BROKEN) broken.push(one);
    else moreBroken += 1;
  };
  async function* numbers(): AsyncGenerator<string> {
    for await (const { _id } of casesOf(db, number)) yield _id;
  }
  await record.verifyEach(numbers(), ({ chain, seq, code }) => report({ case: chain, seq, code }));
  const key = recordKeyOf(db);
  for await (const { _id } of casesOf(db, number)) {
    const stored = await caseOf(db).findById(_id).lean<StoredCase>();
    if (stored && !isGenuine(stored, key)) report({ case: _id, seq: stored.version, code: 'document-differs' });
  }
  return { broken, moreBroken };
}

/** What the ended case lacks, with whom to ask for it. */
async function missingOf({ db, directory, makeDocument }: CheckDeps, caseId: string): Promise<Missing[]> {
  const stored = await caseOf(db).findById(caseId).lean<StoredCase>();
  if (!stored) return [];
  const { state } = bodyOf(stored);
  const found: { key: string; person?: string | undefined }[] = papersOf(stored.process, state).filter(
    ({ isThere }) => !isThere,
  );
  for (const file of await filesOfRecord(db, caseId))
    if (!(await hasBytes(db, file.sha256))) found.push({ key: `${FILE}${file.id}` });
  for (const { kind, refusal } of kindsFor(stored.process, state, ['inner'])) {
    const code = refusal ? null : await makeDocument(stored, kind);
    if (code !== null) found.push({ key: `${DOCUMENT}${kind.key}` });
  }
  return await Promise.all(
    found.map(async ({ key, person }) => {
      const isThere = person !== undefined && (await directory.person(person))?.active === true;
      return { case: caseId, paper: key, ...(isThere ? { person } : {}) };
    }),
  );
}

/** Archives of one organisation that are looked back over for what they went without. */
const LOOK_BACK = 12;
type Gap = NonNullable<NonNullable<Archive['parts']>['gap']>[string];

/** What archives before went without, and is still missing. What has it by now is packed again, and is missing no more. */
async function carriedOver({ db, directory }: CheckDeps, number: string, { unit, from }: Archive) {
  const carried: Checked['carried'] = [];
  for (const { of, gap } of await leftBefore(db, unit, from)) {
    if (await isPaperThere(db, gap.case, gap.paper)) {
      await packAgain(db, number, [gap.case]);
      continue;
    }
    const [person] = gap.assignees ?? [];
    const isHere = person !== undefined && (await directory.person(person))?.active === true;
    carried.push({ case: gap.case, paper: gap.paper, of: gap.of ?? of, ...(isHere ? { person } : {}) });
  }
  return carried.slice(0, MOST_OPEN_GAPS);
}

/** The newest word on each gap counts: one that a later archive has taken over is that one's. */
async function leftBefore(db: Connection, unit: Archive['unit'], from: number): Promise<{ of: string; gap: Gap }[]> {
  const known = new Set<string>();
  const left: { of: string; gap: Gap }[] = [];
  for (const { _id, status } of (await archivesBefore(db, unit, from)).toReversed().slice(0, LOOK_BACK)) {
    const stored = await caseOf(db).findById(_id).lean<StoredCase>();
    if (!stored) continue;
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the state of a case is that of its process
    const { parts } = bodyOf(stored).state as unknown as Archive;
    for (const gap of Object.values(parts?.gap ?? {})) {
      const name = `${gap.case} ${gap.paper}`;
      const isLeft = status === 'archived' && ['accepted', 'late'].includes(gap.status);
      if (isLeft && !known.has(name)) left.push({ of: _id, gap });
      known.add(name);
    }
  }
  return left;
}
