/** What schedules have done says that it lives: else a worker that is killed over it is missed for ten minutes. */
import { once } from 'node:events';
import { MockActivityEnvironment } from '@temporalio/testing';
import { beatingAll } from '../../activities/jobs/index.ts';

test('a job beats again and again as long as it works, takes what it is given, and ends as it ends', async () => {
  const env = new MockActivityEnvironment({ heartbeatTimeoutMs: 30_000 });
  const works = async () => {
    for (let beats = 0; beats < 3; beats += 1) await once(env, 'heartbeat'); // else it never ends
  };
  const { well, ill } = beatingAll(
    {
      well: async (words: string) => {
        await works();
        return words;
      },
      ill: async () => {
        await works();
        throw new Error('no press');
      },
    },
    1,
  );
  expect(await env.run(well, 'printed')).toBe('printed');
  await expect(env.run(ill)).rejects.toThrow('no press');
});
