import { XES_TAIL, xesHead, xesTrace } from '../../../domain/event-log/xes.ts';
import { readXes } from '../../support/event-log/xes-reader.ts';

const event = { 'concept:name': 'incident.started', 'time:timestamp': { at: 0 }, 'lifecycle:transition': 'complete' };
const own = { 'org:role': 'engineer', 'org:resource': 'eng-1' };
const logOf = (...traces: string[]): string => xesHead({ 'concept:name': 'log' }) + traces.join('') + XES_TAIL;

test('a log without a case is whole, and declares what it uses', () => {
  const log = readXes(logOf());
  expect(log.version).toBe('1849.2016');
  expect(Object.keys(log.extensions)).toEqual(['concept', 'time', 'lifecycle', 'org']);
  expect(Object.keys(log.globals.event)).toEqual(['concept:name', 'time:timestamp', 'lifecycle:transition']);
  expect(log.classifiers['Activity']).toEqual(['concept:name']);
  expect([log.attributes.get('lifecycle:model'), log.traces]).toEqual(['standard', []]);
});

test('values stand in their own form, and what is not known does not stand there', () => {
  const trace = xesTrace(
    { 'concept:name': 'INC-000001', count: 3, part: 0.5, yes: true, opened: { at: 1 }, none: null, empty: '' },
    [{ ...event, ...own }],
  );
  expect(trace).toContain(
    '<int key="count" value="3"/><float key="part" value="0.5"/><boolean key="yes" value="true"/>',
  );
  const [read] = readXes(logOf(trace)).traces;
  expect(Object.fromEntries(read?.attributes ?? [])).toEqual({
    'concept:name': 'INC-000001',
    count: '3',
    part: '0.5',
    yes: 'true',
    opened: '1970-01-01T00:00:00.001Z',
  });
  expect(read?.events[0]?.get('time:timestamp')).toBe('1970-01-01T00:00:00.000Z');
});

test.each([
  ['marks of XML', '<a href="x">&amp;\'', '<a href="x">&amp;\''],
  ['an end of the element', '"/></event></trace>', '"/></event></trace>'],
  ['a CDATA section', ']]><![CDATA[', ']]><![CDATA['],
  ['line ends and tabs', 'a\r\nb\tc', 'a\r\nb\tc'],
  ['control characters', 'a\u0000b\u0008c\u001Bd\u0085e\uFFFEf', 'a\uFFFDb\uFFFDc\uFFFDd\uFFFDe\uFFFDf'],
  ['half a letter', 'a\uD83Db\uDD25c', 'a\uFFFDb\uFFFDc'],
  ['letters beyond the first plane', '国库🔥支付', '国库🔥支付'],
])('%s in a name are text and nothing else', (_what, given, read) => {
  const trace = xesTrace({ 'concept:name': given }, [{ ...event, ...own, 'org:resource': given }]);
  const [found] = readXes(logOf(trace, trace)).traces;
  expect(found?.attributes.get('concept:name')).toBe(read);
  expect(found?.events.map((one) => one.get('org:resource'))).toEqual([read]);
});

test('the reader refuses what is none, so that its word counts', () => {
  const good = xesTrace({ 'concept:name': 'a' }, [{ ...event, ...own }]);
  expect(() => readXes(logOf(good))).not.toThrow();
  const faults: readonly (readonly [RegExp, string])[] = [
    [/lacks the global time:timestamp/, logOf(good.replace(/<date [^>]*time:timestamp[^>]*>/, ''))],
    [/no extension cost/, logOf(good.replace('org:role', 'cost:total'))],
    [/wrong place/, logOf(good).replace('<trace>', '<trace><event></event>')],
    [/is no date/, logOf(good.replace('1970-01-01T', '1970-01-01 '))],
    [
      /a trace lacks the global concept:name/,
      logOf(good.replace('<trace><string key="concept:name"', '<trace><string key="other"')),
    ],
    [/no decimal/, logOf(good).replace('1849.2016', '1849-2016')],
  ];
  for (const [why, text] of faults) expect(() => readXes(text)).toThrow(why);
});
