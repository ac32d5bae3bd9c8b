import {
  rehearsedAnswers,
  type RehearsedAsk,
  type RehearsedWait,
} from '../../../../domain/kernel/running/rehearsed.ts';

const own = { to: (_wait: RehearsedWait) => undefined };
test('a gate is answered for, though it has no budget of its own', () => {
  const state: RehearsedAsk['state'] = {
    outline: { id: 'plan', of: [{ node: 'gate', id: 'ready', kind: 'check', role: 'supervisor' }] },
    parts: { check: { ready: { status: 'open', assignees: [], rev: 1 } } },
  };
  const to = { role: 'supervisor', orgPath: '/dx' } as const;
  const waitsFor = [{ to, command: 'passGate', dueAt: null, parts: ['ready'] }];
  const ask = { state, waitsFor, now: 0, fails: new Set<string>(), retried: new Set<string>(), given: {} };
  const answer = { to, command: 'passGate', part: 'ready', data: { evidence: '推演 / rehearsal' }, at: null };
  expect(rehearsedAnswers(ask, own)).toEqual([answer]);
  // What is said in the file is said instead; a process may have nothing to say as yet, or something of its own.
  const given = { passGate: { evidence: 'Report 7' } };
  expect(rehearsedAnswers({ ...ask, given }, own)).toEqual([{ ...answer, data: { evidence: 'Report 7' } }]);
  expect(rehearsedAnswers(ask, { to: () => null })).toEqual([]);
  expect(rehearsedAnswers(ask, { to: () => ({ data: { a: 1 }, at: 7 }) })).toEqual([
    { ...answer, data: { a: 1 }, at: 7 },
  ]);
  const outside = { to: 'outside', command: 'settleChange', data: {}, at: null } as const;
  expect(rehearsedAnswers(ask, { ...own, beside: () => [outside] })).toEqual([answer, outside]);
});
