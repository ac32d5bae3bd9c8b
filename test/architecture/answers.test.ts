import { present } from '../../api/http/present.ts';
import { specification } from '../../api/docs/specification.ts';
import { caseOutside, eventOutside } from '../../domain/kernel/record/outside.ts';
import { bodyOf } from '../../worker/senders.ts';

/** Where a schema declares a property, parameter or required name, and its name. */
function* names(value: unknown, place = ''): Generator<[place: string, name: string]> {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    if (key === 'properties' && typeof inner === 'object' && inner !== null)
      for (const name of Object.keys(inner)) yield [`${place}/${name}`, name];
    if (key === 'name' && 'in' in value && typeof inner === 'string') yield [`${place}/${inner}`, inner];
    yield* names(inner, `${place}/${key}`);
  }
}

test('no property or parameter of the specification begins with a _: the words of the store stay inside', async () => {
  const found = [...names(await specification())];
  expect(found.length).toBeGreaterThan(500);
  expect(found.filter(([, name]) => name.startsWith('_') || name === 'caseId')).toEqual([]);
});

test('a case is its number, an event and a notice its id, and the case that their data name is `number` too', () => {
  expect(caseOutside({ _id: 'INC-000123', title: '打印机' } as never)).toEqual({
    number: 'INC-000123',
    title: '打印机',
  });
  const data = { effect: 'e:CAL-000001:2:0', process: 'incident', caseId: 'INC-000123' };
  const event = { _id: 'CAL-000001:3', caseId: 'CAL-000001', seq: 3, type: 'call.caseStarted', data } as never;
  expect(eventOutside(event)).toEqual({
    id: 'CAL-000001:3',
    number: 'CAL-000001',
    seq: 3,
    type: 'call.caseStarted',
    data: { effect: data.effect, process: 'incident', number: 'INC-000123' },
  });
});

test('a webhook calls a case by its number too', () => {
  const words = { zh: '甲', en: 'a' };
  const item = { notice: 'n', key: 'n', template: 't', mode: 'live', at: 0, words, process: 'incident' } as const;
  const about = { ...item, caseId: 'INC-000123', data: { caseId: 'INC-000123', title: '打印机' } };
  const body = bodyOf({ id: 'n', to: { _id: 'li', name: '李强', locale: 'zh' }, page: false, items: [about] });
  expect(body).not.toMatch(/"(?:_id|caseId)"/);
  expect(JSON.parse(body)).toMatchObject({
    to: { id: 'li' },
    notices: [{ number: 'INC-000123', data: { number: 'INC-000123', title: '打印机' } }],
  });
});

test('a stored document that nobody presented does not leave', () => {
  expect(() => present({ items: [{ _id: 'INC-000123' }] })).toThrow('_id');
  expect(present({ items: [{ number: 'INC-000123', openedAt: 0 }] })).toEqual({
    items: [{ number: 'INC-000123', openedAt: '1970-01-01T00:00:00.000Z' }],
  });
});
