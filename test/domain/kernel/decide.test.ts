/** One command on one case, as turn, door and previews judge it. */
import { processOf } from '../../../domain/catalogue.ts';
import { decideOn } from '../../../domain/kernel/decide.ts';
import type { Base } from '../../../domain/kernel/definition.ts';
import type { Actor } from '../../../domain/kernel/process.ts';
import { MORNING } from '../../support/given.ts';
import { queuedIncident } from '../../support/factories.ts';
import { people } from '../../support/sample.ts';

const { li, requester, agent } = people;
const incident = processOf('incident');
const story = queuedIncident();
const kase = story.stage.kaseOf(story.caseId);
const claim = { command: 'claim', data: {}, actor: li, key: 'k', facts: {}, now: MORNING };

test('what is allowed comes with the role under which it is', () => {
  const { role, events } = decideOn(incident, kase, claim);
  expect(role).toBe('engineer');
  expect(events.map(({ type }) => type)).toEqual(['incident.claimed', 'incident.accepted']);
});

test('a person is refused by the first rule that says no: status, then person, then what stands in the way', () => {
  expect(() => decideOn(incident, kase, { ...claim, command: 'confirm' })).toThrow(
    expect.objectContaining({ name: 'DomainError', code: 'wrong-status' }),
  );
  expect(() => decideOn(incident, kase, { ...claim, actor: requester })).toThrow(
    expect.objectContaining({ code: 'not-permitted' }),
  );
});

test("a version that is not the case's is refused before anything else, one from the future too", () => {
  for (const seen of [kase.seq - 1, kase.seq + 1])
    expect(() => decideOn(incident, kase, { ...claim, actor: requester, seen })).toThrow(
      expect.objectContaining({ code: 'stale-version', params: { version: kase.seq, seen } }),
    );
  expect(decideOn(incident, kase, { ...claim, seen: kase.seq }).events).not.toEqual([]);
});

const versionOf = (version: number) => expect.objectContaining({ params: { version, seen: 3 } }) as unknown;

test('of a stale version the requester’s side is told the one that it sees, whoever has another role the newest', () => {
  const { common } = kase.state as unknown as Base;
  const state = { ...kase.state, common: { ...common, outward: { version: 5, at: MORNING } } };
  const later = { ...kase, seq: 7, state };
  const shown = (grants: Actor['grants']) => {
    try {
      return decideOn(incident, later, { ...claim, actor: { ...requester, grants }, seen: 3 });
    } catch (error) {
      return error;
    }
  };
  const [asRequester, asEngineer] = [requester.grants, li.grants];
  expect(shown(asRequester)).toEqual(versionOf(5));
  expect([shown(asEngineer), shown([...asRequester, ...asEngineer])]).toEqual([versionOf(7), versionOf(7)]);
  expect(() => decideOn(incident, later, { ...claim, seen: 5 })).toThrow(
    expect.objectContaining({ code: 'stale-version', params: { version: 7, seen: 5 } }),
  );
  const data = { text: 'x', audience: 'public' };
  expect(decideOn(incident, later, { ...claim, command: 'comment', data, actor: requester, seen: 5 })).toMatchObject({
    role: 'requester',
  });
});

test('it changes nothing: the same question gets the same answer', () => {
  const before = structuredClone(kase);
  expect(decideOn(incident, kase, claim)).toEqual(decideOn(incident, kase, claim));
  expect(() => decideOn(incident, kase, { ...claim, actor: agent })).toThrow('not permitted');
  expect(kase).toEqual(before);
});
