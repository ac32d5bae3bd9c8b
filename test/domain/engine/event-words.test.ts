import { reasonWords } from '../../../api/cases/engine/history-words.ts';
import { processOf } from '../../../domain/catalogue.ts';
import { clockWords, eventWords } from '../../../domain/event-words.ts';
import { processes } from '../../../domain/processes.ts';

const keys = Object.keys(processes);
const han = /[\u4E00-\u9FFF]/;

test.each(keys)('every event of %s has a Chinese word, and its English is no code', (key) => {
  const names = processOf(key).policy?.events ?? [];
  expect(names.length).toBeGreaterThan(20);
  expect(names.filter((name) => !han.test(eventWords(`${key}.${name}`).zh))).toEqual([]);
  expect(names.filter((name) => /[A-Z]/.test(eventWords(name).en))).toEqual([]);
});

test.each(keys)('every clock that %s ships has a name in Chinese', (key) => {
  const names = Object.keys(processOf(key).clocks.shipped);
  expect(names.filter((name) => !han.test(clockWords(key, name).zh.replace(/时限$/, '')))).toEqual([]);
});

test('an event or a clock that nobody named keeps its key', () => {
  expect(eventWords('incident.neverHeardOf')).toEqual({ zh: 'neverHeardOf', en: 'never heard of' });
  expect(clockWords('incident', 'own-clock')).toEqual({ zh: 'own-clock时限', en: 'own-clock' });
});

test.each([
  ['resolution: deadline', '解决时限到期', 'deadline of resolution'],
  ['ola-l1: step warn-75', '一线时限：提醒 warn-75', 'first line: step warn-75'],
  ['the store is away', '数据库暂不可用', 'the store is away'],
  ['notice (4), start incident, settle CAL-000001, 2 more', '通知 (4)、新建事件、settle CAL-000001、另 2 项', null],
  ['something new', 'something new', null],
])('what the engine waits for, "%s", is said in words', (why, zh, en) => {
  expect(reasonWords('incident', why)).toEqual({ zh, en: en ?? why });
});
