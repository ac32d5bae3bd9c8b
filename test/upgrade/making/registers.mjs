/** Promises for the fixture: most of its deadlines lie years ahead, so that the tests on it do not age. */

const DAY = 86_400_000;
const MINUTE = 60_000;
/** Of every clock of the `far` policies. */
export const FAR_MS = 2_000 * DAY;
/** Days for which the calendar `far` holds notices back. */
const HELD_DAYS = 1_100;

/**
 * A calendar that is always open and whose quiet hours, 00:00 to 23:59, end in three years only. No editor can make it:
 * the wall time of its zone creeps two minutes east each time before a day has its last minute, so that minute never comes
 * until the zone stands still. That is how a notice waits for years by the very code that holds one back for a night. So
 * it is put into the register by hand, before any case is pinned to it.
 */
export function farCalendar(now) {
  const stretch = 1_438 * MINUTE;
  const first = Math.floor(now / MINUTE) * MINUTE - MINUTE;
  const east = 1_440 - ((first / MINUTE) % 1_440); // the first stretch begins at a midnight of the wall
  const offsets = Array.from({ length: HELD_DAYS }, (_, n) => [first + n * stretch, east + 2 * n]);
  const week = [[], [], [], [], [], [], []];
  const snapshot = {
    id: 'far',
    version: 1,
    zone: 'UTC',
    always: true,
    week,
    dates: {},
    offsets,
    coveredFrom: 0,
    coveredUntil: Date.UTC(2100, 0),
  };
  return {
    _id: 'far@1',
    calendar: 'far',
    version: 1,
    name: '升级样例 quiet for three years',
    snapshot,
    publishedAt: now,
    publishedBy: 'system',
  };
}

/** The shipped clocks, each with the same target far ahead. */
const farClocks = (clocks, ms = FAR_MS) =>
  Object.fromEntries(
    Object.entries(clocks).map(([name, clock]) => [name, { ...clock, targets: [{ ms, calendar: 'always' }] }]),
  );

/** One clock that warns after a few seconds, at an hour at which nobody is to be told. */
const held = (clock, { calendar, quietHours, steps }) => ({
  ...clock,
  targets: [{ ms: FAR_MS, calendar }],
  quietHours,
  ladder: [
    ...steps.map(({ id, afterMs, to }) => ({
      id,
      beforeMs: FAR_MS - afterMs,
      to,
      channel: ['inbox', 'mail'],
      quiet: 'hold',
    })),
    { id: 'p100', percent: 100, to: ['supervisor'], channel: ['inbox'] },
  ],
});

const forYears = {
  calendar: 'service',
  quietHours: [[0, 1_439]],
  steps: [
    { id: 'soon', afterMs: 4_000, to: ['assignee', 'requester'] },
    { id: 'later', afterMs: 7_000, to: ['team'] },
  ],
};
/** By the editors alone: all of the day but its last minutes, so about 23 hours and three quarters from now. */
function forANight(now) {
  const minute = (Math.floor(now / MINUTE) + 8 * 60 + 1_440 - 10) % 1_440; // of China
  return {
    calendar: 'always',
    quietHours: [[minute, minute + 1_439]],
    steps: [{ id: 'soon', afterMs: 4_000, to: ['assignee', 'requester'] }],
  };
}

/** Publishes the policies, as the process owner does it. `publishFarAgain`: the second version, for a re-target. */
export async function publishPolicies(people, db, now) {
  await db.collection('calendars').insertOne(farCalendar(now));
  const sources = {};
  for (const process of ['call', 'incident'])
    sources[process] = (await people.get('owner', `/api/policies/${process}`)).source;

  async function publish(id, source) {
    const saved = await people.put('owner', `/api/policies/${id}/draft`, source, 0);
    const ifMatch = { 'If-Match': saved.etag };
    return await people.post('owner', `/api/policies/${id}/publish`, { note: '升级样例' }, ifMatch);
  }
  const based = (process, name, organisations, clocks, service = 'cn-5x8') => ({
    ...sources[process],
    process,
    name,
    organisations,
    calendars: { service, vendor: service },
    clocks,
  });
  const ofLinxi = ['/dx/donghu/linxi', '/dx/donghu/andu'];
  for (const [process, watched] of [
    ['call', 'first-line'],
    ['incident', 'resolution'],
  ]) {
    const far = farClocks(sources[process].clocks);
    await publish(`${process}-far`, based(process, '远期', ofLinxi, far));
    const years = { ...far, [watched]: held(far[watched], forYears) };
    await publish(`${process}-held`, based(process, '静默三年', ['/dx/xiling/yuntai'], years, 'far'));
    const night = { ...far, [watched]: held(far[watched], forANight(now)) };
    await publish(`${process}-night`, based(process, '静默一夜', ['/dx/xiling/shiqiao'], night));
  }
  return {
    publishFarAgain: () =>
      publish(
        'incident-far',
        based('incident', '远期', ofLinxi, farClocks(sources.incident.clocks, FAR_MS + 100 * DAY)),
      ),
  };
}
