/** What the engine's refusals mean, as the client of Temporal throws them. */
import type { Client } from '@temporalio/client';
import { EngineError, isFailingTask, isPassing, meaningOf } from '../../../client/cases/engine-error.ts';

/** An engine that tells how often the case's task was tried. */
const engine = (attempt: number): Client =>
  Object.assign(Object.create(null), {
    connection: { workflowService: {} },
    workflow: { getHandle: () => ({ describe: async () => ({ raw: { pendingWorkflowTask: { attempt } } }) }) },
  });
const nobody = {} as Client; // what is told apart needs no second question
const [EXHAUSTED, PRECONDITION, UNAVAILABLE, INTERNAL] = [8, 9, 14, 13];
const said = (code: number, message: string): Error => Object.assign(new Error(message), { code, details: message });
const failed = 'Unable to perform workflow execution update due to Workflow Task in failed state.';
const unexpected = 'Unexpected Workflow Task failure';

/** An update that comes with a start is refused by the server's own error, any other call by one around it. */
describe.each([
  ['of an update that comes with a start', (error: Error): Error => error],
  [
    'of any other call',
    (cause: Error): Error => Object.assign(new Error('Workflow Update failed', { cause }), { name: 'ServiceError' }),
  ],
])('%s', (_, thrown) => {
  test.each([
    ['a task that failed twice', said(PRECONDITION, failed), { fails: true, tried: 3, code: 'still-under-way' }],
    ['a task that fails on and on', said(PRECONDITION, failed), { fails: true, tried: 4, code: 'case-parked' }],
    ['a task that came to nothing', said(PRECONDITION, unexpected), { passes: true, code: 'still-under-way' }],
    ['too many at once', said(EXHAUSTED, 'resource exhausted'), { passes: true, code: 'still-under-way' }],
    ['an engine that is away', said(UNAVAILABLE, 'connect ECONNREFUSED'), { code: 'engine-away' }],
  ])(
    '%s may be asked again under the same key',
    async (_what, refusal, {
      fails = false,
      passes = false,
      tried,
      code,
    }: { fails?: boolean; passes?: boolean; tried?: number; code: string }) => {
      const error = thrown(refusal);
      expect([isFailingTask(error), isPassing(error)]).toEqual([fails, passes]);
      const meaning = await meaningOf(error, tried ? engine(tried) : nobody, 'call:CAL-000001');
      expect(meaning).toBeInstanceOf(EngineError);
      expect(meaning).toMatchObject({ code });
    },
  );

  test('what the engine never says in passing is a bug', async () => {
    const error = thrown(said(INTERNAL, 'broken'));
    expect(await meaningOf(error, nobody, 'call:CAL-000001')).toBe(error);
  });
});

test('an error of ours is a bug, whatever its words', async () => {
  const error = new Error(failed);
  expect([isFailingTask(error), isPassing(error), await meaningOf(error, nobody, 'call:CAL-000001')]).toEqual([
    false,
    false,
    error,
  ]);
});
