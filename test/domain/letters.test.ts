import { letterWords, type Told } from '../../domain/letters.ts';
import { catalogue } from '../../domain/catalogue.ts';
import { linesSaid } from '../../domain/notice-words.ts';
import { composed, type Letter } from '../../platform/mail.ts';

const clock = (at: number) => `<${at}>`;
const zh = { locale: 'zh', clock } as const;
const en = { locale: 'en', clock } as const;
const told = (caseId: string, title: string, more: Partial<Told> = {}): Told => ({
  words: { zh: `事件 ${caseId}：${title} 已派给您`, en: `Incident ${caseId}: ${title} has been dispatched to you` },
  at: '2026-03-02 09:00',
  caseId,
  process: 'incident',
  data: { caseId, title },
  ...more,
});

const urged = (more: object) => letterWords([told('INC-000007', 'a', { data: { by: 'boss', ...more } })], zh).text;

describe('what a mail says', () => {
  const late = told('INC-000007', '凭证打不开', {
    data: {
      priority: 'P2',
      status: 'in-progress',
      assignee: 'eng-2',
      reporters: 3,
      percent: 120,
      dueAt: 5,
      step: 'p100',
    },
    stoodIn: 'supervisor@/dx/donghu > process-owner@/dx',
  });

  test('R013 a firing tells who has the case, how many reported it, the percent and the deadline', () => {
    expect(letterWords([late], { ...zh, linkTo: (caseId) => `https://itsm.example/cases/${caseId}` })).toEqual({
      subject: '事件 INC-000007：凭证打不开 已派给您',
      text: [
        '事件 INC-000007：凭证打不开 已派给您',
        '',
        '优先级：P2',
        '状态：处理中',
        '处理人：eng-2',
        '报障人数：3',
        '已用时限（%）：120',
        '期限：<5>',
        '时间：2026-03-02 09:00',
        '代收（原收件人不在）：supervisor@/dx/donghu > process-owner@/dx',
        '查看：https://itsm.example/cases/INC-000007',
        '',
        '-- ',
        '长明自动发送，请勿回复；请在系统中处理。',
        '',
      ].join('\n'),
    });
    expect(letterWords([late], en).text).toContain('Assignee: eng-2\nReporters: 3\n');
  });

  test('N11 who said nothing more than that is named all the same', () => {
    expect(urged({ said: {} })).toContain('\n来自：boss\n');
    expect(urged({ said: { text: '请尽快' } })).toContain('内容：请尽快\n来自：boss\n');
    expect(urged({})).not.toContain('来自');
  });

  test('a digest has every notice in a line of its own, case by case', () => {
    const many = [told('INC-000007', 'a'), told('INC-000009', 'b'), told('INC-000007', 'c')];
    const { subject, text } = letterWords(many, zh);
    expect(subject).toBe('3 条通知，涉及 2 个工单');
    expect(text).toMatch(/^INC-000007\n- .*：a 已派给您\n- .*：c 已派给您\n\nINC-000009\n- .*：b 已派给您\n/);
    expect(letterWords([told('INC-000007', 'a'), told('INC-000007', 'b')], en).subject).toBe('INC-000007: 2 notices');
  });

  test('a notice about no case stands under a heading of its own', () => {
    const horizon: Told = { words: { zh: '日历将到期', en: 'A calendar ends' }, at: '2026-03-02 09:00', data: {} };
    expect(letterWords([horizon], en).subject).toBe('A calendar ends');
    expect(letterWords([horizon, told('INC-000007', 'a')], en).text).toMatch(
      /^Other\n- .*A calendar ends\n\nINC-000007\n/,
    );
  });

  test('a line break in a title begins no line, and a long one is cut between characters', () => {
    const trick = told('INC-000007', 'x\r\nBcc: thief@example.com\u2028y');
    expect(letterWords([trick], en).subject).toBe(
      'Incident INC-000007: x Bcc: thief@example.com y has been dispatched to you',
    );
    expect(letterWords([trick], en).text.split('\n')[0]).toContain('x Bcc: thief@example.com y');
    const { subject } = letterWords([told('INC-000007', '💾'.repeat(300))], en);
    expect(Array.from(subject)).toHaveLength(180);
    expect(subject.endsWith('💾')).toBe(true);
  });
});

const headersOf = (raw: string) => raw.slice(0, raw.indexOf('\r\n\r\n')).replaceAll(/\r\n[ \t]+/g, ' ');

test('whatever a notice brings has a name in both languages', () => {
  const fields = Object.values(catalogue).flatMap(({ said = {} }) => Object.values(said).flat());
  const unnamed = [...new Set(fields)]
    .filter((field) => !['fields', 'rating'].includes(field)) // each of what they hold stands under its own name
    .filter((field) => linesSaid({ said: { [field]: 'x' } }, { clock: String })[0]?.label.zh === field);
  expect(unnamed).toEqual([]);
});

describe('what goes out', () => {
  const letter: Letter = {
    id: 'e.INC-000007.3.0.eng.mail@dongxing.example',
    to: { name: '李工, 东湖', address: 'li@dongxing.example' },
    subject: '事件 INC-000007：国库支付凭证打不开，请在今天下午之前处理完毕并答复报障人',
    text: '第一行\n.\n第二行\n',
    thread: 'case.INC-000007@dongxing.example',
    urgent: true,
  };
  const from = '长明 <desk@dongxing.example>';

  test('the message is what RFC 5322 asks for: ASCII lines of bounded length, each ended by CRLF', async () => {
    const raw = await composed(letter, from);
    expect(raw.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    expect(raw).toMatch(/^[\x20-\x7e\r\n\t]+$/);
    expect(Math.max(...raw.split('\r\n').map(({ length }) => length))).toBeLessThanOrEqual(78);
  });

  test('it says that a program wrote it, what it belongs to, and how urgent it is', async () => {
    const headers = headersOf(await composed(letter, from));
    for (const line of [
      'Message-ID: <e.INC-000007.3.0.eng.mail@dongxing.example>',
      'In-Reply-To: <case.INC-000007@dongxing.example>',
      'References: <case.INC-000007@dongxing.example>',
      'Auto-Submitted: auto-generated',
      'X-Auto-Response-Suppress: All',
      'X-Priority: 1 (Highest)',
    ])
      expect(headers.split('\r\n')).toContain(line);
    expect(headers).toMatch(/^Subject: =\?UTF-8\?[BQ]\?/m);
    expect(headers).toMatch(/^To: =\?UTF-8\?[BQ]\?\S+\?= <li@dongxing\.example>$/m);
    const { thread: _, ...loose } = letter;
    expect(headersOf(await composed({ ...loose, urgent: false }, from))).not.toMatch(/In-Reply-To|Priority/);
  });

  test('no subject, name or address adds a header or another addressee', async () => {
    const hostile: Letter = {
      ...letter,
      subject: 'x\r\nBcc: thief@example.com\r\n\r\nbody',
      to: { name: 'a\r\nBcc: thief@example.com', address: 'li@dongxing.example\r\nBcc: thief@example.com' },
    };
    const headers = headersOf(await composed(hostile, from));
    expect(headers).not.toMatch(/^Bcc:/im);
    expect(headers.match(/^To: .*$/m)?.[0]).not.toMatch(/,|;/);
  });
});
