/** Meetings of boards: what may be written of one, and what its minutes say. */
import type { CaseEvent } from '../../../domain/kernel/process.ts';
import { type Known, type MeetingBody, meetingFaults } from '../../../domain/meetings/meeting.ts';
import { minutesIn } from '../../../domain/meetings/minutes.ts';
import { type MinutesDocument, minutesText } from '../../../domain/meetings/minutes-text.ts';
import { hours, MORNING } from '../../support/given.ts';

const body: MeetingBody = {
  name: 'CAB',
  board: '/dx',
  from: MORNING,
  until: MORNING + hours(2),
  chair: 'ann',
  members: ['bob', 'cai'],
  agenda: {},
  status: 'planned',
};
const known: Known = {
  now: MORNING + hours(1),
  editor: 'owner',
  boards: new Set(['/dx']),
  people: new Set(['ann', 'bob', 'cai', 'sec', 'aud', 'req']),
  voting: new Set(['ann', 'bob', 'cai', 'sec']),
  reading: new Set(['ann', 'bob', 'cai', 'sec', 'aud']),
  changes: new Set(['CHG-000001']),
  voters: null,
};
const faults = (more: Partial<MeetingBody>, former: Partial<MeetingBody> | null = null, what: Partial<Known> = {}) =>
  meetingFaults({ body: { ...body, ...more }, former }, { ...known, ...what }).map(
    ({ pointer, code }) => `${pointer} ${code}`,
  );

test('a meeting has an end, a board, people who are there and an agenda of changes that its editor reads', () => {
  expect(faults({ secretary: 'sec', attended: ['ann', 'sec'], status: 'held' })).toEqual([]);
  expect(faults({ until: MORNING })).toEqual(['/until not-after-from']);
  expect(faults({ until: MORNING + hours(25) })).toEqual(['/until too-long-apart']);
  expect(faults({ board: '/nowhere', chair: 'x', secretary: 'y', members: ['bob', 'z', 'bob'] })).toEqual([
    '/board unknown',
    '/chair unknown',
    '/secretary unknown',
    '/members/1 unknown',
    '/members/2 already-named',
  ]);
  const agenda = { organisation: '/nowhere' as const, added: ['CHG-000002', 'CHG-000001'], removed: ['CHG-000001'] };
  expect(faults({ agenda: { ...agenda, windowFrom: 2, windowUntil: 2 } })).toEqual([
    '/agenda/organisation unknown',
    '/agenda/windowUntil not-after-from',
    '/agenda/added/0 unknown',
    '/agenda/removed/0 already-named',
  ]);
});

test('nobody is named who could not do there what he is named for', () => {
  expect(faults({ secretary: 'aud' })).toEqual([]);
  expect(faults({ chair: 'aud', secretary: 'req', members: ['bob', 'req'] })).toEqual([
    '/chair role-missing',
    '/secretary role-missing',
    '/members/1 role-missing',
  ]);
  expect(faults({ secretary: 'req' }, { ...body, secretary: 'req' })).toEqual([]);
});

test('what stood there stays, though it has gone since', () => {
  const former = { ...body, chair: 'gone', members: ['left'], agenda: { added: ['CHG-000009'] } };
  expect(faults({ chair: 'gone', members: ['left'], agenda: { added: ['CHG-000009'] } }, former)).toEqual([]);
});

test('nobody was at a meeting that has not begun, nor who does not belong to it; canceled is canceled', () => {
  const now = MORNING - 1;
  expect(faults({ status: 'held', attended: ['ann'] }, null, { now })).toEqual([
    '/status not-begun',
    '/attended not-begun',
  ]);
  expect(faults({ status: 'held', attended: ['dan'] }, null, { now: MORNING })).toEqual(['/attended/0 not-a-member']);
  expect(faults({}, { ...body, status: 'canceled' })).toEqual(['/status canceled']);
});

test('nobody calls the board together that he chairs, so that nobody alone votes for people who never met', () => {
  const chair = { editor: 'ann' };
  expect(faults({}, null, chair)).toEqual(['/chair own-meeting']);
  for (const was of [{ chair: 'bob' }, { from: MORNING - 1 }, { until: MORNING + 1 }, { members: ['bob'] }])
    expect(faults({}, { ...body, ...was }, chair)).toEqual(['/chair own-meeting']);
  expect(faults({ place: 'Room 7', agenda: { kinds: ['normal'] }, attended: ['bob'] }, body, chair)).toEqual([]);
  expect(faults({ chair: 'bob' }, body, chair)).toEqual([]);
});

test('what minutes rest on stays as it is', () => {
  const minuted = { voters: ['bob'] };
  const moved = { from: MORNING - 1, chair: 'cai', members: ['cai'], attended: ['cai'], status: 'canceled' as const };
  expect(faults(moved, body, minuted)).toEqual([
    '/from minutes-recorded',
    '/chair minutes-recorded',
    '/status minutes-recorded',
    '/members minutes-recorded',
    '/attended minutes-recorded',
  ]);
  expect(faults({ name: 'Board', attended: ['bob'] }, body, minuted)).toEqual([]);
});

// ── minutes, out of the record
let seq = 0;
const event = (type: string, data: object, by = 'ann'): CaseEvent => {
  seq += 1;
  return {
    _id: `CHG-000001:${seq}`,
    type: `change.${type}`,
    data,
    seq,
    at: MORNING + seq,
    by: { id: by, role: 'supervisor' },
  } as unknown as CaseEvent;
};
const head = (meeting: string, more: object = {}) =>
  event('minutesRecorded', { meeting, stage: 'cab', planHash: 'a1', voters: [], title: 'Patch', ...more });
const voted = (type: string, voter: string, more: object = {}) =>
  event(type, { stage: 'cab', seat: voter, voter, meeting: 'cab-1', planHash: 'a1', ...more });

test('minutes say of each stage who decided what, how it ended, and who does not stand by what was recorded', () => {
  const events = [
    event('approvalAsked', {}),
    event('approved', { stage: 'cab', seat: 'dan', planHash: 'a1' }, 'dan'),
    head('cab-1'),
    voted('approved', 'bob'),
    voted('rejected', 'cai', { reason: 'No way back', for: 'eve' }),
    head('cab-2'),
    event('voteWithdrawn', { stage: 'cab', seat: 'cai' }, 'cai'),
    event('rejected', { stage: 'cab', seat: 'cai', planHash: 'a1', reason: 'Mine' }, 'cai'),
    event('stagePassed', { stage: 'cab' }),
  ];
  expect(minutesIn('CHG-000001', events, 'cab-1')).toEqual([
    {
      number: 'CHG-000001',
      title: 'Patch',
      stage: 'cab',
      planHash: 'a1',
      votes: [
        { seat: 'bob', person: 'bob', decision: 'approve' },
        {
          seat: 'cai',
          person: 'cai',
          for: 'eve',
          decision: 'reject',
          reason: 'No way back',
          withdrawnAt: expect.any(Number),
        },
      ],
      result: 'passed',
      recordedBy: 'ann',
      recordedAt: expect.any(Number),
    },
  ]);
  expect(minutesIn('CHG-000001', events, 'cab-3')).toEqual([]);
});

test('what was decided on and edited before its stage ended is void, and a later round is none of it', () => {
  const events = [
    head('cab-1'),
    voted('approved', 'bob'),
    event('approvalsVoided', { reason: 'Edited' }),
    event('approvalAsked', {}),
    event('stageRefused', { stage: 'cab' }),
  ];
  expect(minutesIn('CHG-000001', events, 'cab-1')).toMatchObject([{ result: 'void', votes: [{ person: 'bob' }] }]);
});

describe('as a text', () => {
  const { members: _members, agenda: _agenda, ...meeting } = body;
  const document: MinutesDocument = {
    meeting: { id: 'cab-1', ...meeting, name: 'CAB *of* today', place: 'Room\n# 7' },
    people: [
      { person: 'ann', attended: true },
      { person: 'bob', attended: false },
    ],
    changes: [
      {
        number: 'CHG-000001',
        title: '[Patch](http://x)',
        stage: 'cab',
        planHash: 'a1',
        votes: [{ seat: 'ann', person: 'ann', decision: 'reject', reason: 'No\n- way' }],
        result: 'refused',
        recordedBy: 'ann',
        recordedAt: MORNING,
      },
    ],
    others: 2,
  };
  const read = (lang: 'zh' | 'en') =>
    minutesText(document, 'ff', { lang, clock: () => '10:00', named: (_kind, key) => key.toUpperCase() });

  test('in both languages, with the hash of its content', () => {
    expect(read('zh')).toContain('## CHG\\-000001');
    expect(read('zh')).toContain('- 出席：ANN\n- 缺席：BOB');
    expect(read('zh')).toContain('另有 2 项变更不在您的可及范围内。');
    expect(read('en')).toContain('- Result: refused');
    expect(read('en')).toContain('  - ANN: rejects; No \\- way');
    expect(read('en')).toContain('Hash of the content (SHA-256): `ff`');
  });

  test('what people wrote is text, whatever signs are in it', () => {
    const text = read('en');
    expect(text).toContain('\\[Patch\\]\\(http://x\\)');
    expect(text).toContain('Room \\# 7');
    expect(text.split('\n').filter((line) => line.startsWith('# '))).toHaveLength(1);
  });

  test('a link ends where it ends, whatever signs are in it', () => {
    const held = { ...document.meeting, link: 'https://a.b/><img src=x> [x](http://evil)' };
    const text = minutesText({ ...document, meeting: held }, 'ff', {
      lang: 'en',
      clock: String,
      named: (_kind, key) => key,
    });
    expect(text).toContain('- Link: <https://a.b/%3E%3Cimg%20src=x%3E%20[x](http://evil)>\n');
  });

  test('a meeting without votes says so', () => {
    const empty = { ...document, changes: [], others: 0, people: [{ person: 'ann' }] };
    const text = minutesText(empty, 'ff', { lang: 'en', clock: () => '10:00', named: (_kind, key) => key });
    expect(text).toContain('No vote was recorded.');
    expect(text).toContain('Members (attendance not written down): ann');
  });
});
