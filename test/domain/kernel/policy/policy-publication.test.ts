import { catalogue, processOf } from '../../../../domain/catalogue.ts';
import type { ClockDefinition } from '../../../../domain/kernel/clocks/clocks.ts';
import {
  contractsOverlap,
  namedIn,
  policiesOverlap,
  policyProblems,
} from '../../../../domain/kernel/policy/publication.ts';
import { HOLD_REASONS } from '../../../../domain/incident/fields.ts';
import { processKeys } from '../../../../api/http/schemas.ts';
import { inHand } from '../../../support/in-hand.ts';

const incident = processOf('incident');
const { shipped } = incident.clocks;
const resolution = shipped['resolution'];
const faults = (edit: Partial<ClockDefinition> = {}, terms: Record<string, unknown> = {}) => {
  if (!resolution) throw new Error('no resolution clock');
  const clocks = { ...shipped, resolution: { ...resolution, ...edit } };
  return policyProblems(incident, { clocks, terms }).map(({ pointer, code }) => `${pointer} ${code}`);
};
const at = '/clocks/resolution';

test.each(processKeys)('the policy of %s as shipped may be published', (key) => {
  const { clocks } = catalogue[key];
  expect(policyProblems(catalogue[key], { clocks: clocks.shipped, terms: {} })).toEqual([]);
});

test('a clock that watches for what never comes is refused: it would run for ever', () => {
  expect(faults({ stop: [{ on: ['solved'] }] })).toEqual([`${at}/stop/0/on/0 unknown-event`]);
  expect(faults({ start: [], stop: [{}] })).toEqual([`${at}/start required`, `${at}/stop/0 required`]);
  expect(faults({ pause: [{ status: ['onHold'] }, { tier: [] }] })).toEqual([
    `${at}/pause/0/status/0 unknown`,
    `${at}/pause/1/tier required`,
  ]);
  expect(faults({ targets: [{ when: { priority: ['P5'] }, ms: 1, calendar: 'cn-5x8' }] })).toEqual([
    `${at}/targets/0/calendar unknown`,
    `${at}/targets/0/when/priority/0 unknown`,
  ]);
  expect(faults({ targets: [], calendar: 'cn-5x8', key: 'other' })).toEqual([
    `${at}/key not-its-name`,
    `${at}/targets required`,
    `${at}/calendar unknown`,
  ]);
});

test('a condition that can never hold, or always does, is refused: nobody would see why the clock stands still', () => {
  expect(faults({ pause: [{}], stop: [{ enters: {} }, { leaves: {} }, { if: {} }] })).toEqual([
    `${at}/stop/0/enters required`,
    `${at}/stop/1/leaves required`,
    `${at}/pause/0 required`,
  ]);
  expect(faults({ pause: [{ holdReason: ['lunch', 'vendor', null], major: ['true'], urged: [true] }] })).toEqual([
    `${at}/pause/0/holdReason/0 unknown`,
    `${at}/pause/0/major/0 unknown`,
  ]);
  const call = processOf('call');
  const clocks = { ...call.clocks.shipped };
  const paused = { ...clocks['response'], pause: [{ holdReason: ['user'] }] } as ClockDefinition;
  expect(policyProblems(call, { clocks: { ...clocks, response: paused }, terms: {} })).toEqual([
    { pointer: '/clocks/response/pause/0/holdReason', code: 'unknown-field' },
  ]);
});

test.each(processKeys)('all that the clocks of %s watch may be named in its policies, and nothing else', (key) => {
  const { clocks, policy } = catalogue[key];
  const { stage, caseId } = inHand(key).story;
  const onlyThen = key === 'inspection' ? ['toCountersign'] : []; // once silence signs, so that older ones fold as they were stored
  const watched = [...Object.keys(clocks.context(stage.kaseOf(caseId).state)), ...onlyThen];
  expect(Object.keys(policy?.fields ?? {}).toSorted()).toEqual(watched.toSorted());
});

test('the reasons of a hold that a policy may name are those that an engineer may give', () => {
  const reasons = incident.policy?.fields['holdReason'];
  expect(reasons).toEqual([...HOLD_REASONS, null]);
});

test('services, teams and people that a policy names are found wherever they stand', () => {
  if (!resolution) throw new Error('no resolution clock');
  const named: ClockDefinition = {
    ...resolution,
    targets: [{ when: { service: ['payment', 'budget'] }, ms: 1 }, { ms: 2 }],
    stop: [{ on: ['resolved'], if: { service: ['assets'] } }],
    pause: [{ service: ['office'], team: ['dx-l2', null] }],
  };
  expect(namedIn({ resolution: named }, 'service')).toEqual([
    { pointer: `${at}/targets/0/when/service/0`, word: 'payment' },
    { pointer: `${at}/targets/0/when/service/1`, word: 'budget' },
    { pointer: `${at}/stop/0/if/service/0`, word: 'assets' },
    { pointer: `${at}/pause/0/service/0`, word: 'office' },
  ]);
  expect(namedIn({ resolution: named }, 'team')).toEqual([{ pointer: `${at}/pause/0/team/0`, word: 'dx-l2' }]);
});

test('a ladder that speaks to nobody, or by no way that there is, is refused', () => {
  const step = { id: 'p50', percent: 50, to: ['supervisor'], channel: ['mail'] };
  expect(faults({ ladder: [step] })).toEqual([]);
  expect(
    faults({
      ladder: [{ ...step, to: ['org-parent:tier-lead', 'org-parent:quality-lead', 'boss', 'org-parent:boss'] }],
    }),
  ).toEqual([`${at}/ladder/0/to/2 unknown`, `${at}/ladder/0/to/3 unknown`]);
  expect(faults({ ladder: [{ ...step, to: [], channel: ['pigeon'] }] })).toEqual([
    `${at}/ladder/0/to required`,
    `${at}/ladder/0/channel/0 unknown`,
  ]);
});

test('a policy without a timer by which the process moves itself is refused, and so is a term that nobody reads', () => {
  const { confirm: _, ...clocks } = shipped;
  expect(policyProblems(incident, { clocks, terms: {} })).toEqual([
    { pointer: '/clocks/confirm', code: 'clock-required' },
  ]);
  expect(faults({}, { reportAlways: true, reportNever: true })).toEqual(['/terms/reportNever unknown']);
  expect(faults({}, { reportAlways: 'yes' })).toEqual(['/terms/reportAlways wrong-type']);
  expect(faults({}, { constructor: true })).toEqual(['/terms/constructor unknown']);
});

test('two contracts for the same organisation, service and time cannot both hold', () => {
  const one = { organisations: ['/dx'], applications: [], inForceFrom: 0, inForceUntil: 10 };
  expect(contractsOverlap(one, { ...one, inForceFrom: 9, inForceUntil: 20 })).toBe(true);
  expect(contractsOverlap(one, { ...one, inForceFrom: 10, inForceUntil: 20 })).toBe(false);
  expect(contractsOverlap(one, { ...one, organisations: ['/dx/donghu'] })).toBe(false); // the nearer one holds
  expect(contractsOverlap(one, { ...one, applications: ['payment'] })).toBe(false); // the one that names it holds
  const payment = { ...one, applications: ['payment', 'budget'] };
  expect(contractsOverlap(payment, { ...one, applications: ['budget'] })).toBe(true);
  expect(contractsOverlap(payment, { ...one, applications: ['assets'] })).toBe(false);
});

test('two policies of a process for the same organisation cannot both hold, unless one is for contracts alone', () => {
  const [everywhere, here] = [{ organisations: [] }, { organisations: ['/dx/xiling'] }];
  expect(policiesOverlap(everywhere, everywhere)).toBe(true);
  expect(policiesOverlap(here, { organisations: ['/dx', '/dx/xiling'] })).toBe(true);
  expect(policiesOverlap(here, everywhere)).toBe(false); // the nearer one holds
  expect(policiesOverlap(here, { organisations: ['/dx'] })).toBe(false);
  expect(policiesOverlap(everywhere, { organisations: [], byContract: true })).toBe(false);
});
