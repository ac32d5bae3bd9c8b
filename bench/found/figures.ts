/**
 * Figures among very many cases: rows and documents of incidents written past the product, then boards, figures told apart, the cases
 * behind them and lists asked for through HTTP, at 10,000 and at all of them; while cases end, too. Events are not written: nothing
 * that is asked here reads one.
 */
import type { Connection } from 'mongoose';
import { makeKeys, makePeople } from '../../commands/replay/accounts.ts';
import type { Keys } from '../../commands/replay/door.ts';
import { orgLineOf } from '../../domain/kernel/people/access.ts';
import type { Millis, OrgPath, Role } from '../../domain/kernel/process.ts';
import { casesIn } from '../../models/cases/case.ts';
import { figureRowsIn, putRow } from '../../models/figures/row.ts';
import { tallyOf } from '../../models/figures/tally.ts';
import { addEntries } from '../../models/registers/add-missing.ts';
import { Desks } from '../desk.ts';
import { round } from '../measure.ts';
import { onProduct } from '../product.ts';
import { type Budget, budgetWords, verdictOf } from '../results.ts';
import type { Wish } from '../wish.ts';
import { COUNTIES, countyOf, FEW, HOUR, TOP, Writing } from './figure-cases.ts';
import { profiled } from './profiled.ts';
import { type Asked, figuresOf, inWords, timesOf } from './times.ts';

const [ROUNDS, WARM] = [40, 2];
const P99: Budget = { must: 300 };
const RATIO: Budget = { must: 3 };
const FOLD: Budget = { must: 30 };
const FOLDED = 100_000;
const [ALL, COUNTY] = ['bench-figures-all', 'bench-figures-county'];

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
