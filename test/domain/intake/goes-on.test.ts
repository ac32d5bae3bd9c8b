/** What was taken goes on when something closes around it; what cannot succeed is refused, and not accepted to fail later. */
import { MOST_CHILDREN, MOST_REPORTERS } from '../../../domain/incident/caps.ts';
import type { CaseFact } from '../../../domain/kernel/facts.ts';
import {
  answer,
  create,
  escalation,
  plain,
  queuedIncident,
  resolve,
  startedIncident,
  takenCall,
} from '../../support/factories.ts';
import { given } from '../../support/given.ts';
import { people } from '../../support/sample.ts';

const { requester, agent, li, system } = people;
const unit = { orgPath: '/dx/donghu/linxi/school', open: false } as const;
const passedOn = { reporter: requester.id, impact: '2', urgency: '2', call: 'CAL-000001', receivedAt: 0 };

const full = (caseId: string): CaseFact => ({
  caseId,
  process: 'incident',
  status: 'queued',
  open: true,
  orgPath: '/dx',
  reporters: MOST_REPORTERS + 1,
  children: MOST_CHILDREN,
});
const into = (field: string, command: string) => ({ type: command, data: { [field]: 'INC-000009' } });

const cases = (field: string) => ({ facts: { cases: { [field]: full('INC-000009') } } });

describe('N21 what was taken goes on', () => {
  test('the incident of a call whose unit was closed is opened', () => {
    given('incident').when(system, create(passedOn), { facts: { unit } }).thenEvents('created');
    given('call')
      .when(system, create({ reporter: requester.id }), { facts: { unit } })
      .thenEvents('created');
  });

  test('and that of one whose reporter has gone', () => {
    for (const person of [null, { id: requester.id, active: false, teams: [] }])
      given('incident').when(system, create(passedOn), { facts: { person } }).thenEvents('created');
  });

  test('people are asked what intake asks', () => {
    given('call')
      .when(agent, create({ reporter: requester.id }), { facts: { unit } })
      .thenRefused('target-not-open');
    given('call').when(requester, create(), { facts: { unit } }).thenRefused('target-not-open');
    given('incident')
      .when(system, create(passedOn), { facts: { unit: null } })
      .thenRefused('invalid-data', '/unit unknown');
  });
});

describe('N21 what cannot succeed is refused', () => {
  test('an escalation for which the matrix has no priority, or the registers no policy', () => {
    const registers = { facts: { unopenable: { code: 'policy-missing' } } };
    takenCall()
      .when(agent, escalation, registers)
      .thenRefused('policy-missing')
      .when(agent, { ...escalation, data: { ...escalation.data, impact: '9', urgency: '' } })
      .thenRefused('invalid-data', '/impact no-priority')
      .thenView({ status: 'in-service' })
      .when(agent, escalation)
      .thenEvents('escalated');
  });

  test('a call that joins, an incident that merges or attaches itself, where there is no room', () => {
    takenCall()
      .when(agent, into('incident', 'join'), cases('incident'))
      .thenRefused('too-many-reporters')
      .when(agent, answer())
      .thenEvents('answered');
    startedIncident()
      .when(li, into('target', 'merge'), cases('target'))
      .thenRefused('too-many-reporters')
      .when(li, into('parent', 'attachParent'), cases('parent'))
      .thenRefused('too-many-children')
      .when(li, resolve())
      .thenEvents('resolved');
  });

  test('the last that has room is taken', () => {
    const target = { ...full('INC-000009'), reporters: MOST_REPORTERS };
    startedIncident()
      .when(li, into('target', 'merge'), { facts: { cases: { target } } })
      .thenEvents('merged');
    queuedIncident().when(li, plain('claim')).thenEvents('claimed', 'accepted');
  });
});
