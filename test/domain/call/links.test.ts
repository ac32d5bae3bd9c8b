/** N20: a call that joined the wrong incident. */
import { answer, because, create, plain, queuedIncident, resolve } from '../../support/factories.ts';
import { given, type Story } from '../../support/given.ts';
import { people } from '../../support/sample.ts';

const { requester, colleague, agent, zhao } = people;
const viewOf = ({ stage, caseId }: Story) => stage.viewOf(caseId);

test('call.leave takes a call out of the incident that it should not have joined', () => {
  const first = queuedIncident();
  const call = given('call', { stage: first.stage })
    .when(agent, create({ reporter: colleague.id }))
    .when(agent, { type: 'join', data: { incident: first.caseId } })
    .when(colleague, because('leave'))
    .thenRefused('not-permitted')
    .when(agent, because('leave'))
    .thenEvents('returned')
    .thenView({ status: 'in-service' })
    .thenTold('call-returned')
    .thenClock('first-line', { state: 'running' });
  expect(viewOf(call)).not.toHaveProperty('incident');
  first.thenView({ counts: expect.objectContaining({ reporters: 1 }) });
  first.when(zhao, resolve()).when(requester, plain('confirm'));
  call.thenView({ status: 'in-service' }).when(agent, answer()).thenEvents('answered');
  expect(first.stage.undelivered).toEqual([]);
});
