/** How what is stored is named outside. */
import type { CaseEvent } from '../../../../domain/kernel/process.ts';
import {
  aboutOutside,
  caseOutside,
  dataOutside,
  entryOutside,
  eventOutside,
} from '../../../../domain/kernel/record/outside.ts';

test('a case leaves by its number, anything else by its id, with all the rest of it', () => {
  const stored = { _id: 'INC-000123', title: '打印机', version: 3 };
  expect(caseOutside(stored)).toStrictEqual({ number: 'INC-000123', title: '打印机', version: 3 });
  expect(entryOutside({ _id: 'printer@2', name: '打印机' })).toStrictEqual({ id: 'printer@2', name: '打印机' });
});

test('data that name a case name it by its number, others stay as they are', () => {
  const other = { text: '请重启', _id: 'kept' };
  expect(dataOutside(other)).toBe(other);
  expect(dataOutside({})).toStrictEqual({});
  expect(dataOutside({ caseId: 'INC-000123', process: 'incident' })).toStrictEqual({
    number: 'INC-000123',
    process: 'incident',
  });
});

test('what is about a case has its number, what is about none has none', () => {
  const notice = { key: 'k', at: 7, data: { caseId: 'CHG-000004' } };
  const said = { key: 'k', at: 7, data: { number: 'CHG-000004' } };
  expect(aboutOutside({ ...notice, caseId: 'INC-000123' })).toStrictEqual({ number: 'INC-000123', ...said });
  expect(aboutOutside(notice)).toStrictEqual(said);
});

test('an event leaves by its id, with the number of its case', () => {
  const event = { _id: 'INC-000123:3', caseId: 'INC-000123', seq: 3, type: 'incident.held', data: { reason: 'user' } };
  expect(eventOutside(event as unknown as CaseEvent)).toStrictEqual({
    id: 'INC-000123:3',
    number: 'INC-000123',
    seq: 3,
    type: 'incident.held',
    data: { reason: 'user' },
  });
});
