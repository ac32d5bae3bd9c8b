/** What of a batch goes to the case, and what each of its commands is answered. */
import { type Kept, sendKept } from '../../../client/cases/sending/batches.ts';
import { DomainError } from '../../../domain/kernel/errors.ts';
import { personKey } from '../../../domain/kernel/ids.ts';
import type { Actor } from '../../../domain/kernel/process.ts';
import type { CommandInput } from '../../../domain/kernel/turn.ts';

type Deps = Parameters<typeof sendKept>[0];
const actor: Actor = { id: 'eng-1', kind: 'person', unit: '/dx', teams: [], grants: [] };
const kept = (key: string, more: Partial<Kept> = {}): Kept => ({ key, command: 'comment', data: {}, ...more });
const event = { type: 'work-order.commented', data: {}, schema: 1 } as const;

/** `taken`: digests by key, of what is stored already. `send`: what the case does. */
function deps(
  taken: Record<string, string>,
  send: (asks: readonly CommandInput[]) => number[],
): Deps & { sent: string[][] } {
  const sent: string[][] = [];
  const stored = new Map(Object.entries(taken).map(([key, digest]) => [personKey('eng-1', key), digest]));
  return {
    sent,
    inputOf: ({ key, command, data }) => Promise.resolve({ command, data, key, digest: 'same', facts: {}, actor }),
    knownUnder: (keys) =>
      Promise.resolve(
        new Map(
          keys.flatMap((key) =>
            stored.has(key) ? [[key, { seq: 7, events: [event], digest: stored.get(key) ?? '' }]] : [],
          ),
        ),
      ),
    isTaken: (key) => Promise.resolve(stored.has(key)),
    send: (asks) => {
      const own = asks.flatMap((ask) => ('command' in ask ? [ask] : []));
      sent.push(own.map(({ key, series }) => `${key}${series === undefined ? '' : ` of ${series}`}`));
      const answers = send(own);
      return Promise.resolve(own.map((_ask, n) => ({ seq: answers[n] ?? 0 })));
    },
  };
}
const codes = (answers: Awaited<ReturnType<typeof sendKept>>) =>
  answers.map((one) => ('seq' in one ? one.seq : one.refused.code));
const rising = (asks: readonly CommandInput[]) => asks.map((_ask, n) => 20 + n);

test('what was taken already is answered without the case, under another body refused, and the rest goes in its order', async () => {
  const its = deps({ a: 'same', b: 'other' }, rising);
  const batch = ['a', 'x', 'b', 'y'].map((key) => kept(key));
  expect(codes(await sendKept(its, batch, { id: 'eng-1' }))).toEqual([7, 20, 'key-reused', 21]);
  expect(its.sent).toEqual([['u:eng-1:x', 'u:eng-1:y']]);
  const again = deps({ a: 'same' }, rising);
  expect(codes(await sendKept(again, [kept('a')], { id: 'eng-1' }))).toEqual([7]);
  expect(again.sent).toEqual([]);
});

test('a series goes along as its keys are stored; what depends on something refused or unknown stays behind', async () => {
  const its = deps({ a: 'same' }, rising);
  const batch = [kept('x', { after: ['a'] }), kept('y', { after: ['x'] }), kept('z', { after: ['nobody'] })];
  expect(codes(await sendKept(its, batch, { id: 'eng-1', series: 'my-series' }))).toEqual([
    20,
    20,
    'depends-on-refused',
  ]);
  expect(its.sent).toEqual([['u:eng-1:x of u:eng-1:my-series'], ['u:eng-1:y of u:eng-1:my-series']]);
});

test('of a case that ends meanwhile another copy may have been taken, and all else is told so', async () => {
  const taken: Record<string, string> = {};
  const its = deps(taken, () => {
    throw new DomainError('case-ended', 'The case is closed');
  });
  let looks = 0;
  const late = { seq: 9, events: [event], digest: 'same' };
  its.knownUnder = () => Promise.resolve(new Map((looks += 1) > 1 ? [[personKey('eng-1', 'x'), late]] : []));
  expect(codes(await sendKept(its, [kept('x'), kept('y')], { id: 'eng-1' }))).toEqual([9, 'case-ended']);
});
