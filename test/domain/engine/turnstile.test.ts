/** How many calls about one case are under way at once. */
import { Turnstile } from '../../../client/cases/sending/calls.ts';

const later = () => Date.now() + 60_000;
/** Works that end when they are told to. */
function works() {
  const ends: (() => void)[] = [];
  return { ends, work: () => new Promise<void>((resolve) => ends.push(resolve)) };
}
const turns = () => new Promise((resolve) => setImmediate(resolve));

test('no more than so many are inside, the others follow in the order in which they came', async () => {
  const turnstile = new Turnstile(2);
  const { ends, work } = works();
  const done: number[] = [];
  const all = [0, 1, 2, 3].map((n) => turnstile.pass('a', later(), work).then(() => done.push(n)));
  await turns();
  expect(ends).toHaveLength(2);
  for (const n of [0, 1, 2, 3]) {
    ends[n]?.();
    await turns();
    expect(done).toEqual([0, 1, 2, 3].slice(0, n + 1));
    expect(ends).toHaveLength(Math.min(4, n + 3));
  }
  await Promise.all(all);
});

test('each case has a turnstile of its own', async () => {
  const turnstile = new Turnstile(1);
  const { ends, work } = works();
  const all = ['a', 'b'].map((key) => turnstile.pass(key, later(), work));
  await turns();
  expect(ends).toHaveLength(2);
  for (const end of ends) end();
  await Promise.all(all);
});

test('whoever fails leaves his place to the next, and throws what he threw', async () => {
  const turnstile = new Turnstile(1);
  const failed = turnstile.pass('a', later(), () => Promise.reject(new Error('broken')));
  const next = turnstile.pass('a', later(), async () => 'done');
  await expect(failed).rejects.toThrow('broken');
  expect(await next).toBe('done');
});

test('whose turn does not come in time is told that others are under way, and takes nobody his place', async () => {
  const turnstile = new Turnstile(1);
  const { ends, work } = works();
  const first = turnstile.pass('a', later(), work);
  await expect(turnstile.pass('a', Date.now(), work)).rejects.toMatchObject({ code: 'still-under-way' });
  const third = turnstile.pass('a', later(), work);
  ends[0]?.();
  await first;
  await turns();
  expect(ends).toHaveLength(2);
  ends[1]?.();
  await third;
});
