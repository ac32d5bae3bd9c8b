/** The cases among which figures are measured: documents of incidents and rows of those that have ended, written past the product. */
import type { Connection } from 'mongoose';
import { orgLineOf } from '../../domain/kernel/people/access.ts';
import type { Millis, OrgPath, StoredCase } from '../../domain/kernel/process.ts';
import { caseOf, casesIn } from '../../models/cases/case.ts';
import { figureRowOf, figureRowsIn, type StoredRow } from '../../models/figures/row.ts';
import { tallyOf } from '../../models/figures/tally.ts';
import { round } from '../measure.ts';
import { dice } from './texts.ts';

export const TOP: OrgPath = '/bench-figures';
export const COUNTIES = 100;
export const FEW = 10_000;
const [UNITS, TEAMS, PEOPLE] = [10, 20, 60];
const AT_A_TIME = 5_000;
/** Apart from what the product opens. */
const FIRST = 2_000_000;
export const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000];
const YEAR = 364 * DAY;

export const countyOf = (n: number): OrgPath => `${TOP}/c${n % COUNTIES}`;
const unitOf = (n: number): OrgPath => `${countyOf(n)}/u${Math.floor(n / COUNTIES) % UNITS}`;
/** One of each hundred, each time of another county, and in time of each of its teams. */
const isOpenOne = (n: number): boolean => (Math.floor(n / COUNTIES) + Math.floor(n / FEW)) % COUNTIES === n % COUNTIES;

export class Writing {
  private readonly db: Connection;
  private readonly like: StoredCase;
  private readonly now: Millis;
  private readonly count: number;
  private written = 0;

  constructor(db: Connection, like: StoredCase, now: Millis, count: number) {
    [this.db, this.like, this.now, this.count] = [db, like, now, count];
  }

  /** So many in all, spread over the year: those that come later lie between the others. Seconds. */
  async upTo(count: number): Promise<number> {
    const began = performance.now();
    const isLarge = count - this.written > FEW;
    // Very many are written faster without indexes, which are made behind them.
    if (isLarge) for (const written of [casesIn(this.db), figureRowsIn(this.db)]) await written.dropIndexes();
    for (; this.written < count; ) {
      const some = Array.from({ length: Math.min(AT_A_TIME, count - this.written) }, (_, k) =>
        this.one(this.written + k),
      );
      await casesIn(this.db).insertMany(
        some.map(({ document }) => document),
        { ordered: false },
      );
      await figureRowsIn(this.db).insertMany(
        some.flatMap(({ row }) => row ?? []),
        { ordered: false },
      );
      this.written += some.length;
    }
    for (const modelOn of [caseOf, figureRowOf]) await modelOn(this.db).createIndexes();
    await tallyOf(this.db).deleteMany({});
    await this.db.getClient().db('admin').command({ fsync: 1 }); // what was just written is no part of a figure
    return round((performance.now() - began) / 1_000);
  }

  within(month: string): { closedAt: { $gte: Millis; $lt: Millis } } {
    const [year = 0, nth = 1] = month.split('-').map(Number);
    const begin = (more: number) => Date.UTC(year, nth - 1 + more, 1) - 8 * HOUR;
    return { closedAt: { $gte: begin(0), $lt: begin(1) } };
  }

  /** One more that has just ended, somewhere. */
  endsNow(n: number): StoredRow {
    const { row } = this.one(this.count + n, Date.now());
    if (!row) throw new Error('an open one has no row');
    return row;
  }

  private one(n: number, endedAt?: Millis): { document: StoredCase; row: StoredRow | null } {
    const roll = dice(n);
    const isOpen = endedAt === undefined && isOpenOne(n);
    const openedAt =
      endedAt === undefined
        ? this.now - DAY - Math.floor((((n * 7_919) % this.count) / this.count) * YEAR)
        : endedAt - HOUR;
    const minutes = roll(10) === 0 ? 60 + roll(14_000) : 5 + roll(900);
    const closedAt = endedAt ?? Math.min(this.now - MINUTE, openedAt + minutes * MINUTE);
    const [late, slow] = [roll(20) === 0, roll(30) === 0];
    const unit = unitOf(n);
    const [team, person] = [
      `bench-figures-t${Math.floor(n / COUNTIES) % TEAMS}`,
      `bench-figures-p${Math.floor(n / COUNTIES) % PEOPLE}`,
    ];
    const priority = `P${1 + roll(4)}`;
    const { kase, ...view } = this.like;
    const { text: _, ...bare } = kase; // what lists and figures do not read
    const _id = `INC-${FIRST + n}`;
    const document: StoredCase = {
      ...view,
      _id,
      priority,
      orgPath: unit,
      orgLine: orgLineOf(unit),
      parties: { ...view.parties, requester: `bench-figures-r${n % 500}`, unit, assignee: person },
      queue: team,
      openedAt,
      updatedAt: openedAt,
      dueAt: isOpen ? openedAt + roll(10_000) * MINUTE : null,
      nextWakeUp: null,
      ...(isOpen ? {} : { status: 'closed', closedAt }),
      kase: { ...bare, text: '' },
    };
    if (isOpen) return { document, row: null };
    const clock = (isLate: boolean, target: number) => ({
      state: isLate ? 'late' : 'met',
      met: !isLate,
      breached: isLate,
      consumed: isLate ? target + roll(500) : roll(target),
      target,
      paused: 0,
    });
    const row: StoredRow = {
      _id,
      process: 'incident',
      orgPath: unit,
      line: orgLineOf(unit),
      unit,
      application: 'payment',
      team,
      person,
      openedAt,
      closedAt,
      shape: '',
      head: { seq: 9, hash: '' },
      values: {
        status: roll(50) === 0 ? 'canceled' : 'closed',
        priority,
        tier: roll(3) === 0 ? 'L2' : 'L1',
        organisation: unit,
        unit,
        team,
        person,
        opened: openedAt,
        closed: closedAt,
        age: Math.floor((closedAt - openedAt) / MINUTE),
        takenBack: 0,
        major: roll(1_000) === 0,
        item: `item-${roll(5_000)}`,
        causeCode: 'program-defect',
        counts: { reopened: roll(40) === 0 ? 1 : 0, handBacks: roll(25) === 0 ? 1 : 0, comments: roll(8) },
        clock: { response: clock(slow, 30), resolution: clock(late, 480) },
      },
    };
    return { document, row };
  }
}
