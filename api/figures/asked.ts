/** What every question for figures has: of which organisation, in which time, whose; and what the asker may see of it. */
import type { Connection } from 'mongoose';
import { z } from 'zod';
import { periodCalendar } from '../../client/registers/period-calendar.ts';
import type { Directory } from '../../client/registers/directory.ts';
import type { Formula } from '../../domain/figures/language/shapes.ts';
import { aggregatesOf, type FormulaOfRef } from '../../domain/figures/language/aggregates.ts';
import { tellsOfPersons } from '../../domain/figures/language/persons.ts';
import {
  type Cut,
  oldestFrom,
  type Period,
  periodAt,
  type PeriodKind,
  periodKinds,
  periodNamed,
} from '../../domain/figures/periods.ts';
import { key, orgPath } from '../../domain/kernel/contract.ts';
import { DomainError } from '../../domain/kernel/errors.ts';
import type { Millis, OrgPath } from '../../domain/kernel/process.ts';
import type { Of } from '../../models/figures/tally.ts';
import { applicationOf } from '../../models/registers/application.ts';
import { invalid, notPermitted } from '../http/problem.ts';
import { wholeOr } from '../http/query.ts';
import type { Identity } from '../http/route.ts';
import { instantOut } from '../http/schemas.ts';
import { visibleIn } from '../registers/register-scope.ts';
import { type Counted, countedAt, organisationsOf, seesPersons } from './reach.ts';

const PERIOD = /^[0-9A-Za-z-]{3,10}$/;

export const placeQuery = {
  organisation: orgPath().optional().describe('With all below; absent: the first that is granted to the asker'),
  period: z
    .string()
    .regex(PERIOD)
    .default('month')
    .describe(
      'By the clock on the wall of the organisation: `2026-11-03`, `2026-W45`, `2026-11`, `2026-Q1`, `2026`; or `day`, `week`, `month`, `quarter`, `year` for the one that is under way',
    ),
  fiscal: wholeOr({ minimum: 1, maximum: 12 }, 1).describe(
    'With which month quarters and years begin; they are named after the year in which they begin',
  ),
  team: key().optional().describe('Only what this team has, or had at the end'),
  application: key().optional().describe('Only this service'),
  person: key()
    .optional()
    .describe('Only what this person has, or had at the end: for supervisors and above, and for himself'),
};
export const trendQuery = wholeOr({ minimum: 1, maximum: 24 }, 12).describe(
  'How many periods are shown, with the one that was asked for',
);
export const partQuery = wholeOr({ minimum: 0, maximum: 99 }, 0);

type Place = z.output<z.ZodObject<typeof placeQuery>>;
/** `counted`: processes whose figures the asker sees there; `persons`: those of single persons, too. */
export type PlaceAsked = {
  org: OrgPath;
  of: Of;
  cut: Cut;
  period: Period;
  calendar: string;
  zone: string;
  fiscal: number;
  counted: Counted;
  persons: boolean;
  now: Millis;
};

export const placeShown = z.object({
  organisation: orgPath(),
  period: z.object({ name: z.string(), kind: z.enum(periodKinds), from: instantOut, until: instantOut }),
  calendar: z.string().describe('By whose zone periods are cut: that of the service hours there'),
  zone: z.string(),
  fiscal: z.int(),
  at: instantOut.describe('As of when'),
});
export const shownPlace = ({ org, period, calendar, zone, fiscal, now }: PlaceAsked) => ({
  organisation: org,
  period,
  calendar,
  zone,
  fiscal,
  at: now,
});

type Deps = { db: Connection; directory: Directory };

/** Throws 403 where nothing there is his to see, 422 for an organisation that is none, and for a period that is none or lies too far away. */
export async function placeAsked({ db, directory }: Deps, identity: Identity, asked: Place): Promise<PlaceAsked> {
  const org = asked.organisation ?? organisationsOf(identity)[0];
  if (org === undefined) throw notPermitted('Figures are for those who work on cases, or watch over the work');
  const counted = countedAt(identity, org);
  if (counted.plain.size + counted.concealedIn.size === 0)
    throw notPermitted('Figures of this organisation are not for this person');
  if (!(await directory.organisation(org))) throw invalid([{ pointer: '/organisation', code: 'unknown' }]);
  const persons = seesPersons(identity, org);
  const of = await ofAsked({ db }, asked, { identity, persons });
  const { id, version, zone, offsets } = await calendarOf({ db, directory }, org);
  const cut = { offsets, firstMonth: asked.fiscal };
  const now = Date.now();
  const period = periodAsked(cut, asked.period, now);
  return { org, of, cut, period, calendar: `${id}@${version}`, zone, fiscal: asked.fiscal, counted, persons, now };
}

async function calendarOf(stores: Deps, org: OrgPath) {
  try {
    return await periodCalendar(stores, org);
  } catch (error) {
    if (error instanceof DomainError) throw invalid([{ pointer: '/organisation', code: error.code }]);
    throw error;
  }
}

/**
 * Of one kind at a time: a team, a service or a person. One that the registers do not know has no figure, rather than zeros: what was
 * counted is kept. One that the asker does not see is as unknown to him.
 */
async function ofAsked(
  { db }: Pick<Deps, 'db'>,
  { team, application, person }: Place,
  { identity, persons }: { identity: Identity; persons: boolean },
): Promise<Of> {
  if ([team, application, person].filter((one) => one !== undefined).length > 1)
    throw invalid([{ pointer: '/person', code: 'not-allowed-value' }]);
  if (person !== undefined) {
    if (person !== identity.actor.id && !persons) throw notPermitted('Figures of persons are for who leads them');
    if (!(await isSeen(db, identity, 'people', person))) throw invalid([{ pointer: '/person', code: 'unknown' }]);
    return `person:${person}`;
  }
  if (team !== undefined) {
    if (!(await isSeen(db, identity, 'teams', team))) throw invalid([{ pointer: '/team', code: 'unknown' }]);
    return `team:${team}`;
  }
  if (application === undefined) return '';
  if (!(await applicationOf(db).exists({ _id: application })))
    throw invalid([{ pointer: '/application', code: 'unknown' }]);
  return `application:${application}`;
}

/** Who plays a part sees no more than himself. */
async function isSeen(
  db: Connection,
  { actor, player = actor }: Identity,
  register: 'people' | 'teams',
  id: string,
): Promise<boolean> {
  const seen = [actor, player].map((one) => visibleIn(register, one));
  const found = await db
    .collection<{ _id: string }>(register)
    .findOne({ $and: [{ _id: id }, ...seen] }, { projection: { _id: 1 } });
  return found !== null;
}

const isKind = (word: string): word is PeriodKind => periodKinds.some((kind) => kind === word);

function periodAsked(cut: Cut, word: string, now: Millis): Period {
  const period = isKind(word) ? periodAt(cut, word, now) : periodNamed(cut, word);
  if (!period) throw invalid([{ pointer: '/period', code: 'not-allowed-value' }]);
  if (period.from > now) throw invalid([{ pointer: '/period', code: 'too-large' }]);
  if (period.from < oldestFrom(now)) throw invalid([{ pointer: '/period', code: 'too-small' }]);
  return period;
}

/**
 * True where every case that the formula counts is of a process whose figures the asker sees there, and where it tells of single
 * persons only to who may see persons.
 */
export const isWithinReach = (
  formula: Formula,
  formulaOfRef: FormulaOfRef,
  { counted: { plain, concealedIn }, persons }: Pick<PlaceAsked, 'counted' | 'persons'>,
): boolean =>
  aggregatesOf(formula, formulaOfRef).every(({ cases }) =>
    cases.processes.every((process) => plain.has(process) || concealedIn.has(process)),
  ) &&
  (persons || !tellsOfPersons(formula, formulaOfRef));
