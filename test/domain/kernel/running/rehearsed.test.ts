import { rehearsedAnswers, type RehearsedAsk } from '../../../../domain/kernel/running/rehearsed.ts';

test('a gate is answered for, though it has no budget of its own', () => {
  const state: RehearsedAsk['state'] = {
    outline: { id: 'plan', of: [{ node: 'gate', id: 'ready', kind: 'check', role: 'supervisor' }] },
    parts: { check: { ready: { status: 'open', assignees: [], rev: 1 } } },
  };
  const to = { role: 'supervisor', orgPath: '/dx' } as const;
  const waitsFor = [{ to, command: 'passGate', dueAt: null, parts: ['ready'] }];
  expect(rehearsedAnswers({ state, waitsFor, fails: new Set(), retried: new Set() })).toEqual([
    { to, command: 'passGate', part: 'ready', data: { evidence: '推演 / rehearsal' }, at: null },
  ]);
});
