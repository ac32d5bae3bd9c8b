/** A drill 演练: as a live failover to whoever takes part, and nothing to what is live. */
import { modeOf } from '../../../domain/kernel/common/mode.ts';
import { byHand, commander, hashOf, outlineWith, raised, RunCase, runbook } from '../../support/runs.ts';
import { people } from '../../support/sample.ts';

const { li, agent, requester } = people;
const facts = { runbooks: [runbook('standby', 'standby-node', outlineWith(byHand('a')))] };
const opened = (data: object = { ...raised, drill: true }, by = li) => new RunCase('failover', by, data, facts);
const authorize = (one: RunCase) =>
  one.give(commander, 'authorize', { planHash: hashOf(one), customerTold: 'The bureau, by phone' });

const refused = (pointer: string) =>
  expect.objectContaining({ fields: [expect.objectContaining({ pointer, code: 'other-mode' })] }) as Error;
const started = (one: RunCase) => one.world.done.filter(({ effect }) => effect.kind === 'start').length;

test('the mode is said by the intake; what the product starts says it itself', () => {
  expect([modeOf({}), modeOf({ drill: true }), modeOf({ drill: true }, 'rehearsal'), modeOf({}, 'drill')]).toEqual([
    'live',
    'drill',
    'rehearsal',
    'drill',
  ]);
});

describe('failover.create', () => {
  test('of a drill stands in its mode, in no word of it', () => {
    const one = opened();
    expect(one.view.mode).toBe('drill');
    const [created] = one.world.eventsOf(one.number);
    expect(created).toMatchObject({ type: 'failover.created', mode: 'drill' });
    expect(created?.data).not.toHaveProperty('drill');
  });

  test('by those who may raise one', () => {
    expect(() => opened(undefined, agent)).toThrow(expect.objectContaining({ code: 'not-permitted' }) as Error);
    expect(() => opened(undefined, requester)).toThrow(expect.objectContaining({ code: 'not-permitted' }) as Error);
  });

  test('for no live incident, and after no live failover', () => {
    const live = opened(raised);
    const after = (data: object) => () =>
      live.world.open('failover', li, { ...raised, ...data }, { facts: { ...facts, cases: casesOf(live, data) } });
    expect(after({ drill: true, followUpOf: live.number })).toThrow(refused('/followUpOf'));
    expect(after({ followUpOf: live.number })).not.toThrow();
    expect(after({ drill: true, incident: 'INC-000001' })).toThrow(refused('/incident'));
  });
});
/** As the client looks them up. */
const casesOf = (live: RunCase, { followUpOf, incident }: { followUpOf?: string; incident?: string }) => {
  const { status, orgPath, mode } = live.view;
  const fact = { status, orgPath, mode, open: true };
  return {
    ...(followUpOf ? { followUpOf: { ...fact, caseId: live.number, process: 'failover' } } : {}),
    ...(incident ? { incident: { ...fact, caseId: incident, process: 'incident' } } : {}),
  };
};

describe('failover.authorize, failover.link', () => {
  test('of a live one is on record as a change, of a drill nothing is', () => {
    const [live, drill] = [opened(raised), opened()];
    authorize(live);
    authorize(drill);
    expect([started(live), started(drill)]).toEqual([1, 0]);
  });

  test('a drill and what is live are not linked, whoever says it', () => {
    const drill = opened();
    const live = drill.world.open('failover', li, raised, { facts });
    const linked = (from: string, target: string) => () =>
      drill.world.give(from, li, { type: 'link', data: { target, relation: 'related' } });
    expect(linked(drill.number, live)).toThrow(refused('/target'));
    expect(linked(live, drill.number)).toThrow(refused('/target'));
    const other = drill.world.open('failover', li, { ...raised, drill: true }, { facts });
    expect(linked(drill.number, other)).not.toThrow();
  });
});
