import { noticeText } from '../../api/notice-text.ts';

test('a notice is worded in both languages, instants as UTC minutes, and a place without a value as a dash', () => {
  const data = { caseId: 'CAL-000007', title: 'Login fails', dueAt: Date.UTC(2026, 10, 25, 3, 43, 59) };
  expect(noticeText('call-confirm-warned', data)?.en).toBe(
    'Please confirm the answer to call CAL-000007: Login fails. It is closed after 2026-11-25T03:43Z',
  );
  expect(noticeText('call-confirm-warned', { caseId: 'CAL-000007' })?.zh).toContain('CAL-000007：–');
});

test('what nobody wrote has no words', () => {
  expect(noticeText('no-such-template', {})).toBeUndefined();
});
