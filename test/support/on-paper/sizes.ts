/** What the two cases keep at their fullest, to be weighed: state by the shapes of kernel/part.ts, clocks by the engine of now. */
import type { ApprovalRound } from '../../../domain/kernel/approval/shapes.ts';
import { advance, type ClockDefinition, type Clocks, type ClockState } from '../../../domain/kernel/clocks/clocks.ts';
import { type Common, nothingCommon } from '../../../domain/kernel/common/common.ts';
import { BUSINESS_DAY, MINUTE } from '../../../domain/kernel/time/durations.ts';
import { MOST_UNDER_WAY, type PartRecord, type PartsOf } from '../../../domain/kernel/part.ts';
import type { Millis } from '../../../domain/kernel/process.ts';
import type { Outline, OutlineNode, StepRule } from '../../../domain/kernel/steps/shapes.ts';
import type { InspectionParts } from './inspection.ts';
import type { ReleaseParts } from '../../../domain/release/statuses.ts';

type Kept = { state: { parts: Readonly<Record<string, object>> }; clocks: Clocks };
const pad = (n: number) => String(n).padStart(2, '0');
const times = <T>(n: number, make: (nth: number) => T): T[] => Array.from({ length: n }, (_, i) => make(i + 1));
const AT: Millis = 1_771_204_560_000;
const hash = 'a'.repeat(64);
const common: Common = {
  ...nothingCommon,
  followers: times(50, (n) => `follower-${pad(n)}`),
  supervision: {
    by: 'sun.lei',
    instruction: 'Finish before the salaries of December are paid',
    due: AT,
    state: 'open',
  },
};

/** A clock under way, with a step fired, as the engine keeps it. */
function under(status: string): ClockState {
  const definition: ClockDefinition = {
    key: 'k',
    kind: 'ola',
    calendar: 'always',
    targets: [{ ms: 10 * MINUTE }],
    start: [{ on: ['x'] }],
    stop: [],
  };
  const always = { id: 'always', version: 1, zone: 'UTC', always: true, week: [], dates: {}, offsets: [] } as const;
  const pins = {
    calendars: { always: 'always@1' },
    snapshots: { 'always@1': { ...always, week: [], offsets: [], coveredFrom: 0, coveredUntil: 0 } },
    sla: { clocks: { k: definition } },
  };
  const set = { status, person: 'wang.xiaoming' };
  const clock = advance({}, pins, { at: AT, type: 'x', set })['k'];
  if (!clock?.life) throw new Error('It did not start');
  return { ...clock, life: { ...clock.life, fired: ['p80', 'p100'] } };
}

/** Who had the part while its clock ran; kept as long as one of its clocks lives. */
const seenOf = (status: string): ClockState => ({
  phase: 'waiting',
  breachedAt: null,
  seen: {
    context: { status, person: 'wang.xiaoming' },
    trail: [
      [AT, null, null, null, null, null],
      [AT + MINUTE, null, null, 'wang.xiaoming', null, null],
    ],
  },
});
const clocksOf = (definition: string, ids: readonly string[], status: string): Clocks =>
  Object.fromEntries(
    ids.flatMap((id) => [
      [`${definition}~${id}`, under(status)],
      [`*~${id}`, seenOf(status)],
    ]),
  );

const record = <St extends string>(status: St, n: number): PartRecord<St> => ({ status, rev: 1000 + n });

/** The steps of the sheet once, all of them with an undo, and each place with its organisation. */
export function outlineOnPaper({ waves, sites, steps }: { waves: number; sites: number; steps: number }): Outline {
  const undo = { kind: 'automatic', action: 'redeploy', budgetMs: 10 * MINUTE } as const;
  const step = (n: number): StepRule => ({
    node: 'step',
    id: String(n),
    kind: 'automatic',
    role: 'engineer',
    action: 'deploy',
    undo,
    witness: true,
    budgetMs: 30 * MINUTE,
    retries: 2,
    onFailure: 'needs-human',
  });
  const check = { node: 'gate', id: 'c', kind: 'check', role: 'quality-lead' } as const;
  const wave = (w: number): OutlineNode => {
    const places = times(sites, (s) => ({ id: `w${w}-${pad(s)}`, orgPath: '/dx/donghu/linxi' as const }));
    const all = { node: 'each', kind: 'site', order: 'parallel', atMost: 20, places, of: 'site' } as const;
    const gate = { node: 'gate', id: `g${w}`, kind: 'gate', role: 'process-owner', soakMs: BUSINESS_DAY } as const;
    return { node: 'group', id: `w${w}`, kind: 'wave', order: 'sequence', of: [all, gate] };
  };
  return { id: 'payroll-7-2', blocks: { site: [...times(steps, step), check] }, of: times(waves, wave) };
}

/** Every step touched, retried and by name; as many as may be under way wait for a human. */
export function fullRelease({ waves, sites, steps }: { waves: number; sites: number; steps: number }): Kept {
  const siteIds = times(waves, (w) => times(sites, (s) => `w${w}-${pad(s)}`)).flat();
  const stepIds = siteIds.map((site) => times(steps, (n) => `${site}-${n}`));
  const waiting = stepIds.flat().slice(-MOST_UNDER_WAY);
  const parts: PartsOf<ReleaseParts, { wave: { windowUntil?: Millis }; step: { attempt?: number } }> = {
    wave: Object.fromEntries(times(waves, (w) => [`w${w}`, { ...record('running', w), windowUntil: AT }])),
    gate: Object.fromEntries(times(waves, (w) => [`g${w}`, record('passed', w)])),
    site: Object.fromEntries(siteIds.map((id, n) => [id, record('verified', n)])),
    check: Object.fromEntries(siteIds.map((id, n) => [`${id}-c`, record('passed', n)])),
    step: Object.fromEntries(
      stepIds.flat().map((id, n) => {
        const status = waiting.includes(id) ? 'waiting-human' : 'done';
        return [id, { ...record(status, n), assignees: ['wang.xiaoming'], attempt: 2 }];
      }),
    ),
  };
  const state = {
    status: 'deploying',
    orgPath: '/dx',
    title: '工资统发 7.2 发布',
    application: 'payroll',
    version: '7.2.0',
    changes: times(20, (n) => `CHG-0000${pad(n)}`),
    plan: `event:12#${hash}`,
    outline: outlineOnPaper({ waves, sites, steps }),
    artefact: hash,
    builder: 'li.hong',
    testers: ['zhao.min'],
    commander: 'sun.lei',
    change: 'CHG-000123',
    parts,
    common,
    openedAt: AT,
  };
  const ofSteps = clocksOf('human-wait', waiting, 'waiting-human');
  const ofWaves = clocksOf('wave-window', [`w${waves}`], 'running');
  const ofCase = { supervised: under('deploying'), 'urge-answer': under('deploying') };
  return { state, clocks: { '*': seenOf('deploying'), ...ofCase, ...ofWaves, ...ofSteps } };
}

/** Every line touched and by name, with `findings` on record and the second round of signatures open. */
export function fullInspection({ lines, findings }: { lines: number; findings: number }): Kept {
  const ids = times(findings, (n) => `f-${n}-k3x9`);
  const parts: PartsOf<InspectionParts, { finding: { class: string; due?: Millis } }> = {
    line: Object.fromEntries(
      times(lines, (n) => [`line-${n}`, { status: 'not-applicable', rev: 1000 + n, assignees: ['wang.xiaoming'] }]),
    ),
    finding: Object.fromEntries(
      ids.map((id, n) => [id, { in: `line-${n}`, status: 'withdrawn', rev: 1200 + n, class: 'serious', due: AT }]),
    ),
    seat: {
      inspector: { status: 'shut', rev: 1, assignees: ['wang.xiaoming'] },
      customer: { status: 'shut', rev: 1, assignees: ['chen.jing'] },
    },
  };
  const round: ApprovalRound = {
    number: 2,
    policy: 'inspection-double-signature@1',
    shown: hash,
    order: 'sequence',
    withdrawable: true,
    stages: [
      {
        key: 'inspector',
        rule: 'all',
        not: [],
        seats: [{ id: 'inspector', of: { party: 'inspector' }, sitters: ['wang.xiaoming'] }],
        votes: [{ seat: 'inspector', by: 'wang.xiaoming', says: 'approve', at: AT }],
        result: 'passed',
      },
      {
        key: 'customer',
        rule: 'all',
        not: ['inspector'],
        seats: [
          {
            id: 'customer',
            of: { party: 'customer' },
            sitters: ['chen.jing'],
            instead: { of: 'zhou.min', as: 'successor' },
          },
        ],
        votes: [],
      },
    ],
    delegations: [],
  };
  const state = {
    status: 'signing',
    orgPath: '/dx/donghu',
    title: '东湖市财政局 第四季度巡检',
    slot: 'q-core/2026-10',
    checklist: `core-room@4#${hash}`,
    inspectors: ['wang.xiaoming', 'li.hong'],
    vehicle: 'van-2',
    visit: [AT, AT],
    slotEnd: AT,
    record: hash,
    round,
    parts,
    common,
    openedAt: AT,
  };
  const own = ['visit-by', 'report', 'propose', 'agree', 'supervised', 'urge-answer'];
  const ofCase = Object.fromEntries(own.map((name) => [name, under('signing')]));
  const ofSeats = clocksOf('sign', ['inspector', 'customer'], 'open');
  return { state, clocks: { '*': seenOf('signing'), ...ofCase, ...ofSeats } };
}

/** Bytes of both as JSON in UTF-8. */
export const weightOf = ({ state, clocks }: Kept) => ({
  state: Buffer.byteLength(JSON.stringify(state)),
  clocks: Buffer.byteLength(JSON.stringify(clocks)),
  largestClock: Math.max(
    ...Object.entries(clocks).map((entry) => Buffer.byteLength(JSON.stringify(Object.fromEntries([entry])))),
  ),
});
