/** What time itself does to a case, for the workflow, the proof and the tests alike. */
import { catalogue } from '../../../domain/catalogue.ts';
import { dueBefore, dueBy, nextDue } from '../../../domain/kernel/tick.ts';
import { plain, resolve, startedIncident } from '../../support/factories.ts';
import { hours, type Story } from '../../support/given.ts';
import { people } from '../../support/sample.ts';

const { li, requester } = people;
const kaseOf = ({ stage, caseId }: Story) => stage.kaseOf(caseId);
const names = (events: { type: string; data: object }[]) =>
  events.map(({ type, data }) => `${type} ${'clock' in data ? String(data.clock) : ''}`.trim());

test('at one instant a command comes before time: a deadline is on record only before what comes after it', () => {
  const kase = kaseOf(startedIncident());
  const due = nextDue(catalogue.incident, kase, 0) ?? 0;
  expect(dueBy(catalogue.incident, kase, due)).toHaveLength(1);
  expect(dueBefore(catalogue.incident, kase, due)).toEqual([]);
  expect(dueBefore(catalogue.incident, kase, due + 1)).toEqual(dueBy(catalogue.incident, kase, due));
});

test('a timed move ends what is due, since it may stop the rest; nothing is due after the end', () => {
  const resolved = startedIncident().when(li, resolve());
  const due = dueBy(catalogue.incident, kaseOf(resolved), resolved.stage.now + hours(24 * 60));
  expect(names(due).slice(-2)).toEqual(['incident.clockBreached confirm', 'incident.closed']);
  const ended = resolved.when(requester, plain('confirm'));
  expect(dueBy(catalogue.incident, kaseOf(ended), Number.MAX_SAFE_INTEGER)).toEqual([]);
  expect(nextDue(catalogue.incident, kaseOf(ended), 0)).toBeNull();
});

test('a case without an event owes nothing', () => {
  const { pins } = kaseOf(startedIncident());
  const empty = {
    ...kaseOf(startedIncident()),
    state: catalogue.incident.decider.initialState,
    clocks: {},
    pins,
    seq: 0,
  };
  expect([dueBy(catalogue.incident, empty, Date.now()), nextDue(catalogue.incident, empty, 0)]).toEqual([[], null]);
});
