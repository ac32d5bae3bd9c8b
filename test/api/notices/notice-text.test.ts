import { noticeText } from '../../../api/notices/notice-text.ts';

test('a notice is worded in both languages, instants as UTC minutes, and a place without a value as a dash', () => {
  const data = { caseId: 'CAL-000007', title: 'Login fails', dueAt: Date.UTC(2026, 10, 25, 3, 43, 59) };
  expect(noticeText('call-confirm-warned', data)?.en).toBe(
    'Call CAL-000007: Login fails – please confirm the answer, it is closed after 2026-11-25T03:43Z',
  );
  expect(noticeText('call-confirm-warned', { caseId: 'CAL-000007' })?.zh).toContain('CAL-000007：–');
});

test('a clock that a policy alone has is called by its key', () => {
  const data = {
    caseId: 'INC-000007',
    title: '网页打不开',
    clock: 'vip-response',
    percent: 50,
    dueAt: Date.UTC(2026, 10, 25),
  };
  expect(noticeText('incident-vip-response-warned', data)).toEqual({
    zh: 'INC-000007 网页打不开：时限 vip-response 已用 50%，期限 2026-11-25T00:00Z',
    en: 'INC-000007 网页打不开: vip-response at 50 %, due 2026-11-25T00:00Z',
  });
  expect(noticeText('incident-vip-response-breached', data)?.zh).toContain('已超时');
  expect(noticeText('incident-vip-response-arrived', data)).toBeUndefined();
});

test('what nobody wrote has no words', () => {
  expect(noticeText('no-such-template', {})).toBeUndefined();
});
