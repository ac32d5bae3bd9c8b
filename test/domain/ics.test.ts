import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { listedEntries, listedInPieces, USUAL_WORDS, type Words } from '../../domain/kernel/policy/holiday-entries.ts';
import { withinYears } from '../../domain/kernel/policy/holidays.ts';
import { inTurns as takeTurns } from '../../platform/files/in-turns.ts';
import { type IcsFile, readIcs as readInTurns, readInPieces } from '../../platform/ics.ts';

const file = (...entries: string[][]) =>
  ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//长明//test//', ...entries.flat(), 'END:VCALENDAR', ''].join('\r\n');
/** Without a pause. */
function readIcs(...asked: Parameters<typeof readInPieces>): IcsFile {
  const reading = readInPieces(...asked);
  for (;;) {
    const { done, value } = reading.next();
    if (done) return value;
  }
}
let next = 0;
const entry = (...lines: string[]) => [
  'BEGIN:VEVENT',
  `UID:${(next += 1)}@test`,
  'DTSTAMP:20261101T000000Z',
  ...lines,
  'END:VEVENT',
];
const day = (date: string) => `DTSTART;VALUE=DATE:${date}`;
const until = (date: string) => `DTEND;VALUE=DATE:${date}`;
const toEnd = (end: string) => ['DTSTART;TZID=Asia/Shanghai:20270101T000000', `DTEND;TZID=Asia/Shanghai:${end}`];
const asEntry = (lines: string[]) => ['BEGIN:VEVENT', ...lines, 'END:VEVENT'];
type Asked = { years?: [number, number]; words?: Words; zone?: string };

function read(text: string, { years = [2027, 2027], words = USUAL_WORDS, zone = 'Asia/Shanghai' }: Asked = {}) {
  const { entries, errors: unread } = readIcs(text, zone);
  const { listed, errors } = listedEntries(entries, years, words);
  return {
    days: withinYears(listed, years).map(({ date, name, kind }) => `${date} ${kind} ${name}`),
    errors: [
      ...unread.map(({ line, code }) => `${line} ${code}`),
      ...errors.map(({ code, params }) => `${String(params?.['line'])} ${code}`),
    ],
  };
}
const days = (lines: string[], asked?: Asked) => {
  const { days: found, errors } = read(file(entry(...lines)), asked);
  expect(errors).toEqual([]);
  return found.map((one) => one.split(' ').slice(0, 2).join(' '));
};

describe('days off', () => {
  test('an all-day entry is a range of dates, its end is not in it', () => {
    expect(days([day('20270101'), until('20270104'), 'SUMMARY:元旦假期'])).toEqual([
      '2027-01-01 off',
      '2027-01-02 off',
      '2027-01-03 off',
    ]);
  });

  test('an entry without an end, or with its own begin as the end, is one day', () => {
    expect(days([day('20270101'), 'SUMMARY:元旦假期'])).toEqual(['2027-01-01 off']);
    expect(days([day('20270101'), until('20270101'), 'SUMMARY:元旦假期'])).toEqual(['2027-01-01 off']);
    expect(days(['DTSTART:20270101', 'SUMMARY:元旦假期'])).toEqual(['2027-01-01 off']); // a date, as some write it
  });

  test('a length in days or weeks counts as well as an end', () => {
    expect(days([day('20270101'), 'DURATION:P2D', 'SUMMARY:元旦假期'])).toHaveLength(2);
    expect(days([day('20270206'), 'DURATION:P1W', 'SUMMARY:春节假期'])).toHaveLength(7);
  });

  test('from midnight to midnight is whole days', () => {
    const lines = ['DTSTART:20270101T000000', 'DTEND:20270103T000000', 'SUMMARY:元旦放假'];
    expect(days(lines)).toEqual(['2027-01-01 off', '2027-01-02 off']);
  });

  test('a run that begins in December comes with the year that it leads into', () => {
    expect(days([day('20261231'), until('20270102'), 'SUMMARY:元旦假期'])).toEqual([
      '2026-12-31 off',
      '2027-01-01 off',
    ]);
  });
});

describe('make-up work', () => {
  test.each(['春节补班', '春节（班）', '班｜春节', '国庆节调休上班', 'Special Working Day', 'Workday'])(
    '%s',
    (title) => {
      expect(days([day('20270206'), `SUMMARY:${title}`])).toEqual(['2027-02-06 work']);
    },
  );

  test('is told from a day off whose word holds its own', () => {
    for (const title of ['春节非工作日', 'Special Non-Working Day', '春节假期', '春节（休）'])
      expect(days([day('20270206'), `SUMMARY:${title}`])).toEqual(['2027-02-06 off']);
  });

  test('also where it comes with hours, on the date as it is written', () => {
    const hours = ['DTSTART;TZID=Asia/Shanghai:20270206T090000', 'DTEND;TZID=Asia/Shanghai:20270206T180000'];
    expect(days([...hours, 'SUMMARY:补班'], { zone: 'America/New_York' })).toEqual(['2027-02-06 work']);
    expect(days(['DTSTART:20270206T000500', 'SUMMARY:补班'])).toEqual(['2027-02-06 work']);
  });

  test('an instant in UTC falls on the date of the calendar’s zone', () => {
    const lines = ['DTSTART:20270205T230000Z', 'DTEND:20270206T100000Z', 'SUMMARY:补班'];
    expect(days(lines)).toEqual(['2027-02-06 work']);
    expect(days(lines, { zone: 'UTC' })).toEqual(['2027-02-05 work', '2027-02-06 work']);
  });

  test('by words of one’s own', () => {
    const words = { work: ['加班日'], off: ['春节'] };
    expect(days([day('20270206'), 'SUMMARY:加班日'], { words })).toEqual(['2027-02-06 work']);
    expect(days([day('20270206'), 'SUMMARY:春节'], { words })).toEqual(['2027-02-06 off']);
  });

  test('by what other programs add', () => {
    expect(days([day('20270206'), 'SUMMARY:春节', 'X-APPLE-SPECIAL-DAY:ALTERNATE-WORKDAY'])).toEqual([
      '2027-02-06 work',
    ]);
    expect(days([day('20270206'), 'SUMMARY:春节', 'X-APPLE-SPECIAL-DAY:WORK-HOLIDAY'])).toEqual(['2027-02-06 off']);
    expect(days([day('20270206'), 'SUMMARY:Spring Festival', 'DESCRIPTION:Public holiday'])).toEqual([
      '2027-02-06 off',
    ]);
  });
});

test('an observance is of unknown kind, whatever its description says about holidays further down', () => {
  const lines = [
    'SUMMARY:腊八节',
    'DESCRIPTION:Observance\\nTo hide observances\\, go to Settings > Holidays in China',
  ];
  expect(days([day('20270115'), ...lines])).toEqual(['2027-01-15 unknown']);
});

test.each([
  ['Outlook files it under holidays', ['SUMMARY:Patriots Day', 'CATEGORIES:Holiday', 'DESCRIPTION:Observance']],
  [
    'Google, with a category of its own',
    ['SUMMARY:Father’s Day', 'CATEGORIES:Holidays', 'DESCRIPTION:Observance\\nmore'],
  ],
  ['the title denies what the category says', ['SUMMARY:重阳节（不放假）', 'CATEGORIES:节假日']],
  ['the description denies what the title says', ['SUMMARY:Bank Holiday', 'DESCRIPTION:Not a public holiday in Hunan']],
  ['optional', ['SUMMARY:Good Friday', 'DESCRIPTION:Optional holiday']],
  ['half of it', ['SUMMARY:除夕放假半天']],
  ['no shift at all', ['SUMMARY:清明节不补班']],
])('what is denied is of unknown kind: %s', (_where, lines) => {
  expect(days([day('20270115'), ...lines])).toEqual(['2027-01-15 unknown']);
});

test('a denial of make-up work leaves a day off one, and a denial of a day off leaves make-up work', () => {
  expect(days([day('20270404'), 'SUMMARY:清明节', 'DESCRIPTION:放假1天，不调休，不补班'])).toEqual(['2027-04-04 off']);
  expect(days([day('20270206'), 'SUMMARY:春节（班）', 'DESCRIPTION:不放假'])).toEqual(['2027-02-06 work']);
  expect(days([day('20270206'), 'SUMMARY:春节不上班'])).toEqual(['2027-02-06 off']);
  const words = { work: ['补班'], off: ['holiday'], not: ['regional'] };
  expect(days([day('20270206'), 'SUMMARY:Regional holiday'], { words })).toEqual(['2027-02-06 unknown']);
  expect(days([day('20270206'), 'SUMMARY:Holiday', 'DESCRIPTION:Observance'], { words })).toEqual(['2027-02-06 off']);
});

test('from 00:00 to 23:59 is a whole day, as some programs write it', () => {
  expect(days([...toEnd('20270101T235900'), 'SUMMARY:元旦假期'])).toEqual(['2027-01-01 off']);
  expect(days([...toEnd('20270102T235959'), 'SUMMARY:元旦假期'])).toEqual(['2027-01-01 off', '2027-01-02 off']);
  expect(days(['DTSTART:20261231T160000Z', 'DTEND:20270101T155900Z', 'SUMMARY:元旦假期'])).toEqual(['2027-01-01 off']);
  expect(days(['DTSTART:20270101T000000', 'DURATION:PT23H59M', 'SUMMARY:元旦假期'])).toEqual(['2027-01-01 off']);
  expect(days([...toEnd('20270101T235800'), 'SUMMARY:元旦假期'])).toEqual(['2027-01-01 unknown']);
  expect(days(['DTSTART:20270101T000100', 'DTEND:20270101T235900', 'SUMMARY:元旦假期'])).toEqual([
    '2027-01-01 unknown',
  ]);
});

test('an afternoon off closes no day', () => {
  const lines = ['DTSTART:20270205T120000', 'DTEND:20270205T180000', 'SUMMARY:除夕下午放假'];
  expect(days(lines)).toEqual(['2027-02-05 unknown']);
});

describe('repeats', () => {
  const yearly = [day('20200501'), 'SUMMARY:劳动节假期', 'RRULE:FREQ=YEARLY'];

  test('are expanded within the years asked for', () => {
    expect(days(yearly, { years: [2026, 2028] })).toEqual(['2026-05-01 off', '2027-05-01 off', '2028-05-01 off']);
  });

  test('end with their end, and do not happen where they are excepted', () => {
    expect(days([...yearly.slice(0, 2), 'RRULE:FREQ=YEARLY;UNTIL=20261231'])).toEqual([]);
    const five = [day('20270501'), 'SUMMARY:假期', 'RRULE:FREQ=DAILY;COUNT=5', 'EXDATE;VALUE=DATE:20270502,20270504'];
    expect(days(five)).toEqual(['2027-05-01 off', '2027-05-03 off', '2027-05-05 off']);
    expect(days([day('20270501'), 'SUMMARY:假期', 'RDATE;VALUE=DATE:20270610'])).toEqual([
      '2027-05-01 off',
      '2027-06-10 off',
    ]);
  });

  test('one that was moved or canceled is not where it was', () => {
    const master = ['UID:x', day('20250501'), 'SUMMARY:劳动节假期', 'RRULE:FREQ=YEARLY'];
    const moved = ['UID:x', 'RECURRENCE-ID;VALUE=DATE:20270501', day('20270503'), 'SUMMARY:劳动节假期'];
    expect(read(file(asEntry(master), asEntry(moved))).days).toEqual(['2027-05-03 off 劳动节假期']);
    expect(read(file(asEntry(master), asEntry([...moved, 'STATUS:CANCELLED']))).days).toEqual([]);
    expect(read(file(asEntry(master), asEntry(moved)), { years: [2026, 2026] }).days).toEqual([
      '2026-05-01 off 劳动节假期',
    ]);
  });

  test('begin on any day of any year', () => {
    const of2027 = days([day('20070305'), 'SUMMARY:假期', 'RRULE:FREQ=WEEKLY']);
    expect([of2027.length, of2027[0]]).toEqual([52, '2027-01-04 off']);
    expect(days([day('19991231'), 'SUMMARY:假期', 'RRULE:FREQ=WEEKLY;WKST=SU;BYDAY=SA,SU'])).toHaveLength(104);
    const second = days([day('20110203'), 'SUMMARY:假期', 'RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH']);
    expect(second.slice(0, 3)).toEqual(['2026-12-31 off', '2027-01-11 off', '2027-01-14 off']);
    expect(second).toHaveLength(53);
  });

  test.each([
    ['FREQ=SECONDLY', 'repeat-not-read'],
    ['FREQ=DAILY;BYHOUR=9', 'repeat-not-read'],
    ['FREQ=YEARLY;BYWEEKNO=3', 'repeat-not-read'],
    ['FREQ=YEARLY;BYMONTH=13', 'entry-malformed'],
    ['FREQ=WEEKLY;BYDAY=1MO', 'repeat-not-read'],
    ['FREQ=YEARLY;BYDAY=XX', 'entry-malformed'],
    ['FREQ=SOMETIMES', 'entry-malformed'],
    ['FREQ=YEARLY;UNTIL=20271331', 'date-unknown'],
  ])('%s is an error, no skipped line', (rule, code) => {
    const text = file(
      entry(day('20200501'), 'SUMMARY:假期', `RRULE:${rule}`),
      entry(day('20270101'), 'SUMMARY:元旦假期'),
    );
    expect(read(text)).toEqual({ days: ['2027-01-01 off 元旦假期'], errors: [`4 ${code}`] });
  });

  test('without end, or a million of them, cost no more than their window', () => {
    expect(days([day('19000101'), 'SUMMARY:假期', 'RRULE:FREQ=DAILY'])).toHaveLength(365 + 31);
    expect(days([day('19000101'), 'SUMMARY:假期', 'RRULE:FREQ=DAILY;COUNT=1000000'])).toHaveLength(365 + 31);
    expect(days([day('20200101'), 'SUMMARY:假期', 'RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30'])).toEqual([]);
    const bomb = Array.from({ length: 2_000 }, () =>
      entry(day('19000101'), 'SUMMARY:假', 'RRULE:FREQ=DAILY;COUNT=999999'),
    );
    const { errors } = read(file(...bomb));
    expect(new Set(errors.map((one) => one.split(' ')[1]))).toEqual(new Set(['too-many-repeats']));
  });
});

test('of a file of many years only those asked for are read, and what repeats or moves', () => {
  const { entries, errors } = readIcs(
    file(
      entry(day('20240101'), until('20240104'), 'SUMMARY:元旦假期'),
      entry('DTSTART;VALUE=DATE:20401399', 'SUMMARY:假期'),
      entry(day('20201231'), 'RRULE:FREQ=YEARLY', 'SUMMARY:假期'),
      entry(day('20301001'), 'RECURRENCE-ID;VALUE=DATE:20270501', 'SUMMARY:假期'),
      entry(day('20200501'), 'RDATE;VALUE=DATE:20270610', 'SUMMARY:假期'),
      entry(day('20260101'), 'DURATION:P366D', 'SUMMARY:假期'),
      entry('SUMMARY:假期'),
      entry('DTSTART:20280101T000000Z', 'SUMMARY:假期'),
    ),
    'Asia/Shanghai',
    [2027, 2027],
  );
  expect(entries.map(({ from }) => from)).toEqual([
    '2020-12-31',
    '2030-10-01',
    '2020-05-01',
    '2026-01-01',
    '2028-01-01',
  ]);
  expect(errors.map(({ code }) => code)).toEqual(['start-missing']);
});

describe('files', () => {
  const good = entry(day('20270101'), 'SUMMARY:元旦假期');

  test('several calendars in one', () => {
    expect(read(file(good) + file(entry(day('20270206'), 'SUMMARY:春节补班'))).days).toHaveLength(2);
  });

  test('with a byte order mark, plain line ends, folded lines, small letters and empty lines', () => {
    expect(read(`\uFEFF${file(good)}`).days).toHaveLength(1);
    expect(read(file(good).replaceAll('\r\n', '\n')).days).toHaveLength(1);
    expect(read(file(good).replaceAll('\r\n', '\r\n\r\n')).days).toHaveLength(1);
    expect(read(file(entry(day('20270101'), 'SUMMARY:元', ' 旦', '\t假期'))).days).toEqual(['2027-01-01 off 元旦假期']);
    expect(
      read(file(entry('dtstart;value=date:20270101', 'summary:元旦假期')).replace('BEGIN:VEVENT', 'begin:vevent')).days,
    ).toHaveLength(1);
  });

  test('with text in another encoding: its title cannot be trusted', () => {
    expect(read(file(entry(day('20270101'), 'SUMMARY:\uFFFD\uFFFDԪ'), good))).toEqual({
      days: ['2027-01-01 off 元旦假期'],
      errors: ['4 not-utf-8'],
    });
  });

  test('that were cut off, or are none', () => {
    const text = file(good);
    expect(read(text.slice(0, text.indexOf('END:VEVENT'))).errors).toEqual(['4 end-missing']);
    expect(read(text.replace('END:VCALENDAR', '')).errors).toEqual(['1 end-missing']);
    expect(read('hello').errors).toEqual(['1 line-malformed', '1 no-calendar']);
    expect(read('').errors).toEqual(['1 no-calendar']);
    expect(read(file(['END:VTODO'], good)).errors).toEqual(['4 end-unexpected']);
  });

  test('with an entry that cannot be read: an error with its line, and the others are read', () => {
    const bad = [
      entry('SUMMARY:假期'),
      entry(day('20271301'), 'SUMMARY:假期'),
      entry(day('20270230'), 'SUMMARY:假期'),
      entry('DTSTART:', 'SUMMARY:假期'),
      entry('DTSTART;VALUE=PERIOD:20270101T000000/P1D', 'SUMMARY:假期'),
      entry(day('20270105'), until('20270101'), 'SUMMARY:假期'),
      entry(day('20270101'), 'DURATION:-P1D', 'SUMMARY:假期'),
      entry(day('20270101'), 'GARBAGE', 'SUMMARY:假期'),
      entry(day('20270101'), until('20290101'), 'SUMMARY:假期'),
      entry(day('18990101'), 'SUMMARY:假期'),
    ];
    const { days: found, errors } = read(file(...bad, good));
    expect(found).toEqual(['2027-01-01 off 元旦假期']);
    expect(errors.map((one) => one.split(' ')[1])).toEqual([
      'start-missing',
      'date-unknown',
      'date-unknown',
      'date-unknown',
      'date-unknown',
      'end-before-start',
      'end-before-start',
      'entry-malformed',
      'too-long',
      'too-long',
    ]);
  });

  test('that are larger than an entry of days ever is, before a parser spends its time on them', () => {
    const large = [
      ['SUMMARY', ';X=a'.repeat(20_000), ':假期'],
      ['EXDATE;VALUE=DATE:', '20270101,'.repeat(9_000), '20270101'],
    ].map((parts) => entry(day('20270101'), parts.join('')));
    const { days: found, errors } = read(file(...large, good));
    expect([found, errors.map((one) => one.split(' ')[1])]).toEqual([
      ['2027-01-01 off 元旦假期'],
      ['entry-too-long', 'entry-too-long'],
    ]);
  });

  test('that say two things of one date', () => {
    const text = file(good, entry(day('20270101'), 'SUMMARY:元旦补班'), entry(day('20270101'), 'SUMMARY:元旦节'));
    expect(read(text)).toEqual({ days: ['2027-01-01 unknown 元旦假期'], errors: ['10 two-meanings'] });
  });

  test('with tasks, alarms and zones beside the entries', () => {
    const alarm = ['BEGIN:VALARM', 'TRIGGER:-P1D', 'ACTION:DISPLAY', 'END:VALARM'];
    const zone = [
      'BEGIN:VTIMEZONE',
      'TZID:x',
      'BEGIN:STANDARD',
      'DTSTART:19700101T000000',
      'END:STANDARD',
      'END:VTIMEZONE',
    ];
    expect(
      read(
        file(zone, ['BEGIN:VTODO', 'SUMMARY:补班', 'END:VTODO'], entry(day('20270101'), ...alarm, 'SUMMARY:元旦假期')),
      ),
    ).toEqual({
      days: ['2027-01-01 off 元旦假期'],
      errors: [],
    });
  });

  test('that spell names of the language itself break nothing', () => {
    const text = file(
      entry(day('20270101'), 'CONSTRUCTOR:x', '__PROTO__:x', 'TOSTRING;__PROTO__=x:y', 'SUMMARY:元旦假期'),
    );
    expect([read(text).days.length + read(text).errors.length, Object.prototype]).toEqual([1, {}]);
  });
});

test('no zone of the process moves a date', () => {
  const text = file(
    entry(day('20270101'), until('20270103'), 'SUMMARY:元旦假期'),
    entry('DTSTART:20270206T090000', 'SUMMARY:补班'),
    entry('DTSTART:20270205T230000Z', 'SUMMARY:补班'),
    entry(day('20200501'), 'RRULE:FREQ=YEARLY', 'SUMMARY:假期'),
  );
  const script = `
    const { readIcs } = require('./platform/ics.ts');
    const { listedEntries } = require('./domain/kernel/policy/holiday-entries.ts');
    readIcs(${JSON.stringify(text)}, 'Asia/Shanghai').then(({ entries }) =>
    console.log(new Date(0).getTimezoneOffset(), listedEntries(entries, [2027, 2027]).listed.map(({ date }) => date).join()));`;
  const found = ['Pacific/Kiritimati', 'America/Los_Angeles', 'UTC'].map((TZ) =>
    execFileSync(process.execPath, ['--import', 'tsx', '--input-type=commonjs', '-e', script], {
      cwd: path.join(__dirname, '../..'),
      env: { ...process.env, TZ },
      encoding: 'utf8',
    })
      .trim()
      .split(' '),
  );
  expect(new Set(found.map(([offset]) => offset)).size).toBe(3);
  expect(found.map(([, dates]) => dates)).toEqual(Array(3).fill('2027-01-01,2027-01-02,2027-02-06,2027-05-01'));
});

test('a large file lets others by all along, and reads as it does without a pause', async () => {
  const years: [number, number] = [2027, 2027];
  const text = file(
    ...Array.from({ length: 2_000 }, (_, n) => entry(day('20270101'), `SUMMARY:${'年'.repeat(50)}${n}`)),
  );
  let [turns, isOver] = [0, false];
  const beat = (): void => {
    turns += 1;
    if (!isOver) setImmediate(beat);
  };
  setImmediate(beat);
  const inTurns = await readInTurns(text, 'Asia/Shanghai', years);
  const listed = await takeTurns(listedInPieces(inTurns.entries, years));
  isOver = true;
  expect(listed).toEqual(listedEntries(inTurns.entries, years));
  expect(inTurns).toEqual(readIcs(text, 'Asia/Shanghai', years));
  expect(inTurns.entries).toHaveLength(2_000);
  const lines = text.split('\r\n').length;
  expect(turns).toBeGreaterThan((2 * lines) / 2_000 + text.length / 40_000 + 2_000 / 500);
});
