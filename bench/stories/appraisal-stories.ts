/**
 * Lives of an appraisal, each of a month and by a scheme of its own: frozen, scored, disputed and appealed against, or accepted as it is, and
 * signed by both heads at once; or voided. No engine lets a run live for months, so the rows that are judged are laid into that month by
 * hand, and taken out again as soon as they are frozen: what becomes of them afterwards changes nothing.
 */
import type { Connection } from 'mongoose';
import { measured } from '../../client/appraisals/measured.ts';
import type { Scheme } from '../../domain/appraisal/calculus/shapes.ts';
import { appraisalPeriodOf } from '../../models/appraisals/period.ts';
import { nested } from '../../models/figures/nested.ts';
import { figureRowsIn, type StoredRow } from '../../models/figures/row.ts';
import { addVersions } from '../../models/registers/add-missing.ts';
import { monthsAgo, type OnDatabase, patiently, startOf } from './by-hand.ts';
import type { FieldHand, FieldShown, Place } from './field-hand.ts';
import type { FieldStory } from './field-stories.ts';

const [CHIEF, APPRAISER, MANAGER, OWNER, AUDITOR] = ['chief-dx', 'appraiser-dx', 'pm-dx', 'owner', 'auditor'];
export const APPRAISAL_PEOPLE: readonly string[] = [CHIEF, APPRAISER, MANAGER, OWNER, AUDITOR];
const UNIT = '/dx';
const WHY = { reason: 'So it was, by what was seen and written down.' };
/** Of the two months before this one the figures may not be frozen yet. */
const NOT_YET = 2;
/** So many that a kill comes between the pieces of their list now and then. */
const ROWS = 6_000;

/*
 * By hand: 480 of 6,000 are late. Resolved in time 0.92: 40 · 0.92 / 0.95 = 38.74 points. Late 0.08: the step at 0.1, 10 points. Manners 32,
 * then 36. Three percentage points at 50 basis points of 600,000.00 are 9,000.00; 450 late ones whose users were not waited for at 10.00 are
 * 4,500.00; together 13,500.00, above the cap of 12,000.00. With a relief of 3,000.00: 10,500.00.
 */
const LATE = 480;
const WAITED = 30;
const PUBLISHED = { score: 8_074, penalty: 1_200_000 } as const;
const ADJUSTED = { score: 8_474, penalty: 1_050_000 } as const;

const titled = (words: string) => ({ zh: words, en: words });
const scheme: Scheme = {
  title: titled('Appraisal of a story'),
  orgPath: UNIT,
  subject: { kind: 'provider' },
  judge: UNIT,
  period: 'month',
  firstMonth: 1,
  items: [
    {
      id: 'resolution',
      title: titled('Resolved in time'),
      weight: 40,
      measure: '@resolution-attainment',
      better: 'more',
      target: 0.95,
      scoring: { is: 'proportional' },
      without: 'full',
    },
    {
      id: 'overdue',
      title: titled('Late'),
      weight: 20,
      measure: 'share(closed incident where clock.resolution.breached, closed incident)',
      better: 'less',
      target: 0.05,
      scoring: {
        is: 'steps',
        steps: [
          { figure: 0.05, points: 20 },
          { figure: 0.1, points: 10 },
        ],
      },
      without: 'full',
    },
    {
      id: 'manners',
      title: titled('Manners'),
      weight: 40,
      better: 'more',
      scoring: { is: 'proportional' },
      without: 'full',
      rectifyBelow: 95,
    },
  ],
  clauses: [
    {
      id: 'missed',
      title: titled('Each percent begun'),
      item: 'resolution',
      is: 'per-percent',
      amount: { basisPoints: 50 },
      count: 'begun',
    },
    {
      id: 'breached',
      title: titled('Each late one'),
      item: 'overdue',
      is: 'per-breach',
      amount: { cents: 1_000 },
      except: [{ clock: 'resolution', minutes: 60 }],
    },
  ],
  currency: 'CNY',
  fee: 60_000_000,
  cap: 1_200_000,
};

/** Of three lives one is disputed, one accepted as it is, one voided. */
export function appraisedMonths(onDatabase: OnDatabase): FieldStory {
  let lives = 0;
  const store = patiently(onDatabase);
  return async (hand, n) => {
    lives += 1;
    const life: Life = { scheme: `story-${n}`, period: monthsAgo(lives + NOT_YET), life: lives };
    await store((db) => laidIn(db, life));
    const { scheme: key, period } = life;
    const appraisal = await hand.open(CHIEF, 'appraisal', { unit: UNIT, scheme: key, period });
    await hand.until(CHIEF, appraisal, ({ status }) => status === 'scoring' || undefined, { what: 'its figures' });
    await store((db) => takenOut(db, life));
    await hand.give(APPRAISER, appraisal, 'score', { part: 'manners', points: 3_200, ...WHY });
    if (life.life % 3 === 0) return await voided(hand, appraisal);
    expect(await hand.give(CHIEF, appraisal, 'publish'), PUBLISHED);
    if (life.life % 3 === 1) await contested(hand, appraisal);
    return await signed(hand, appraisal, life.life % 3 === 1 ? ADJUSTED : PUBLISHED);
  };
}

async function contested(hand: FieldHand, appraisal: Place): Promise<void> {
  const [manners, resolution] = [{ part: 'manners' }, { part: 'resolution' }];
  await hand.give(MANAGER, appraisal, 'dispute', { ...manners, grounds: 'They were kind' });
  await hand.give(MANAGER, appraisal, 'dispute', { ...resolution, grounds: 'The power was off' });
  await hand.give(APPRAISER, appraisal, 'answerDispute', {
    ...resolution,
    decision: 'adjusted',
    relief: 300_000,
    ...WHY,
  });
  await hand.give(CHIEF, appraisal, 'answerDispute', { ...manners, decision: 'upheld', ...WHY });
  await hand.give(MANAGER, appraisal, 'appeal', { ...manners, grounds: 'They were, really' });
  await hand.give(OWNER, appraisal, 'decideAppeal', { ...manners, decision: 'adjusted', points: 3_600, ...WHY });
  const lines = [{ item: 'resolution', target: 0.93, reason: 'Out of reach' }];
  await hand.give(CHIEF, appraisal, 'proposeCriteria', { lines });
}

type Figures = { score: number; penalty: number };
async function signed(hand: FieldHand, appraisal: Place, figures: Figures): ReturnType<FieldStory> {
  const { statementHash } = await hand.give(MANAGER, appraisal, 'accept');
  await Promise.all([CHIEF, MANAGER].map((by) => hand.give(by, appraisal, 'sign', { statementHash })));
  const wanted = 'archived';
  const shown = await hand.until(CHIEF, appraisal, (one) => (one.status === wanted ? one : undefined), {
    what: 'its second signature',
  });
  expect(shown, figures);
  await hand.document([CHIEF, MANAGER], appraisal, 'appraisal-statement');
  return { number: appraisal.number, status: shown.status, wanted };
}

async function voided(hand: FieldHand, appraisal: Place): ReturnType<FieldStory> {
  await hand.give(OWNER, appraisal, 'void', WHY);
  const { status } = await hand.give(AUDITOR, appraisal, 'void', WHY);
  return { number: appraisal.number, status, wanted: 'voided' };
}

function expect(shown: FieldShown, { score, penalty }: Figures): void {
  if (shown['score'] === score && shown['penalty'] === penalty) return;
  const is = JSON.stringify({ score: shown['score'], penalty: shown['penalty'] });
  throw new Error(`${shown.number}: ${is} in place of ${JSON.stringify({ score, penalty })}`);
}

type Life = { scheme: string; period: string; life: number };
/** The scheme, as one that was in force as its month began and of which the clock has opened all that is over; and the rows of the month. */
async function laidIn(db: Connection, life: Life): Promise<void> {
  const { scheme: key, period } = life;
  const [last, now] = [monthsAgo(1), Date.now()];
  const kept = { scheme: key, period: last, from: startOf(last), state: 'withdrawn', at: now } as const;
  await appraisalPeriodOf(db).updateOne({ _id: `${key}:${last}` }, { $setOnInsert: kept }, { upsert: true });
  const { items, faults } = await measured(db, scheme);
  if (faults.length > 0) throw new Error(JSON.stringify(faults));
  const version = { _id: `${key}@1`, scheme: key, version: 1, publishedAt: startOf(period), publishedBy: 'system' };
  await addVersions(db, 'appraisal-schemes', [{ ...scheme, ...version, items }]);
  await takenOut(db, life);
  await figureRowsIn(db).insertMany(Array.from({ length: ROWS }, (_, n) => rowOf(life, n)));
}

const takenOut = async (db: Connection, { life }: Life): Promise<void> =>
  void (await figureRowsIn(db).deleteMany({ _id: { $gte: numberOf(life, 0), $lte: numberOf(life, ROWS) } }));
const numberOf = (life: number, n: number): string => `INC-${900 + life}${String(n).padStart(4, '0')}`;

/** The first ones are late, the very first of them since their users were waited for. */
const rowOf = ({ life, period }: Life, n: number): StoredRow => ({
  _id: numberOf(life, n),
  process: 'incident',
  orgPath: UNIT,
  line: [UNIT],
  unit: UNIT,
  openedAt: startOf(period) + n * 60_000,
  closedAt: startOf(period) + (n + 1) * 60_000,
  values: nested({
    'clock.resolution.state': n < LATE ? 'late' : 'met',
    'clock.resolution.met': n >= LATE,
    'clock.resolution.breached': n < LATE,
    'clock.resolution.waitedForUser': n < WAITED ? 90 : 0,
  }),
  head: { seq: 1, hash: 'ab' },
  shape: 'story',
});
