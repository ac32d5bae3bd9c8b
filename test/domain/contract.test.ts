/** What the contracts let in: the door at which texts, instants and keys are made clean or refused. */
import { z } from 'zod';
import { callCommands } from '../../domain/call/contract.ts';
import { contracts } from '../../domain/contracts.ts';
import { incidentCommands } from '../../domain/incident/contract.ts';
import { instant, key, line, orgPath, text } from '../../domain/kernel/contract.ts';
import { report } from '../support/factories.ts';
import { at } from '../support/sample.ts';

const ok = (schema: z.ZodType, value: unknown): boolean => schema.safeParse(value).success;

test('texts are trimmed and composed, their line ends made one', () => {
  expect(line(20).parse('  Cafe\u0301 ')).toBe('Café');
  expect(text(20).parse('a\r\nb\n')).toBe('a\nb');
});

test('texts refuse control characters, half characters, nothing at all and too much', () => {
  for (const words of ['a\u0000b', 'a\u001b[31m', 'a\ud800', '', '   ', 'x'.repeat(21)]) {
    expect({ words, line: ok(line(20), words), text: ok(text(20), words) }).toEqual({
      words,
      line: false,
      text: false,
    });
  }
  expect([ok(line(20), 'a\nb'), ok(text(20), 'a\nb')]).toEqual([false, true]);
  expect(ok(line(20), '财政📎')).toBe(true);
});

test('instants carry an offset, are real, and lie between 1970 and 2100', () => {
  expect(instant().parse('2026-02-13T17:20:00+08:00')).toBe(at('2026-02-13 17:20'));
  expect(instant().parse('2026-02-13T09:20:00.123Z')).toBe(at('2026-02-13 17:20') + 123);
  const wrong = [
    '2026-02-13T17:20:00',
    '2026-02-30T00:00:00Z',
    '1969-12-31T23:59:59Z',
    '2101-01-01T00:00:00Z',
    'soon',
    5,
    null,
  ];
  expect(wrong.filter((value) => ok(instant(), value))).toEqual([]);
});

test('keys and paths hold no operator and lead nowhere else', () => {
  for (const value of ['$gt', 'a.$where', '../x', '', 'a b', '__proto__'.repeat(9)])
    expect(ok(key(), value)).toBe(false);
  for (const value of ['/dx/../x', 'dx', '/', '/dx/', '//dx', '/DX']) expect(ok(orgPath(), value)).toBe(false);
  expect([ok(key(), 'eng-donghu-1'), ok(orgPath(), '/dx/donghu/linxi')]).toEqual([true, true]);
});

test('unknown fields are refused in every command, and so is what is no object', () => {
  let seen = 0;
  for (const commands of Object.values(contracts))
    for (const { input } of Object.values(commands)) {
      const codes = input.safeParse({ status: 'closed', version: 1 }).error?.issues.map(({ code }) => code) ?? [];
      expect(codes.some((code) => code === 'unrecognized_keys' || code === 'invalid_union')).toBe(true);
      for (const value of [null, [], 'x', 7]) expect(ok(input, value)).toBe(false);
      seen += 1;
    }
  expect(seen).toBeGreaterThan(60);
});

test('what only the product may say is no field of a person', () => {
  const data = { ...report, reporter: 'req-linxi', impact: '2', urgency: '2' };
  expect(ok(incidentCommands.create.input, data)).toBe(true);
  for (const more of [{ receivedAt: 0 }, { call: 'CAL-000001' }, { status: 'closed' }])
    expect(ok(incidentCommands.create.input, { ...data, ...more })).toBe(false);
  expect(ok(callCommands.create.input, { ...report, contact: undefined })).toBe(true); // refused by its own code, later
});

test('each input is described for the spec', () => {
  for (const commands of Object.values(contracts))
    for (const { input } of Object.values(commands))
      expect(z.toJSONSchema(input, { io: 'input' })).toEqual(expect.objectContaining({ $schema: expect.any(String) }));
});

test('an amendment names a field at least', () => {
  const { input } = incidentCommands.amend;
  expect([
    ok(input, { fields: {} }),
    ok(input, { fields: { title: 'A' } }),
    ok(input, { fields: { status: 'closed' } }),
  ]).toEqual([false, true, false]);
});
