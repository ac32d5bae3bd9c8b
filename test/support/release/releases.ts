/** Test support: a release of the province, raised by its owner, built, tested, accepted and let in by its change. */
import type { Facts } from '../../../domain/kernel/facts.ts';
import type { Actor, Millis, OrgPath } from '../../../domain/kernel/process.ts';
import { MINUTE } from '../../../domain/kernel/time/durations.ts';
import { hours, MORNING } from '../given.ts';
import { byHand, outlineWith, RunCase, runbook } from '../runs.ts';
import { people } from '../sample.ts';
import type { OutlineNode } from '../../../domain/kernel/steps/shapes.ts';

const { owner, chen, wang, system } = people;
/** Speaks for all of the province as a customer. */
export const customer: Actor = {
  id: 'cus-dx',
  kind: 'person',
  unit: '/dx',
  teams: [],
  grants: [{ role: 'customer-representative', orgPath: '/dx' }],
};
export const [builder, tester] = [chen, wang];
export const SHA = 'a'.repeat(64);
export const OTHER = 'b'.repeat(64);

/** Whose release it is, and where it may go. */
const organisations: readonly OrgPath[] = [
  '/dx/donghu/linxi',
  '/dx/donghu/andu',
  '/dx/donghu/beishan',
  '/dx/donghu/nanhe',
  '/dx/donghu',
  '/dx/xiling',
  '/dx/dongshan',
  '/dx/xihe',
  '/dx',
  '/dx/court',
  '/dx/hospital',
  '/dx/archive',
];
export const releaseFacts: Facts = {
  unit: { orgPath: '/dx', open: true },
  organisations: Object.fromEntries(organisations.map((org) => [org, { open: true }])),
};
export const raised = {
  unit: '/dx',
  application: 'payment',
  appVersion: '7.2.0',
  title: 'Payment 7.2',
  items: ['srv-dx'],
} as const;

/** Nights of the waves, one after the other; each long enough to be watched for a business day. */
export const nightOf = (n: number): { from: Millis; until: Millis } => ({
  from: MORNING + hours(24 + 72 * n),
  until: MORNING + hours(24 + 72 * n + 60),
});
/** So many sites for each wave. */
export const wavesWith = (...counts: readonly number[]) => {
  let next = 0;
  return counts.map((count, n) => {
    const to = organisations.slice(next, next + count);
    next += count;
    return { window: nightOf(n), organisations: to };
  });
};
export const steps = (...of: OutlineNode[]): Facts => ({
  ...releaseFacts,
  runbook: { ...runbook('install', 'standby-node', outlineWith()), outline: outlineWith(...of), uncovered: [] },
});
/** A step that takes back its wave when it fails. */
export const install = (id: string, more: object = {}): OutlineNode => byHand(id, { onFailure: 'undo', ...more });

export class ReleaseCase extends RunCase {
  constructor(facts: Facts = steps(install('a'), install('b')), more: object = {}, by: Actor = owner) {
    super('release', by, { ...raised, ...more }, facts);
  }

  planned(...counts: readonly number[]): this {
    this.give(owner, 'planWaves', { runbook: 'install', waves: wavesWith(...counts) });
    return this;
  }
  built(): this {
    this.give(owner, 'startBuild', { scope: 'All of it' });
    this.give(builder, 'recordBuild', { artefact: 'store/payment-7.2.0.zip', sha256: SHA, notes: 'None' });
    return this;
  }
  tested(): this {
    this.give(tester, 'recordTest', { result: 'passed', sha256: SHA, evidence: 'Report 7' });
    return this;
  }
  accepted(): this {
    this.give(customer, 'acceptTest', { sha256: SHA, signature: 'Ms Wu' });
    return this;
  }
  scheduled(): this {
    this.give(system, 'settleChange', { change: 'CHG-000001', outcome: 'scheduled' });
    return this;
  }
  /** Let in by its change, its first wave waits for its window. */
  admitted(...counts: readonly number[]): this {
    return this.planned(...counts)
      .built()
      .tested()
      .accepted()
      .scheduled();
  }
  /** In the first minute of the first window: the case has opened it. */
  opened(...counts: readonly number[]): this {
    return this.admitted(...counts).to(nightOf(0).from + MINUTE);
  }

  /** A step of a site, by whoever holds its role there. */
  done(part: string, by: Actor = chen): string[] {
    return this.give(by, 'confirmStep', { evidence: 'Log 7' }, part);
  }
  /** All of them in their order, at these sites. */
  doneAt(sites: readonly string[], ids: readonly string[] = ['a', 'b']): this {
    for (const site of sites) for (const id of ids) this.done(`${site}-${id}`);
    return this;
  }
  /** The soak of its gate is over, and it is let on. */
  passed(n: number): this {
    this.to(this.soakEnd(n));
    this.give(owner, 'approveGate', { sha256: SHA }, `g${n}`);
    return this;
  }
  private soakEnd(n: number): Millis {
    return this.view.readings[`soak~g${n}`]?.dueAt ?? this.world.now;
  }
  /** `id status` of each wave, site and gate that was touched. */
  groups(): string[] {
    return this.steps().filter((one) => /^(w\d+|g\d+|w\d+-\d+) /.test(one));
  }
}
export const statusOf = (one: RunCase): string => one.view.status;
