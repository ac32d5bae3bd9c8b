/** What a service report says of a customer's month, counted when it is made. */
import type { Connection } from 'mongoose';
import { processOf } from '../../domain/catalogue.ts';
import { boards } from '../../domain/figures/boards.ts';
import { aggregatesOf } from '../../domain/figures/language/aggregates.ts';
import { type CaseKind, caseKindKeys, processesOf } from '../../domain/figures/kinds.ts';
import { namesOf } from '../../domain/figures/names.ts';
import { type Period, periodNamed } from '../../domain/figures/periods.ts';
import type { LiveRow } from '../../domain/figures/row.ts';
import { isWithin } from '../../domain/kernel/people/access.ts';
import type { Millis, OrgPath } from '../../domain/kernel/process.ts';
import { holders } from '../../domain/permissions.ts';
import { isProcessKey, type ProcessKey, processes } from '../../domain/processes.ts';
import {
  MONTHS_SHOWN,
  MOST_NAMED,
  type ReportedCase,
  type ReportedCases,
  type ReportedFigure,
  type ServiceReport,
} from '../../domain/service-reports/report.ts';
import { casesIn } from '../../models/cases/case.ts';
import type { Contract } from '../../models/registers/contract.ts';
import { periodCalendar } from '../registers/period-calendar.ts';
import { boardFigures } from '../figures/board.ts';
import { indicatorsInForce, isMet } from '../figures/indicators.ts';
import { rowsIn } from '../figures/rows.ts';
import type { Directory } from '../registers/directory.ts';

type Deps = { db: Connection; directory: Directory };
type Asked = { organisation: OrgPath; month: string; contracts: readonly Contract[]; now: Millis };

/** Those whose cases a customer's representative reads: a report tells of no others. */
const TOLD: readonly ProcessKey[] = Object.keys(processes)
  .filter(isProcessKey)
  .filter((key) => holders.get(key)?.[`${key}.read`]?.roles.includes('customer-representative'));
/** Of these some are kept from customers for a while, and are left out. */
const CONCEALING = new Set(
  caseKindKeys.filter((kind) => processesOf(kind).some((key) => processOf(key).conceals !== undefined)),
);
const isTold = (kind: CaseKind): boolean => processesOf(kind).every((key) => TOLD.includes(key));

/** Throws DomainError where the registers there allow for no calendar, and when the store is away. */
export async function reportFor(
  { db, directory }: Deps,
  { organisation, month, contracts, now }: Asked,
): Promise<ServiceReport> {
  const { id, version, zone, offsets } = await periodCalendar({ db, directory }, organisation);
  const cut = { offsets, firstMonth: 1 };
  const period = periodNamed(cut, month);
  if (!period) throw new Error(`${month} is no month`);
  const { from, until } = period;
  return {
    organisation,
    month,
    from,
    until,
    zone,
    calendar: `${id}@${version}`,
    contracts: contracts.map(({ _id, name, reference }) => ({ id: _id, name, reference: reference ?? null })),
    figures: await figuresFor(db, { organisation, cut, period, now }),
    ...(await listsFor(db, organisation, period)),
    madeAt: now,
  };
}

type Measured = { organisation: OrgPath; cut: Parameters<typeof periodNamed>[0]; period: Period; now: Millis };

async function figuresFor(db: Connection, { organisation, cut, period, now }: Measured): Promise<ReportedFigure[]> {
  const known = await indicatorsInForce(db);
  const shown: readonly string[] = boards.service;
  const own = shown
    .flatMap((key) => known.all.find((one) => one.key === key) ?? [])
    .filter(
      ({ organisations, scopes, formula }) =>
        scopes.includes('organisation') &&
        (organisations.length === 0 || organisations.some((one) => isWithin(organisation, one))) &&
        aggregatesOf(formula, known.formulaOf).every(({ cases }) => cases.processes.every(isTold)),
    );
  const { periods, figures } = await boardFigures(db, {
    org: organisation,
    of: '',
    cut,
    period,
    trend: MONTHS_SHOWN,
    formulas: own.map(({ formula }) => formula),
    standing: known.all.map(({ formula }) => formula),
    formulaOfRef: known.formulaOf,
    concealedIn: CONCEALING,
    now,
  });
  return own.map(({ key, version, name, unit, target }, n) => {
    const months = periods.map(({ name: month }, at) => ({ month, value: figures[n]?.[at]?.value ?? null }));
    const met = isMet(target, months.at(-1)?.value ?? null);
    return { indicator: `${key}@${version}`, name, unit, target, met, months };
  });
}

/** Promises to the customer alone: what teams promise each other is no matter of his. */
const promisesOf = (process: ProcessKey): string[] => {
  const { shipped } = processOf(process).clocks;
  return Object.entries(shipped).flatMap(([name, { kind }]) => (kind === 'sla' ? [name] : []));
};

async function listsFor(
  db: Connection,
  organisation: OrgPath,
  period: Period,
): Promise<Pick<ServiceReport, 'breached' | 'major'>> {
  const [breached, major] = [new Named(), new Named()];
  for (const process of TOLD) {
    const clocks = promisesOf(process);
    const known = Object.keys(namesOf(process));
    const names = ['priority', 'major', ...clocks.map((clock) => `clock.${clock}.breached`)].filter((name) =>
      known.includes(name),
    );
    const asked = { scope: { organisation }, period, basis: 'closed', processes: [process], names } as const;
    for await (const row of rowsIn(db, { ...asked, withoutConcealed: true, inOrder: {} })) {
      const missed = clocks.filter((clock) => isBreached(row, clock));
      if (missed.length > 0) breached.add(row, missed);
      if (row.values['major'] === true) major.add(row, missed);
    }
  }
  return { breached: await breached.all(db), major: await major.all(db) };
}

/** Of clocks of parts: how many were. */
function isBreached({ values }: LiveRow, clock: string): boolean {
  const found = values[`clock.${clock}.breached`];
  return found === true || (typeof found === 'number' && found > 0);
}

class Named {
  readonly #cases: Omit<ReportedCase, 'title'>[] = [];
  #more = 0;

  add({ _id, openedAt, closedAt = openedAt, values }: LiveRow, clocks: readonly string[]): void {
    if (this.#cases.length === MOST_NAMED) this.#more += 1;
    else {
      const { priority } = values;
      this.#cases.push({
        number: _id,
        priority: typeof priority === 'string' ? priority : null,
        openedAt,
        closedAt,
        clocks,
      });
    }
  }

  async all(db: Connection): Promise<ReportedCases> {
    const numbers = this.#cases.map(({ number }) => number);
    const found = await casesIn(db)
      .find({ _id: { $in: numbers } }, { projection: { title: 1 } })
      .toArray();
    const titles = new Map(found.map(({ _id, title }) => [_id, title]));
    return { cases: this.#cases.map((one) => ({ ...one, title: titles.get(one.number) ?? '' })), more: this.#more };
  }
}
