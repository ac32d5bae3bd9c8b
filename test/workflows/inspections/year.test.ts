/**
 * A contract with many sites in virtual time: the schedule's own clock is moved on day by day on the real engine and fires what it
 * fires, the cases' clocks follow where something is due or somebody acts, and what became of it all is held against a naive
 * planner. Four sites over two months with a look each third day; `npm run year` tries forty over a year, day by day (`SITES`, `DAYS`).
 */
import { createHash, randomUUID } from 'node:crypto';
import type { NativeConnection, Worker } from '@temporalio/worker';
import { Temporal } from 'temporal-polyfill';
import { personKey, workflowIdOf } from '../../../domain/kernel/ids.ts';
import type { StoredCase } from '../../../domain/kernel/process.ts';
import type { DateRule } from '../../../domain/kernel/time/calendar-snapshot.ts';
import { caseOf } from '../../../models/cases/case.ts';
import { noticeOf } from '../../../models/notices/notice.ts';
import { inspectionSlotOf } from '../../../models/registers/inspections/slot.ts';
import { fastForward, virtualNow } from '../../../platform/time-skipping.ts';
import { createCaseWorker } from '../../../worker/case-worker.ts';
import { jobs, scheduleOf } from '../../../worker/schedules.ts';
import { cachedBundle } from '../../support/engines/bundle.ts';
import { connectWorker, quietRuntime } from '../../support/engines/runtime.ts';
import { Planner } from '../../support/inspection/planner.ts';
import { keepSites, publishCalendar, type Site, ZONE } from '../../support/inspection/sites.ts';
import { type Product, startProduct } from '../../support/product/product.ts';

const SITES = Number(process.env['SITES'] ?? 4);
const DAYS = Number(process.env['DAYS'] ?? 62);
const isWhole = SITES > 4;
jest.setTimeout(isWhole ? 3_600_000 : 180_000);

const [HOUR, DAY] = [3_600_000, 86_400_000];
const LANES = 4;
/** Days from one firing of the schedule to the next. */
const STRIDE = isWhole ? 1 : 3;
/** Days of a slow visit: over a year so many that two slots of a month come due behind it. */
const SLOW = isWhole ? 70 : 40;
/** Days without a worker. */
const DOWN = isWhole ? 3 : 6;
/** As the engine counts intervals: from the epoch on, at eight in the morning in China. */
const zero = Math.ceil((Date.now() + DAY) / (STRIDE * DAY)) * STRIDE * DAY;
const lookAt = (n: number) => zero + n * DAY;
const dayAt = (n: number) => Temporal.Instant.fromEpochMilliseconds(lookAt(n)).toZonedDateTimeISO(ZONE).toPlainDate();

/** What becomes of a visit, by its name alone. */
type Fate = 'signed' | 'missed' | 'canceled' | 'slow';
function fateOf(key: string): Fate {
  const drawn = createHash('sha256').update(key).digest().readUInt16BE() % 10;
  if (drawn < 6) return 'signed';
  return drawn === 6 ? 'missed' : drawn === 7 ? 'canceled' : 'slow';
}
/** When it is over; `opened`: the day on which its slot was opened. */
function endOf({ fate, opened, until }: Pick<Open, 'fate' | 'opened' | 'until'>): number {
  if (fate === 'missed') return until;
  if (fate === 'canceled') return lookAt(opened) + HOUR * 12;
  return lookAt(opened + (fate === 'slow' ? SLOW : 2)) - HOUR / 4;
}

/** `opened`: the day on which it was. */
type Open = { number: string; fate: Fate; opened: number; until: number; hasBegun: boolean };
let product: Product;
let worker: Worker;
let connection: NativeConnection;
let running: Promise<void>;
let sites: readonly Site[];
/** What the clock of the schedule shows: cases that the job opens are opened then. */
let now = 0;
const closed = new Set<string>();

beforeAll(async () => {
  product = await startProduct({ worker: false });
  quietRuntime(product.logger);
  connection = await connectWorker(product.env.temporalAddress);
  // One holiday that everybody knows beforehand, of a week.
  for (let n = 33; n < 40; n += 1) closed.add(dayAt(n).toString());
  sites = await keepSites(product.db, { sites: SITES, begin: dayAt(1).toString(), dates: datesOf(closed) });
  await start();
}, 120_000);
afterAll(async () => {
  await stop();
  await connection.close();
  await product.stop();
});

const datesOf = (days: ReadonlySet<string>): Record<string, DateRule> =>
  Object.fromEntries([...days].map((day) => [day, 'closed' as const]));

/** The product's worker; only that cases are opened at the instant that the schedule's clock shows. */
async function start(): Promise<void> {
  const { caseClient, logger: _quiet, ...deps } = product;
  const open: typeof caseClient.open = (process, data, by) =>
    caseClient.open(process, data, { ...by, mode: 'rehearsal', at: now });
  worker = await createCaseWorker({
    ...deps,
    caseClient: { ...caseClient, open },
    connection,
    namespace: product.env.temporalNamespace,
    workflowBundle: await cachedBundle(),
    senders: { for: () => Promise.resolve(null), clock: String, minuteOfDay: () => 0 },
    mongodbPoolSize: 20,
  });
  running = worker.run();
}
async function stop(): Promise<void> {
  worker.shutdown();
  await running;
}

test(`${SITES} sites over ${DAYS} days: the planned visits, each once`, async () => {
  const clock = await Clock.start();
  const planners = new Map(
    sites.map((site) => [site.plan, new Planner({ plan: { ...site, everyMonths: site.every }, zone: ZONE }, isWorked)]),
  );
  const downFrom = busyDays(planners);
  const wanted: string[] = [];
  const missed: string[] = [];
  const overAt = new Map<string, number>();
  const open: Open[] = [];
  let edits = 1;

  /** What a look at `at` has to settle; what it opened was opened on the day `n`. */
  async function settled(at: number, n: number): Promise<void> {
    for (const { plan } of sites) {
      const planner = planners.get(plan);
      if (!planner || (overAt.get(plan) ?? 0) > at) continue;
      const due = planner.due(at);
      missed.push(...due.missed.map((slot) => `${plan}/${slot}`));
      if (due.run === null) continue;
      const key = `${plan}/${due.run}`;
      const { from = 0, until: end = 0 } = planner.slotsUntil(at).find(({ slot }) => slot === due.run) ?? {};
      const until = end > at ? end : at + end - from; // one that has waited until its window was over has as long again
      wanted.push(`${key} ${until}`);
      const kept = await inspectionSlotOf(product.db).findById(key).lean();
      expect([key, kept?.state]).toEqual([key, 'opened']);
      const fate = fateOf(key);
      const one = { number: kept?.number ?? '', fate, opened: n, until, hasBegun: false };
      open.push(one);
      overAt.set(plan, endOf(one));
    }
  }

  for (let n = 0; n < DAYS; n += STRIDE) {
    if (n === 21 || n === 45) {
      // The day on which the next slot begins becomes a holiday; and, behind it, a day whose slots are opened already.
      for (const day of [nextSlotDay(planners, n), dayAt(n - 1).toString()]) closed.add(day);
      edits += 1;
      await publishCalendar(product.db, edits, datesOf(closed));
      product.directory.drop();
    }
    const isDown = n >= downFrom && n < downFrom + DOWN;
    if (n === downFrom + DOWN) {
      await start();
      await clock.idle(); // the first firing of those days has waited for a worker, the others were skipped behind it
      await settled(lookAt(downFrom), n - STRIDE);
    }
    if (!isDown || n === downFrom) await live(open, n);
    if (n === downFrom) await stop();
    now = lookAt(n);
    await clock.moveTo(now, { isDown });
    if (!isDown) await settled(now, n);
  }
  // What is open at the end goes its way: no schedule fires any more.
  for (let n = DAYS; open.length > 0; n += 1) await live(open, n);
  await clock.stop();

  const cases = await caseOf(product.db).find({ process: 'inspection' }).lean<Kept[]>();
  expect(cases.map(({ plan, slot, visitUntil }) => `${plan}/${slot} ${visitUntil}`).toSorted()).toEqual(
    wanted.toSorted(),
  );
  const fates = cases.map(({ plan, slot, status }) => [fateOf(`${plan}/${slot}`), status]);
  const ends = { signed: 'archived', slow: 'archived', canceled: 'canceled', missed: 'missed' };
  expect(fates.filter(([fate, status]) => ends[fate as Fate] !== status)).toEqual([]);
  // Time ended what nobody visited at the end of its slot, to the millisecond, though its clock was moved past it.
  const late = cases.filter(({ status, closedAt, visitUntil }) => status === 'missed' && closedAt !== visitUntil);
  expect(late).toEqual([]);
  const slots = await inspectionSlotOf(product.db).find().lean();
  const stateOf = (state: string) => slots.flatMap((one) => (one.state === state ? [one._id] : [])).toSorted();
  expect([stateOf('missed'), stateOf('before'), stateOf('opening')]).toEqual([missed.toSorted(), [], []]);
  const notices = await noticeOf(product.db).find({ template: 'plan-slot-missed', to: 'sup-xiling' }).lean();
  expect(notices.map(({ key }) => key.replace('slot-missed:', '')).toSorted()).toEqual(missed.toSorted());
  // What was tried: a year has every fate, and slots that waited too long behind a slow visit.
  expect(wanted.length).toBeGreaterThan(SITES);
  const tried = { fates: new Set(fates.map(([fate]) => fate)).size, isMissed: missed.length > 0 };
  expect(isWhole ? tried : null).toEqual(isWhole ? { fates: 4, isMissed: true } : null);
  if (isWhole) process.stdout.write(`${cases.length} visits, ${missed.length} slots missed, ${clock.firings} looks\n`);
});

type Kept = { _id: string; status: string; plan: string; slot: string; visitUntil: number; closedAt?: number };
const isWorked = (date: Temporal.PlainDate): boolean => date.dayOfWeek <= 5 && !closed.has(date.toString());

const daysOf = (planner: Planner, until: number) => planner.slotsUntil(until).map(({ from }) => from);
/** The first of the days without a worker, from the tenth on: so many in which slots of two plans begin. */
function busyDays(planners: ReadonlyMap<string, Planner>): number {
  for (let n = 9; n < DAYS - DOWN; n += STRIDE) {
    const begun = [...planners.values()].filter((one) =>
      daysOf(one, lookAt(n + DOWN)).some((from) => from > lookAt(n)),
    );
    if (begun.length >= 2) return n;
  }
  throw new Error('no two slots lie near each other');
}
function nextSlotDay(planners: ReadonlyMap<string, Planner>, n: number): string {
  const ahead = [...planners.values()].flatMap((one) => daysOf(one, lookAt(n + 40))).filter((from) => from > lookAt(n));
  return Temporal.Instant.fromEpochMilliseconds(Math.min(...ahead))
    .toZonedDateTimeISO(ZONE)
    .toPlainDate()
    .toString();
}

/** Whoever would have acted before the look of that day has done so; the clock of a case stands still where nobody does. */
async function live(open: Open[], n: number): Promise<void> {
  const waiting = open.splice(0);
  const lane = async () => {
    for (let one = waiting.shift(); one; one = waiting.shift()) if (!(await isOver(one, n))) open.push(one);
  };
  await Promise.all(Array.from({ length: LANES }, lane));
}

async function isOver(one: Open, n: number): Promise<boolean> {
  const { number, fate, opened } = one;
  const end = endOf(one);
  if (fate === 'missed') {
    if (lookAt(n) < end) return false;
    await moveCase(number, end + 1_000);
    return true;
  }
  if (fate === 'canceled') {
    if (lookAt(n) < end) return false;
    await moveCase(number, end);
    await give('sup-xiling', number, 'cancel', { reason: '停电', agreedWith: '陈科长' });
    return true;
  }
  const begin = lookAt(opened) + 10 * HOUR;
  if (lookAt(n) < begin) return false;
  if (!one.hasBegun) {
    await moveCase(number, begin);
    const inspectors = [{ person: 'eng-dx-1' }];
    await give('sup-xiling', number, 'appoint', { inspectors, from: begin, until: begin + HOUR });
    await give('eng-dx-1', number, 'begin', { place: '现场' });
    one.hasBegun = true;
  }
  if (lookAt(n) < end) return false;
  await moveCase(number, end);
  await recordAll(number);
  await give('eng-dx-1', number, 'complete', { summary: '正常' });
  const { recordHash }: StoredCase & { recordHash?: string } = await product.stored(number);
  for (const who of ['eng-dx-1', 'rep-xiling']) await give(who, number, 'sign', { recordHash });
  return true;
}

async function recordAll(number: string): Promise<void> {
  const { lines = [] } = (await product.body(number)).state as { lines?: readonly { id: string }[] };
  await give('eng-dx-1', number, 'recordItems', {
    lines: lines.map(({ id }) => ({ line: id, says: 'not-applicable', note: '未启用' })),
  });
}

async function give(person: string, number: string, command: string, data: object): Promise<void> {
  const by = { actor: await product.actor(person), key: personKey(person, randomUUID()) };
  await product.caseClient.command(number, command, data, by);
}

async function moveCase(number: string, to: number): Promise<void> {
  const id = workflowIdOf('inspection', number);
  const at = await virtualNow(product.temporal, id);
  if (at !== null && at < to) await fastForward(product.temporal, id, to - at);
}

/** The product's own schedule of the job, which here fires less often, and its clock. */
class Clock {
  firings = 0;
  private readonly id: string;

  private constructor(id: string) {
    this.id = id;
  }

  static async start(): Promise<Clock> {
    const job = jobs.find(({ id }) => id === 'inspections');
    if (!job) throw new Error('no such job');
    const { taskQueue, temporal } = product;
    const options = scheduleOf({ ...job, everyMs: STRIDE * DAY }, { taskQueue, zone: ZONE });
    await temporal.schedule.create(options);
    const clock = new Clock(options.scheduleId);
    // Of two firings at once it would skip the second.
    if (Date.now() < lookAt(-STRIDE)) await clock.moveTo(lookAt(-STRIDE), { isDown: false });
    return clock;
  }

  /** Until it has fired for `at`; then, unless the worker is away, until that look is over. */
  async moveTo(at: number, { isDown }: { isDown: boolean }): Promise<void> {
    const { temporal } = product;
    const workflowId = `temporal-sys-scheduler:${this.id}`; // as the engine names it
    const from = await virtualNow(temporal, workflowId);
    if (from === null) throw new Error('the schedule has no workflow of its own');
    await fastForward(temporal, workflowId, at + 1_000 - from);
    if (isDown) return;
    await product.eventually(async () => {
      const { recentActions } = (await this.described()).info;
      return (recentActions.at(-1)?.scheduledAt.getTime() ?? 0) >= at;
    });
    this.firings += 1;
    await this.idle();
  }

  /** Until what it has started is over. */
  async idle(): Promise<void> {
    const { recentActions } = (await this.described()).info;
    const { workflow } = recentActions.at(-1)?.action ?? {};
    if (workflow) await product.temporal.workflow.getHandle(workflow.workflowId, workflow.firstExecutionRunId).result();
  }

  private described() {
    return product.temporal.schedule.getHandle(this.id).describe();
  }

  async stop(): Promise<void> {
    await product.temporal.schedule.getHandle(this.id).delete();
  }
}
