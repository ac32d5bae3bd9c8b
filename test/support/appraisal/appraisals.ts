/** Test support: the appraisal of February 2026 of the province's provider, told by the product what its figures are. */
import type { Clause, SchemeItem, Terms } from '../../../domain/appraisal/calculus/shapes.ts';
import type { Facts, SchemeFact } from '../../../domain/kernel/facts.ts';
import type { Actor, Millis } from '../../../domain/kernel/process.ts';
import { hours } from '../given.ts';
import { RunCase } from '../runs.ts';
import { at, people } from '../sample.ts';

const { appraiser, chief, manager, system } = people;

export const HASH = 'ab'.repeat(32);
const titled = (words: string) => ({ zh: words, en: words });
const item = (id: string, weight: number, more: Partial<SchemeItem> = {}): SchemeItem => ({
  id,
  title: titled(id),
  weight,
  better: 'more',
  scoring: { is: 'proportional' },
  without: 'full',
  ...more,
});
export const items: readonly SchemeItem[] = [
  item('resolution', 50, { computed: true, target: 0.95, rectifyBelow: 80 }),
  item('overdue', 30, { computed: true, better: 'less', target: 0.1 }),
  item('manners', 20),
];
export const clauses: readonly Clause[] = [
  {
    id: 'resolution-missed',
    title: titled('resolution'),
    item: 'resolution',
    is: 'per-percent',
    amount: { cents: 20_000 },
    count: 'begun',
  },
  {
    id: 'each-breach',
    title: titled('breach'),
    item: 'overdue',
    is: 'per-breach',
    amount: { cents: 5_000 },
    cap: 30_000,
  },
];
export const terms: Terms = { items, clauses, currency: 'CNY', cap: 100_000 };

export const scheme = (more: Partial<SchemeFact> = {}, own: Partial<Terms> = {}): SchemeFact => ({
  orgPath: '/dx',
  period: 'month',
  firstMonth: 1,
  offered: {
    ref: 'province@1',
    pin: 'province@1#00ff',
    title: '省级运维考核',
    terms: { ...terms, ...own },
    subject: { kind: 'provider', teams: ['dx-l2'] },
    judge: '/dx',
  },
  ...more,
});
export const paper = { id: 'scan', name: '说明.pdf', type: 'application/pdf', size: 9_000, sha256: 'cd'.repeat(32) };
export const facts: Facts = { scheme: scheme(), standsInFor: [], files: { scan: paper }, cases: {} };
export const wanted = { unit: '/dx', scheme: 'province', period: '2026-02' } as const;
/** The day behind the period: nothing is frozen yet. */
export const BEGUN: Millis = at('2026-03-01 00:30');
/** Three working days behind its end, by the calendar of the sample. */
export const FREEZE: Millis = at('2026-03-04 18:00');

export const found = {
  attempt: 1,
  figures: [
    { item: 'resolution', value: 0.9333, cases: 30 },
    { item: 'overdue', value: 0.1, cases: 30 },
  ],
  breaches: { 'each-breach': 2 },
  list: { hash: HASH, rows: 30 },
  indicators: [],
};

/** An appraisal in a world of its own; what the product reports is given as it gives it. */
export class AppraisalCase extends RunCase {
  constructor(by: Actor = system, data: object = {}, more: Facts = {}) {
    super('appraisal', by, { ...wanted, ...data }, { ...facts, ...more });
  }
  protected override get begins(): Millis {
    return BEGUN;
  }
  frozen(more: object = {}): this {
    this.to(FREEZE + hours(1));
    this.give(system, 'freeze', { ...found, ...more });
    return this;
  }
  scored(points = 1_800, by: Actor = appraiser): this {
    this.frozen().give(by, 'score', { points, reason: 'They answer kindly' }, 'manners');
    return this;
  }
  published(): this {
    this.scored().give(chief, 'publish');
    return this;
  }
  disputed(part = 'resolution', by: Actor = manager): this {
    this.published().give(by, 'dispute', { grounds: 'Two were not ours' }, part);
    return this;
  }
  confirming(): this {
    this.published().give(manager, 'accept');
    return this;
  }
  sign(by: Actor): string[] {
    return this.give(by, 'sign', { statementHash: this.view['statementHash'] });
  }
}
