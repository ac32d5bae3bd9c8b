/**
 * Figures among very many cases: rows and documents of incidents written past the product, then boards, figures told apart, the cases
 * behind them and lists asked for through HTTP, at 10,000 and at all of them; while cases end, too. Events are not written: nothing
 * that is asked here reads one.
 */
import type { Connection } from 'mongoose';
import { makeKeys, makePeople } from '../../commands/replay/accounts.ts';
import type { Keys } from '../../commands/replay/door.ts';
import { orgLineOf } from '../../domain/kernel/people/access.ts';
import type { Millis, OrgPath, Role, StoredCase } from '../../domain/kernel/process.ts';
import { caseOf, casesIn } from '../../models/cases/case.ts';
import { figureRowOf, figureRowsIn, putRow, type StoredRow } from '../../models/figures/row.ts';
import { tallyOf } from '../../models/figures/tally.ts';
import { addEntries } from '../../models/registers/add-missing.ts';
import { Desks } from '../desk.ts';
import { round } from '../measure.ts';
import { onProduct } from '../product.ts';
import { type Budget, budgetWords, verdictOf } from '../results.ts';
import type { Wish } from '../wish.ts';
import { profiled } from './profiled.ts';
import { dice } from './texts.ts';
import { type Asked, figuresOf, inWords, timesOf } from './times.ts';

const TOP: OrgPath = '/bench-figures';
const [COUNTIES, UNITS, TEAMS, PEOPLE, OPEN_OF] = [100, 10, 20, 60, 100];
const AT_A_TIME = 5_000;
/** Apart from what the product opens. */
const FIRST = 2_000_000;
const FEW = 10_000;
const [ROUNDS, WARM] = [40, 2];
const P99: Budget = { must: 300 };
const RATIO: Budget = { must: 3 };
const FOLD: Budget = { must: 30 };
const FOLDED = 100_000;
const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000];
const YEAR = 364 * DAY;
const [ALL, COUNTY] = ['bench-figures-all', 'bench-figures-county'];

const countyOf = (n: number): OrgPath => `${TOP}/c${n % COUNTIES}`;
const unitOf = (n: number): OrgPath => `${countyOf(n)}/u${Math.floor(n / COUNTIES) % UNITS}`;

type Question = { what: string; person: string; path: string; ends?: true };
const board = (query: string): string => `/api/figures/board?${query}`;
const cases = (key: string, query: string): string => `/api/figures/indicators/${key}/cases?${query}`;
const questions = (month: string): readonly Question[] => [
  { what: 'a board of all, a year of months', person: ALL, path: board(`board=service&organisation=${TOP}`) },
  { what: 'the same while cases end', person: ALL, path: board(`board=service&organisation=${TOP}`), ends: true },
  {
    what: 'a board of all, the year',
    person: ALL,
    path: board(`board=appraisal&organisation=${TOP}&period=year&trend=1`),
  },
  {
    what: 'a board of a county, a year of months',
    person: COUNTY,
    path: board(`board=service&organisation=${TOP}/c7`),
  },
  {
    what: 'two figures by week',
    person: ALL,
    path: board(`indicators=closed-count,resolve-p90&organisation=${TOP}&period=week`),
  },
  {
    what: 'figures of a county by team',
    person: COUNTY,
    path: board(`board=appraisal&organisation=${TOP}/c7&period=${month}&trend=1&by=team`),
  },
  {
    what: 'figures of a county by person',
    person: COUNTY,
    path: board(`indicators=closed-count,closed-overdue&organisation=${TOP}/c7&period=${month}&trend=1&by=person`),
  },
  {
    what: 'two figures of all by county',
    person: ALL,
    path: board(`indicators=closed-count,closed-overdue&organisation=${TOP}&period=${month}&trend=1&by=organisation`),
  },
  {
    what: 'the cases above the line of a share',
    person: ALL,
    path: cases('closed-overdue', `organisation=${TOP}&period=${month}`),
  },
  {
    what: 'the cases below it, of a county',
    person: COUNTY,
    path: cases('closed-overdue', `organisation=${TOP}/c7&period=${month}&part=1&limit=100`),
  },
  { what: 'a list: open ones of a county by deadline', person: COUNTY, path: '/api/incidents?open=true&sort=dueAt' },
  {
    what: 'a list: ended ones of a priority, the newest first',
    person: ALL,
    path: '/api/incidents?status=closed&priority=P2&sort=-openedAt',
  },
  { what: 'a list: one team, counted', person: COUNTY, path: '/api/incidents/count?queue=bench-figures-t7&open=true' },
];

export const figures = (wish: Wish): Promise<void> =>
  onProduct({}, async (product, db) => {
    const { results, command, cases: count } = wish;
    const row = { row: 'figures', command };
    const desks = await Desks.open(db, product.run().address);
    await desks.create(0);
    const asked: Asked = { address: product.run().address, keys: await peopleOf(db) };
    const like = await casesIn(db).findOne({ _id: desks.newest });
    if (!like) throw new Error(`${desks.newest} is not stored`);
    const now = Date.now();
    const writing = new Writing(db, like, now, count);
    const few = Math.min(FEW, count);
    const at = async (n: number): Promise<number[][]> => {
      const seconds = await writing.upTo(n);
      results.phase({ run: 'figures', variant: 'write', cases: n, seconds });
      const all: number[][] = [];
      for (const question of questions(monthBefore(now))) all.push(await measured(db, asked, writing, question));
      return all;
    };
    const small = await at(few);
    const large = await at(count);
    for (const [n, { what, person, path }] of questions(monthBefore(now)).entries()) {
      const looked = await profiled(db, () => timesOf(asked, { person, path }, 1));
      results.phase({
        run: 'figures',
        variant: what,
        ...figuresOf(large[n] ?? []),
        few: figuresOf(small[n] ?? []),
        ...looked,
      });
      const ratio = ratioOf(large[n] ?? [], small[n] ?? []);
      results.row({
        ...row,
        what: `${what}, among ${count.toLocaleString('en')} incidents`,
        budget: budgetWords([P99], ' ms'),
        measured: `${inWords(large[n] ?? [])}; ${ratio} x of ${few.toLocaleString('en')}; examined ${looked.examined}, returned ${looked.returned}${looked.scans.length > 0 ? `; SCANS ${looked.scans.join(' ')}` : ''}`,
        verdict: looked.scans.length > 0 ? 'short' : verdictOf([figuresOf(large[n] ?? []).p99, P99]),
      });
    }
    const [allLarge, allSmall] = [large.flat(), small.flat()];
    results.row({
      ...row,
      what: `p99 of all of them, among ${count.toLocaleString('en')} incidents; p50 against that at ${few.toLocaleString('en')}`,
      budget: `${budgetWords([P99], ' ms')}; ${budgetWords([RATIO], ' x')}`,
      measured: `${inWords(allLarge)}; ${ratioOf(allLarge, allSmall)} x`,
      verdict: verdictOf([figuresOf(allLarge).p99, P99], [ratioOf(allLarge, allSmall), RATIO]),
    });
    await tallyOf(db).deleteMany({});
    const period = monthBefore(now);
    const folding = await timesOf(
      asked,
      { person: ALL, path: board(`board=service&organisation=${TOP}&period=${period}&trend=1`) },
      1,
    );
    const rows = await figureRowsIn(db).countDocuments({ line: TOP, process: 'incident', ...writing.within(period) });
    const seconds = round((((folding[0] ?? 0) / 1_000) * FOLDED) / Math.max(1, rows));
    results.row({
      ...row,
      what: `a month folded from nothing, for 100,000 cases (of ${rows.toLocaleString('en')})`,
      budget: budgetWords([FOLD], ' s'),
      measured: `${seconds} s`,
      verdict: verdictOf([seconds, FOLD]),
    });
  });

const ratioOf = (large: readonly number[], small: readonly number[]): number =>
  round(figuresOf(large).p50 / Math.max(1, figuresOf(small).p50));

/** The first of a kind counts, or reads from the disk, and is no part of it. */
async function measured(
  db: Connection,
  asked: Asked,
  writing: Writing,
  { person, path, ends }: Question,
): Promise<number[]> {
  await timesOf(asked, { person, path }, WARM);
  if (!ends) return await timesOf(asked, { person, path }, ROUNDS);
  const times: number[] = [];
  for (let n = 0; n < ROUNDS; n += 1) {
    await putRow(db, writing.endsNow(n));
    times.push(...(await timesOf(asked, { person, path }, 1)));
  }
  return times;
}

/** `2026-10` of an instant in November. */
function monthBefore(now: Millis): string {
  const day = new Date(now + 8 * HOUR);
  return new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() - 1, 1)).toISOString().slice(0, 7);
}

async function peopleOf(db: Connection): Promise<Keys> {
  const organisations = [TOP, ...Array.from({ length: COUNTIES }, (_, n) => countyOf(n))];
  await addEntries(
    db,
    'organisations',
    organisations.map((_id) => ({ _id, name: _id, line: orgLineOf(_id), kind: 'support', tiers: [], open: true })),
  );
  const posts = new Map<string, { unit: OrgPath; role: Role; teams: Set<string> }>([
    [ALL, { unit: TOP, role: 'supervisor', teams: new Set() }],
    [COUNTY, { unit: countyOf(7), role: 'supervisor', teams: new Set() }],
  ]);
  await makePeople(db, posts);
  return await makeKeys(db, { people: [...posts.keys()], known: {}, name: 'bench' });
}

class Writing {
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
    const isOpen = endedAt === undefined && n % OPEN_OF === 0;
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
