/** What becomes of a queue on a device, without store and wire. */
import { counted, dropped, forgotten, kept, left, mended, settled } from '../../../web/src/off-line/queue.ts';
import type { Row, Said } from '../../../web/src/off-line/row.ts';
import type { Change } from '../../../web/src/off-line/store.ts';

const queue = { person: 'eng-1', caseId: 'WO-000001' };
const moment = { now: 1_000, newSeries: 'series-one' };

/** A store without a disk: rows as they would stand there. */
class Kept {
  rows: Row[] = [];
  write<T>(change: Change & { answer: T }): T {
    const all = new Map([...this.rows, ...(change.put ?? [])].map((row) => [row.place, row]));
    for (const place of change.drop ?? []) all.delete(place);
    this.rows = [...all.values()].toSorted((a, b) => a.place - b.place);
    return change.answer;
  }
  say(command: string, more: Partial<Said> = {}): string {
    return this.write(kept(this.rows, { queue, said: { command, data: {}, ...more } }, moment)).key;
  }
  sent(): void {
    this.rows = this.rows.map((row) =>
      row.fate.is === 'waiting' ? { ...row, tries: row.tries + 1, sent: row.data } : row,
    );
  }
  hear(answers: Record<string, number | string>): void {
    const told = Object.entries(answers).map(([key, said]) => [
      key,
      typeof said === 'number' ? { version: said } : { problem: { code: said } },
    ]);
    this.write(settled(this.rows, new Map(told as []), 'series-two'));
  }
  fates(): string[] {
    return this.rows.map(({ command, fate }) => `${command} ${fate.is === 'refused' ? fate.problem.code : fate.is}`);
  }
}

test('keys rise with what is said, in one series', () => {
  const one = new Kept();
  expect([one.say('a'), one.say('b')]).toEqual(['series-one.00000001', 'series-one.00000002']);
  expect(() => one.say('c', { after: Array<string>(21).fill('k') })).toThrow(RangeError);
});

test('`taken` is the last word, and a refusal counts for what still waits alone', () => {
  const one = new Kept();
  const [a, b] = [one.say('a'), one.say('b')];
  one.sent();
  one.hear({ [a]: 'wrong-status', [b]: 3 });
  one.hear({ [b]: 'wrong-status' });
  expect(one.fates()).toEqual(['a wrong-status', 'b taken']);
  one.write(dropped(one.rows, a));
  one.hear({ [a]: 'wrong-status' });
  expect(one.fates()).toEqual(['a dropped', 'b taken']);
  one.hear({ [a]: 4 }); // a copy that was under way
  expect(one.fates()).toEqual(['a taken', 'b taken']);
});

test('what is mended goes behind all others, and what waits for it behind that, under new names', () => {
  const one = new Kept();
  const a = one.say('a');
  const b = one.say('b', { after: [a] });
  one.say('c', { after: [b], basedOn: [{ at: '/x', of: b }] });
  const d = one.say('d');
  one.sent();
  one.hear({ [a]: 'invalid-data', [b]: 'depends-on-refused', [d]: 7 });
  one.rows = one.rows.map((row) => (row.command === 'c' ? { ...row, tries: 0 } : row)); // not sent so far
  const again = one.write(mended(one.rows, a, { command: 'a', data: { better: true } }, 'series-two'));
  expect(again).toMatchObject({ key: 'series-one.00000005', data: { better: true }, tries: 0 });
  expect(one.fates()).toEqual(['a mended', 'b mended', 'c mended', 'd taken', 'a waiting', 'b waiting', 'c waiting']);
  const [, , , , , b2, c2] = one.rows;
  expect([b2?.after, c2?.after, c2?.basedOn]).toEqual([[again.key], [b2?.key], [{ at: '/x', of: b2?.key }]]);
  expect(() => one.write(mended(one.rows, d, { command: 'd', data: {} }, 's'))).toThrow('cannot be mended');
});

test('what was under way when its ground was mended follows once it comes back refused', () => {
  const one = new Kept();
  const a = one.say('a');
  one.sent();
  one.hear({ [a]: 'invalid-data' });
  const b = one.say('b', { after: [a] });
  one.sent();
  const again = one.write(mended(one.rows, a, { command: 'a', data: {} }, 'series-two'));
  one.hear({ [again.key]: 9, [b]: 'depends-on-refused' });
  expect(one.fates()).toEqual(['a mended', 'b mended', 'a taken', 'b waiting']);
  expect(one.rows.at(-1)?.after).toEqual([again.key]);
});

test('where the server knows more of a series than the device, another one is begun', () => {
  const one = new Kept();
  const a = one.say('a');
  one.sent();
  one.hear({ [a]: 'key-reused' });
  expect(
    one.write(kept(one.rows, { queue, said: { command: 'b', data: {} } }, { ...moment, newSeries: 'series-two' })).key,
  ).toBe('series-two.00000002');
  expect(one.say('c')).toBe('series-two.00000003');
});

test('a refusal as overtaken of what was sent twice is no sign of that', () => {
  const one = new Kept();
  const a = one.say('a');
  one.sent();
  one.sent();
  one.hear({ [a]: 'overtaken' });
  expect(one.say('b')).toBe('series-one.00000002');
});

test('what is over goes, but what something open speaks of, and the newest, by which the order goes on', () => {
  const one = new Kept();
  const a = one.say('a');
  const b = one.say('b');
  const c = one.say('c');
  one.sent();
  one.hear({ [a]: 1, [b]: 2, [c]: 3 });
  one.say('d', { after: [a] });
  expect(one.write(forgotten(one.rows))).toBe(2);
  expect(one.fates()).toEqual(['a taken', 'd waiting']);
  one.sent();
  one.hear({ [one.rows.at(-1)?.key ?? '']: 4 });
  expect(one.write(forgotten(one.rows))).toBe(1);
  expect(one.say('e')).toBe('series-one.00000005');
  expect(counted(one.rows)).toEqual({ waiting: 1, taken: 1, refused: 0, mended: 0, dropped: 0 });
});

test('who signs out leaves what he has not sent, or nothing; with nothing to be sent nothing is left', () => {
  const one = new Kept();
  const [a] = [one.say('a'), one.say('b')];
  one.sent();
  one.hear({ [a]: 2 });
  one.write(left(one.rows, false));
  expect(one.fates()).toEqual(['b waiting']);
  one.write(left(one.rows, true));
  expect(one.fates()).toEqual([]);
  const c = one.say('c');
  one.sent();
  one.hear({ [c]: 3 });
  one.write(left(one.rows, false));
  expect(one.fates()).toEqual([]);
});
