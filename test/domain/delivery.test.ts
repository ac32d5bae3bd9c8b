import fc from 'fast-check';
import {
  againAfter,
  BUSY_GATHER_MS,
  deliveryRoutes,
  GATHER_MS,
  GIVE_UP_MS,
  mailId,
  type Preferences,
  whyNoMail,
} from '../../domain/kernel/people/delivery.ts';
import { noticeWords } from '../../domain/notice-words.ts';
import { minuteOfDay } from '../../platform/zones.ts';
import { at } from '../support/sample.ts';

const night = at('2026-03-10 23:30');
const zone = 'Asia/Shanghai';
const ask = (
  data: object,
  more: {
    preferences?: Preferences;
    hasMail?: boolean;
    busy?: boolean;
    now?: number;
    webhooks?: { id: string; carries: string[] }[];
  } = {},
) =>
  deliveryRoutes({
    to: 'li',
    data,
    preferences: { mail: 'all' },
    hasMail: true,
    webhooks: [],
    now: night,
    minuteOfDay: (instant) => minuteOfDay(instant, zone),
    ...more,
  });
const words = { title: '打不开' };
const step = (priority: string, channel: string[] = ['inbox']) => ({
  ...words,
  clock: 'resolution',
  step: 'p100',
  priority,
  channel,
});
const quiet: Preferences = { mail: 'all', quietHours: [22 * 60, 7 * 60] };
const asleep: Preferences = { mail: 'none', quietHours: [0, 1439] };

test('a priority 1 page goes out at once, whatever a person chose and whatever the hour', () => {
  for (const preferences of [quiet, asleep, { mail: 'escalations' }] as const)
    expect(ask(step('P1'), { preferences })).toEqual([{ channel: 'mail', page: true, notBefore: night }]);
});

test('everything else waits for the end of his quiet hours', () => {
  const morning = at('2026-03-11 07:00');
  const [held] = ask(step('P2'), { preferences: quiet });
  const [byDay] = ask(step('P2'), { preferences: quiet, now: morning });
  expect(held).toEqual(byDay);
  expect(held?.notBefore).toBeGreaterThan(morning);
  expect(held?.notBefore).toBeLessThanOrEqual(morning + GATHER_MS);
});

test('a window of a busy person that would end at night ends in the morning', () => {
  const [late] = ask(words, { preferences: quiet, now: at('2026-03-10 21:59'), busy: true });
  expect(late?.notBefore).toBeGreaterThan(at('2026-03-11 07:00'));
  expect(late?.notBefore).toBeLessThanOrEqual(at('2026-03-11 07:00') + GATHER_MS);
});

const warning = (priority: string, minutesLeft: number, now = night) => ({
  ...step(priority),
  step: 'p75',
  dueAt: now + minutesLeft * 60_000,
});
const waitOf = (data: object, more: Parameters<typeof ask>[1] = {}) =>
  ask(data, more).map(({ notBefore }) => notBefore - (more.now ?? night));

test('N09 no window and no quiet hours reach past the deadline that is warned of, nor near it', () => {
  const noon = at('2026-03-10 12:01');
  for (const minutesLeft of [1 / 6, 1, 7.5, 14, 29, 31, 59, 61, 600]) {
    const [wait = Infinity] = waitOf(warning('P2', minutesLeft, noon), { busy: true, now: noon });
    expect(wait).toBeLessThanOrEqual((minutesLeft * 60_000) / 2);
    expect(wait).toBeLessThanOrEqual(BUSY_GATHER_MS);
    const [atNight = Infinity] = waitOf(warning('P3', minutesLeft), { preferences: quiet, busy: true });
    expect(atNight).toBeLessThan(minutesLeft * 60_000);
  }
  const [long = 0] = waitOf(warning('P3', 240, noon), { busy: true, now: noon });
  const [evening] = ask(warning('P3', 600), { preferences: quiet });
  expect(long).toBeGreaterThan(GATHER_MS); // there is time: it comes with others
  expect(minuteOfDay(evening?.notBefore ?? 0, zone)).toBe(7 * 60); // and outside his quiet hours
});

test('N09 what brings a grave case to somebody goes at once and alone; who wants no mail at all is left in peace', () => {
  const dispatched = { ...words, priority: 'P1', urgent: true };
  for (const more of [{ busy: true }, { preferences: quiet }, { preferences: { mail: 'escalations' } }] as const)
    expect(ask(dispatched, more)).toEqual([{ channel: 'mail', page: true, notBefore: night }]);
  expect(ask(dispatched, { preferences: asleep })).toEqual([]);
  const webhooks = [{ id: 'chat', carries: ['webhook'] }];
  expect(ask(dispatched, { preferences: asleep, busy: true, webhooks })).toEqual([
    { channel: 'webhook:chat', page: true, notBefore: night },
  ]);
});

const why = (data: object, mail: Preferences['mail'], hasMail = true) =>
  whyNoMail({ data, preferences: { mail }, hasMail });

test('N18 silence has its reason', () => {
  expect([why(words, 'all'), why(words, 'none'), why(words, 'escalations'), why(step('P3'), 'escalations')]).toEqual([
    null,
    'not-chosen',
    'not-chosen',
    null,
  ]);
  expect([why(step('P1'), 'none'), why(step('P1'), 'all', false)]).toEqual([null, 'no-address']);
  expect(why({ ...words, unreached: 'li' }, 'all')).toBe('inbox-only');
});

test.each([
  ['America/New_York', [22 * 60, 7 * 60], '2027-03-14T03:30Z', '2027-03-14T11:00Z'], // put forward at night
  ['America/New_York', [22 * 60, 7 * 60], '2027-11-07T03:30Z', '2027-11-07T12:00Z'], // put back
  ['Europe/Berlin', [23 * 60, 2 * 60 + 30], '2027-03-27T22:30Z', '2027-03-28T01:00Z'], // half past two is left out
  ['Australia/Lord_Howe', [20 * 60, 6 * 60 + 10], '2027-10-02T10:00Z', '2027-10-02T19:10Z'], // by half an hour
  ['Asia/Shanghai', [22 * 60, 7 * 60], '2027-03-14T15:00Z', '2027-03-14T23:00Z'],
] as const)('N16 quiet hours in %s %j of %s end at %s', (where, quietHours, from, until) => {
  const [route] = deliveryRoutes({
    to: 'li',
    data: words,
    preferences: { mail: 'all', quietHours },
    hasMail: true,
    webhooks: [],
    now: Date.parse(from),
    minuteOfDay: (instant) => minuteOfDay(instant, where),
  });
  const late = (route?.notBefore ?? 0) - Date.parse(until);
  expect([late > 0, late <= GATHER_MS]).toEqual([true, true]);
});

test('F20 notices of one window go at one moment, a flood in as many messages as it has windows', () => {
  const flood = (busy: boolean) =>
    new Set(Array.from({ length: 500 }, (_, n) => ask(words, { now: night + n * 120, busy })[0]?.notBefore)); // a minute
  expect(flood(false).size).toBeLessThanOrEqual(60_000 / GATHER_MS + 1);
  expect(flood(true).size).toBeLessThanOrEqual(2);
  const [now, later] = [ask(words)[0]?.notBefore ?? 0, ask(words, { busy: true })[0]?.notBefore ?? 0];
  expect([now - night, later - night].every((ms) => ms > 0)).toBe(true);
  expect([now - night <= GATHER_MS, later - night <= BUSY_GATHER_MS]).toEqual([true, true]);
});

test('couriers of different people set out at different moments', () => {
  const moments = Array.from({ length: 100 }, (_, n) =>
    deliveryRoutes({
      to: `person-${n}`,
      data: words,
      preferences: { mail: 'all' },
      hasMail: true,
      webhooks: [],
      now: night,
      minuteOfDay: () => 0,
    }).map(({ notBefore }) => notBefore),
  );
  expect(new Set(moments.flat()).size).toBeGreaterThan(50);
});

test('mail goes by choice: all, escalations alone, none; without an address there is none', () => {
  const mail = (preferences: Preferences, data: object) => ask(data, { preferences }).length;
  expect([mail({ mail: 'escalations' }, words), mail({ mail: 'escalations' }, step('P3'))]).toEqual([0, 1]);
  expect([mail({ mail: 'none' }, words), mail({ mail: 'none' }, step('P3')), mail({ mail: 'all' }, words)]).toEqual([
    0, 0, 1,
  ]);
  expect(ask(step('P1'), { hasMail: false })).toEqual([]);
});

test('a webhook carries every notice, or the steps that name its way', () => {
  const webhooks = [
    { id: 'robot', carries: ['webhook'] },
    { id: 'sms', carries: ['sms'] },
  ];
  const by = (data: object) => ask(data, { webhooks, hasMail: false }).map(({ channel }) => channel);
  expect(by(words)).toEqual(['webhook:robot']);
  expect(by(step('P3'))).toEqual(['webhook:robot']);
  expect(by(step('P3', ['inbox', 'sms']))).toEqual(['webhook:robot', 'webhook:sms']);
  expect(by({ ...words, channel: ['sms'] })).toEqual(['webhook:robot']); // only a step asks for a way
});

test('quiet hours never end in quiet hours, also where clocks are changed', () => {
  const minute = fc.integer({ min: 0, max: 1439 });
  const instant = fc.integer({ min: Date.parse('2026-03-20T00:00Z'), max: Date.parse('2026-11-10T00:00Z') });
  const zones = fc.constantFrom('Asia/Shanghai', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe');
  fc.assert(
    fc.property(minute, minute, instant, zones, fc.boolean(), (from, to, now, where, busy) => {
      fc.pre(from !== to);
      const local = (one: number) => minuteOfDay(one, where);
      const preferences: Preferences = { mail: 'all', quietHours: [from, to] };
      const [route] = deliveryRoutes({
        to: 'li',
        data: words,
        busy,
        preferences,
        hasMail: true,
        webhooks: [],
        now,
        minuteOfDay: local,
      });
      const sentAt = route?.notBefore ?? 0;
      const isQuiet = (one: number) => (from <= to ? from <= one && one < to : from <= one || one < to);
      expect(sentAt).toBeGreaterThanOrEqual(now);
      expect(isQuiet(local(sentAt))).toBe(false);
      const before = sentAt - GATHER_MS - 60_000; // N16: a window after they have ended, no later
      expect(busy || !isQuiet(local(now)) || before < now || isQuiet(local(before))).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});

test('tries come ever more rarely, and end within a day', () => {
  const waits = Array.from({ length: 60 }, (_, n) => againAfter(n + 1));
  expect(waits.slice(0, 3)).toEqual([5_000, 10_000, 20_000]);
  expect(waits.every((wait, n) => wait >= (waits[n - 1] ?? 0) && wait <= 30 * 60_000)).toBe(true);
  expect(waits.reduce((sum, wait) => sum + wait, 0)).toBeGreaterThan(GIVE_UP_MS);
});

test('a notice speaks both languages, on the clock of its reader, and a drill says that it is one', () => {
  const notice = {
    template: 'incident-resolution-warned',
    data: { caseId: 'INC-000001', ...words, percent: 75, dueAt: 0 },
  };
  expect(noticeWords(notice, () => '18:00')).toEqual({
    zh: 'INC-000001 打不开：解决已用 75%，期限 18:00',
    en: 'INC-000001 打不开: resolution at 75 %, due 18:00',
  });
  expect(noticeWords({ ...notice, mode: 'drill' }, () => '18:00')?.zh).toMatch(/^【演练】/);
  expect(noticeWords({ template: 'nowhere', data: {} }, () => '')).toBeUndefined();
});

test('two deliveries never share a Message-ID, whatever their names hold', () => {
  expect(mailId('n:li_wei:mail')).toBe('n.li_wei.mail');
  expect(mailId('n:li.wei:mail')).toBe('n.li=2e=wei.mail');
  const name = fc
    .array(fc.string({ unit: 'grapheme', minLength: 1 }), { minLength: 1 })
    .map((parts) => parts.join(':'));
  fc.assert(
    fc.property(name, name, (one, other) => {
      expect(mailId(one) === mailId(other)).toBe(one === other);
      expect(mailId(one)).toMatch(/^[A-Za-z0-9._=-]+$/);
    }),
  );
});
