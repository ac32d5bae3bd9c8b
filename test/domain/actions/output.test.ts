import fc from 'fast-check';
import { meaningOfCall } from '../../../domain/actions/answer.ts';
import { HIDDEN, outputOf } from '../../../domain/actions/output.ts';

test('what is secret is hidden wherever it stands, also where it overlaps or is cut', () => {
  expect(outputOf('a s3cret and s3cret', ['s3cret'])).toBe('a *** and ***');
  expect(outputOf('key=1 key=22', [/key=\d+/])).toBe('*** ***');
  expect(outputOf('aaa', ['aa'])).toBe('***');
  expect(outputOf('abcdef', ['bcd', /cde/g])).toBe('a***f');
  expect(outputOf('12345secret', ['secret'], 8)).toBe('12345***');
  expect(outputOf('1234567secret', ['secret'], 8)).toBe('1234567*');
  expect(outputOf('text', ['', /(?:)/])).toBe('text');
});

test('no secret, and no half of one, is ever shown', () => {
  const secret = 'QQ0123456789QQ';
  const text = fc.array(fc.oneof(fc.constant(secret), fc.string({ maxLength: 20 })), { maxLength: 20 });
  fc.assert(
    fc.property(text, fc.nat({ max: 120 }), (parts, most) => {
      const shown = outputOf(parts.join('·'), [secret], most) ?? '';
      expect(shown.length).toBeLessThanOrEqual(most);
      for (let length = 4; length <= secret.length; length += 1) expect(shown).not.toContain(secret.slice(0, length));
    }),
  );
});

test('colours, control characters and halves of characters are left out', () => {
  expect(outputOf('\u001B[31mred\u001B[0m\r\nnext\u0000\u0007line\ttab', [])).toBe('red\nnext line\ttab');
  expect(outputOf('a\uD83D', [])).toBe('a\uFFFD');
  expect(outputOf('ab😀', [], 3)).toBe('ab');
  expect(outputOf(' \n ', [])).toBeUndefined();
  expect(outputOf('😀😀', [HIDDEN])).toBe('😀😀');
});

const answered = (status: number, text: string, whole = true) =>
  meaningOfCall({ is: 'answered', status, text, whole }, []);

test('only a clear word is done; what may have been done is unknown', () => {
  expect(answered(200, '{"outcome":"done"}')).toEqual({ outcome: 'done' });
  expect(answered(201, '{"outcome":"failed","output":"x"}')).toEqual({ outcome: 'failed', output: 'x' });
  expect(answered(202, '')).toBe('later');
  for (const text of ['', 'null', '"done"', '[]', '{"outcome":"DONE"}', '{"outcome":true}'])
    expect(answered(200, text)).toMatchObject({ outcome: 'unknown', detail: 'answer-unclear' });
  expect(answered(200, '{"outcome":"done"}', false)).toMatchObject({ outcome: 'unknown', detail: 'answer-cut' });
  expect(answered(503, 'wait', false)).toEqual({ outcome: 'failed', detail: 'http-503', output: 'wait' });
  expect(meaningOfCall({ is: 'aborted', sent: false }, [])).toEqual({ outcome: 'failed', detail: 'stopped' });
  expect(meaningOfCall({ is: 'aborted', sent: true }, [])).toEqual({ outcome: 'unknown', detail: 'stopped' });
});
