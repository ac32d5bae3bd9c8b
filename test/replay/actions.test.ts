/** Every recorded history of an action replays with the workflow code of now. */
import { actionHistories, actionHistoryOf } from '../support/outing/recorded.ts';
import { replay } from '../support/replay.ts';

jest.setTimeout(60_000);

test('there are histories of each way in which an action ends', () => {
  const names = actionHistories().map((name) => name.replace('.json', ''));
  expect(names.toSorted()).toEqual(['answered', 'drilled', 'later', 'limit', 'not-taken', 'on-a-runner', 'stopped']);
});

test.each(actionHistories())('%s', async (name) => {
  expect((await replay(actionHistoryOf(name))).error).toBeUndefined();
});

test('a workflow that does something else than the history says is found', async () => {
  const { workflowId, history } = actionHistoryOf('answered.json');
  const other = JSON.parse(JSON.stringify(history).replaceAll('"findAction"', '"findElsewhere"'));
  const { error } = await replay({ workflowId, history: other });
  expect(error?.name).toBe('DeterminismViolationError');
});
