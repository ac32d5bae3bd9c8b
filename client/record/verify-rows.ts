/** The rows that figures are folded from, against the documents: walked side by side, both in order of their numbers. */
import type { Connection } from 'mongoose';
import { differencesBetween } from '../../domain/kernel/record/differences.ts';
import { lastSeqOf } from '../../domain/kernel/record/commit.ts';
import { canonical } from '../../domain/kernel/record/chain.ts';
import { casesIn } from '../../models/cases/case.ts';
import { commitWith } from '../../models/cases/commit.ts';
import { figureRowsIn, type StoredRow } from '../../models/figures/row.ts';
import type { Report } from './verify.ts';

/** What a case should have, by the document in which it was seen. */
type Due = { caseId: string; version: number; row: StoredRow | null };

/**
 * row-missing: an ended case has none; row-differs: it is not what the document says, `pointer` names the first difference; row-beside:
 * no case bears it out. `npm run rebuild -- --write` mends all three. A row stands before its document, so what is being written at
 * this moment is looked at again, and is no finding.
 */
export class RowWalk {
  private readonly db: Connection;
  private readonly report: Report;
  private readonly rows: AsyncIterator<StoredRow>;
  private next: StoredRow | null = null;
  private isBegun = false;

  constructor(db: Connection, report: Report) {
    this.db = db;
    this.report = report;
    const cursor = figureRowsIn(db).find({}, { sort: { _id: 1 } });
    this.rows = cursor[Symbol.asyncIterator]();
  }

  /** In order of numbers. `row` 'unknown': nothing is said of it, since the document is not whole or of another release. */
  async compare({ caseId, version, row }: Omit<Due, 'row'> & { row: StoredRow | null | 'unknown' }): Promise<void> {
    await this.upTo(caseId);
    const there = this.next?._id === caseId ? this.next : null;
    if (there) await this.step();
    if (row === 'unknown' || isSame(row, there)) return;
    if (there && row && there.shape !== row.shape) return; // of another release, as documents are
    await this.again({ caseId, version, row });
  }

  /** Behind the last document. */
  async end(): Promise<void> {
    await this.upTo(null);
  }

  private async again({ caseId, version, row }: Due): Promise<void> {
    const there = await figureRowsIn(this.db).findOne({ _id: caseId });
    const stored = await casesIn(this.db).findOne({ _id: caseId }, { projection: { version: 1 } });
    if (stored?.version !== version || isSame(row, there)) return; // it has moved on meanwhile
    if (there && there.head.seq > version && (await this.isOnRecord(there))) return; // its document follows
    if (!row) return this.report({ chain: caseId, seq: there?.head.seq ?? version, code: 'row-beside' });
    if (!there) return this.report({ chain: caseId, seq: version, code: 'row-missing' });
    const [first] = differencesBetween(there, row);
    this.report({ chain: caseId, seq: version, code: 'row-differs', pointer: first?.pointer ?? '' });
  }

  /** Rows before `caseId` belong to no document that was seen. */
  private async upTo(caseId: string | null): Promise<void> {
    if (!this.isBegun) await this.step();
    this.isBegun = true;
    for (let row = this.next; row; row = this.next) {
      if (caseId !== null && row._id >= caseId) return;
      await this.step();
      await this.alone(row._id);
    }
  }

  private async alone(caseId: string): Promise<void> {
    const there = await figureRowsIn(this.db).findOne({ _id: caseId });
    const stored = await casesIn(this.db).findOne({ _id: caseId }, { projection: { version: 1 } });
    if (!there || stored || (await this.isOnRecord(there))) return;
    this.report({ chain: caseId, seq: there.head.seq, code: 'row-beside' });
  }

  private async isOnRecord({ _id, head }: StoredRow): Promise<boolean> {
    const commit = await commitWith(this.db, _id, head.seq);
    return commit !== null && lastSeqOf(commit) === head.seq && commit.hash === head.hash;
  }

  private async step(): Promise<void> {
    const { value, done } = await this.rows.next();
    this.next = done ? null : value;
  }
}

const isSame = (one: StoredRow | null, other: StoredRow | null): boolean => canonical(one) === canonical(other);
