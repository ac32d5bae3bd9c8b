/** Single moments of both processes in the kernel's shapes: what an event says of parts, what is next, what answers say. */
import type { ApprovalStanding } from '../../../domain/kernel/approval/standing.ts';
import type { Part, PartTouch } from '../../../domain/kernel/part.ts';
import type { PartOffer, Waited } from '../../../domain/kernel/process.ts';
import type { NextSteps, Scope } from '../../../domain/kernel/steps/shapes.ts';
import type { InspectionParts } from './inspection.ts';
import type { ReleaseParts } from '../../../domain/release/statuses.ts';

/** Data of `release.stepEnded`: the verification of the last place of wave 1 is done. */
export const lastOfWave: PartTouch = {
  part: 'w1-20-7',
  to: 'done',
  also: { 'w1-20': 'verified', w1: 'gating', g1: 'soaking' },
  clocks: { 'human-wait~w1-20-7': { state: 'met', consumedMs: 240_000 } },
};
/** Data of `inspection.findingRaised`: the id comes from the device, which was off line. */
export const raised: PartTouch = { part: 'f-17-k3x9', to: 'raised', also: { 'line-17': 'abnormal' } };
/** Data of `release.relieved`: of the two steps that who has left had in hand his successor may take one. */
export const left: PartTouch = { assigned: { 'w1-03-3': [], 'w1-04-3': ['zhao.min'] } };

export const nextOnPaper: readonly { when: string; scope: Scope; next: NextSteps }[] = [
  {
    when: 'the first wave opens',
    scope: 'all',
    next: { start: ['w1-01-1', 'w1-02-1'], undo: [], ask: [], wait: [] },
  },
  {
    when: 'a deploy failed for the last time while its neighbour is at work',
    scope: { part: 'w1' },
    next: { start: [], undo: [], ask: [], wait: ['w1-02-2'] },
  },
  {
    when: 'the neighbour has reported',
    scope: { part: 'w1' },
    next: { start: [], undo: ['w1-01-2', 'w1-02-2'], ask: [], wait: [] },
  },
  { when: 'an undo failed', scope: { part: 'w1' }, next: { start: [], undo: [], ask: ['w1-02-2'], wait: [] } },
  { when: 'all is undone', scope: { part: 'w1' }, next: { start: [], undo: [], ask: [], wait: [], end: 'undone' } },
];

/** A step as guard and view see it: the plan's role and place, the record's status. */
export const stepOnPaper: Part<'step', ReleaseParts['step'], { attempt?: number }> = {
  id: 'w1-01-3',
  kind: 'step',
  in: 'w1-01',
  status: 'waiting-human',
  assignees: [],
  rev: 0,
  orgPath: '/dx/donghu/linxi',
  role: 'engineer',
};
/** A line that nobody has looked at. */
export const lineOnPaper: Part<'line', InspectionParts['line']> = {
  id: 'line-17',
  kind: 'line',
  status: 'open',
  assignees: [],
  rev: 0,
};

/** Twenty places wait for people of five organisations: an entry each, and one for the owner. */
export const waitsOnPaper: readonly Required<Waited>[] = [
  {
    to: { role: 'engineer', orgPath: '/dx/donghu/linxi' },
    command: 'takeStep',
    parts: ['w1-01-3', 'w1-02-3', 'w1-03-3'],
    count: 4,
    dueAt: 1_771_205_160_000,
  },
  { to: { person: 'sun.lei' }, command: 'approveGate', parts: ['g1'], count: 1, dueAt: null },
];
/** What an engineer at one place may do with 20 steps that wait: all refuse him but one. */
export const offersOnPaper: readonly PartOffer[] = [
  {
    kind: 'step',
    status: 'waiting-human',
    count: 20,
    allowed: [],
    blocked: [],
    except: { 'w1-01-3': { allowed: ['takeStep'], blocked: [] } },
  },
];
/** The inspector has signed; the customer is asked. */
export const standingOnPaper: ApprovalStanding = {
  state: 'open',
  ask: ['customer'],
  stages: [
    { key: 'inspector', state: 'passed', seats: { inspector: 'approve' } },
    { key: 'customer', state: 'open', seats: { customer: 'asked' } },
  ],
};
