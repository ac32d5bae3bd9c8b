/** What every store of a device must do, wherever it lies. Runs in a browser, too: it imports types alone. */
import type { Row } from '../../../web/src/off-line/row.ts';
import type { Store } from '../../../web/src/off-line/store.ts';

const queue = { person: 'eng-1', caseId: 'WO-000001' };
const rowAt = (place: number, of = queue): Row => ({
  ...of,
  command: 'comment',
  data: { text: `第 ${place} 行` },
  place,
  series: 'series-one',
  key: `series-one.${place}`,
  typedAt: 1,
  tries: 0,
  fate: { is: 'waiting' },
});
const placesOf = (store: Store, of = queue): Promise<number[]> =>
  store.change(of, (rows) => ({ answer: rows.map(({ place }) => place) }));
const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** What does not hold, in words; empty where all does. `open`: each time another client of one store, empty at first. */
export async function faultsOfStore(open: () => Promise<Store>): Promise<string[]> {
  const faults: string[] = [];
  const must = (what: string, holds: boolean): void => void (holds || faults.push(what));
  const [one, other] = [await open(), await open()];

  must('it is empty', same(await one.queues(), []) && same(await placesOf(one), []));
  const put = [12, 2, 100].map((place) => rowAt(place));
  await one.change(queue, () => ({ put, photos: [{ key: 'p', bytes: new Uint8Array([1, 2, 255]) }], answer: null }));
  must('rows come in the order of their places', same(await placesOf(other), [2, 12, 100]));
  must('a row is as it was put', same(await other.change(queue, ([row]) => ({ answer: row })), rowAt(2)));
  must('bytes are as they were put', same([...((await other.photo('p')) ?? [])], [1, 2, 255]));
  must('there are no others', (await other.photo('q')) === null);

  const elsewhere = [
    { person: 'eng-1', caseId: 'WO-0000010' },
    { person: 'eng-10', caseId: 'WO-000001' },
  ];
  for (const at of elsewhere) await other.change(at, () => ({ put: [rowAt(1, at)], answer: null }));
  must('a queue has its own rows', same(await placesOf(one), [2, 12, 100]));
  must('queues are named once', (await one.queues()).length === 3);

  const refusal = new Error('no');
  const thrown = await one
    .change(queue, () => {
      throw refusal;
    })
    .catch((error: unknown) => error);
  must('what `change` throws comes out', thrown === refusal);
  await one.change(queue, () => ({ put: [{ ...rowAt(2), tries: 7 }], drop: [12], dropPhotos: ['p'], answer: null }));
  must('what is dropped is gone', same(await placesOf(other), [2, 100]) && (await other.photo('p')) === null);
  must('what is put again is replaced', (await other.change(queue, ([row]) => ({ answer: row?.tries }))) === 7);

  const add = (store: Store) =>
    store.change(queue, (rows) => ({ put: [rowAt((rows.at(-1)?.place ?? 0) + 1)], answer: null }));
  await Promise.all(Array.from({ length: 40 }, (_, n) => add(n % 2 === 0 ? one : other)));
  must('of forty that are put at once each finds the one before', same((await placesOf(one)).at(-1), 140));
  return faults;
}
