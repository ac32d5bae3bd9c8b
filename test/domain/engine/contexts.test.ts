import { setImmediate as later } from 'node:timers/promises';
import { asyncLocalStorage, Context } from '@temporalio/activity';
import { withoutContextOfTurns } from '../../../worker/sdk/contexts.ts';

type Made = Parameters<typeof withoutContextOfTurns>[0];
const contextOf = (isLocal: boolean, activityId: string): Context =>
  Object.assign(Object.create(Context.prototype), { info: { isLocal, activityId } });
const idNow = async (): Promise<string> => {
  await later();
  return Context.current().info.activityId;
};

beforeAll(() => withoutContextOfTurns({} as Made));

test('an activity finds its context after a wait, beside others that end meanwhile', async () => {
  const long = asyncLocalStorage.run(contextOf(false, 'long'), async () => {
    await later();
    await later();
    return await idNow();
  });
  expect(await asyncLocalStorage.run(contextOf(false, 'short'), idNow)).toBe('short');
  expect(await long).toBe('long');
  expect(await asyncLocalStorage.run(contextOf(false, 'next'), idNow)).toBe('next');
});

test('a turn has none, and its answer and its failure come through', async () => {
  await expect(asyncLocalStorage.run(contextOf(true, 'turn'), idNow)).rejects.toThrow(
    'Activity context not initialized',
  );
  expect(await asyncLocalStorage.run(contextOf(true, 'turn'), async () => 'taken')).toBe('taken');
});
