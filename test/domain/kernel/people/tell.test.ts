/** Who is told of an event, and in which words. */
import {
  askedTemplate,
  clockTemplates,
  followedTemplate,
  isSilent,
  lateTemplate,
  tell,
  templateOf,
  toTell,
  unreached,
  unreachedTemplate,
} from '../../../../domain/kernel/people/tell.ts';
import type { Pins } from '../../../../domain/kernel/process.ts';

const by = { id: 'eng-1', role: 'engineer' } as const;
const event = { type: 'incident.infoSupplied', by, caseId: 'INC-000007' } as const;
const [self, other] = [{ person: 'eng-1' }, { person: 'eng-2' }];
const team = { team: 'donghu-l2' };
const lead = { role: 'supervisor', orgPath: '/dx' } as const;

describe('a notice', () => {
  test('goes once to each, to nobody of his own act, and to nobody who is missing', () => {
    const told = tell(event, [other, self, undefined, team, lead, { person: 'eng-2' }, { team: 'donghu-l2' }]);
    expect(told).toEqual(
      [{ to: other }, { to: team, except: 'eng-1' }, { to: lead, except: 'eng-1' }].map((to) => ({
        kind: 'notify',
        ...to,
        template: 'incident-info-supplied',
        data: { caseId: 'INC-000007' },
      })),
    );
    expect(tell(event, [])).toEqual([]);
  });

  test('carries what its words need beside the number', () => {
    expect(tell(event, [team], { title: '支付失败', note: 'x' })).toMatchObject([
      { data: { caseId: 'INC-000007', title: '支付失败', note: 'x' } },
    ]);
  });

  test('has the template of its event, in kebab', () => {
    expect(['call.created', 'work-order.reportFiledAgain', 'mail.unreached'].map(templateOf)).toEqual([
      'call-created',
      'work-order-report-filed-again',
      'mail-unreached',
    ]);
  });
});

test('a notice in words for others has a template of its own beside that of its event', () => {
  expect([followedTemplate('incident-held'), askedTemplate('incident-held')]).toEqual([
    'incident-held-followed',
    'incident-held-asked',
  ]);
});

const silent = (...words: string[]) =>
  isSilent({ sla: { silent: words } } as unknown as Pick<Pins, 'sla'>, 'call-held');

test('a policy keeps silent about the templates that it names, or about all of them', () => {
  expect([silent('call-held', 'x'), silent('*'), silent('x', '*')]).toEqual([true, true, true]);
  expect([silent('x'), silent(''), silent()]).toEqual([false, false, false]);
  expect(isSilent({ sla: {} } as unknown as Pick<Pins, 'sla'>, 'call-held')).toBe(false);
});

test('news for a caller without an account go to who tells him, with his name', () => {
  const data = { title: '无法登录', caller: '王五' };
  expect(toTell({ by, caseId: 'CAL-000001' }, [team, self, undefined], data)).toEqual([
    { kind: 'notify', to: team, template: 'caller-to-tell', data: { caseId: 'CAL-000001', ...data }, except: 'eng-1' },
  ]);
});

test('a mail that did not arrive is told, under words of all processes; any other failure is not', () => {
  const system = { id: 'system', role: 'system' } as const;
  const failed = (effect: string, to?: string) =>
    unreached(
      { by: system, caseId: 'CAL-000001', data: { effect, ...(to === undefined ? {} : { to }) } },
      [team],
      '无法登录',
    );
  expect(failed('n1:mail', 'req-1')).toEqual([
    {
      kind: 'notify',
      to: team,
      template: 'mail-unreached',
      data: { caseId: 'CAL-000001', title: '无法登录', unreached: 'req-1' },
    },
  ]);
  expect([failed('n1:mail'), failed('n1:chat', 'req-1'), failed('n1:mail:later', 'req-1')]).toEqual([[], [], []]);
});

test('a clock is told of near its deadline and past it, with case, clock and deadline, in both languages', () => {
  const name = { zh: '到场', en: 'arrival' };
  const texts = clockTemplates('work-order', 'on-site', name);
  expect(Object.keys(texts)).toEqual(['work-order-on-site-warned', 'work-order-on-site-breached']);
  for (const { zh, en } of Object.values(texts)) {
    for (const place of ['{caseId}', '{title}', '{dueAt}'])
      expect([zh, en]).toEqual(Array(2).fill(expect.stringContaining(place)));
    expect([zh, en]).toEqual([expect.stringContaining('到场'), expect.stringContaining('arrival')]);
  }
  const warned = Object.values(texts)[0];
  expect([warned?.zh, warned?.en]).toEqual(Array(2).fill(expect.stringContaining('{percent}')));
  expect(Object.keys(lateTemplate('call', 'confirm', name))).toEqual(['call-confirm-breached']);
  const { zh = '', en = '' } = unreachedTemplate['mail-unreached'] ?? {};
  expect([zh, en].filter((text) => text.includes('{unreached}') && text.includes('{caseId}'))).toHaveLength(2);
});
