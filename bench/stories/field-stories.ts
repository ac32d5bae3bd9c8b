/** Lives that go from case to case, by people of the sample organisation: an inspection with a finding, a visit, an escalated call. */
import type { FieldHand, Kept, Place } from './field-hand.ts';

const DAY = 86_400_000;
const WORDS = 'As the checklist says, looked at and written down.';
const [PLANNER, INSPECTOR, CUSTOMER] = ['sup-xiling', 'eng-dx-1', 'rep-xiling'];
const [DESK, ENGINEER, COORDINATOR, VISITOR, REPORTER] = [
  'desk-donghu',
  'eng-donghu-1',
  'coord-donghu',
  'eng-donghu-2',
  'req-donghu',
];
const [COUNTY_DESK, CALLER] = ['desk-linxi', 'req-linxi'];
export const FIELD_PEOPLE: readonly string[] = [
  PLANNER,
  INSPECTOR,
  CUSTOMER,
  DESK,
  ENGINEER,
  COORDINATOR,
  VISITOR,
  REPORTER,
  COUNTY_DESK,
  CALLER,
];

/** `wanted`: the status in which its last case has to be. `n`: no other story of the run has it. */
export type FieldStory = (hand: FieldHand, n: number) => Promise<{ number: string; status: string; wanted: string }>;

const inDays = (days: number): string => new Date(Date.now() + days * DAY).toISOString();
/** One fault that comes again and again is a series, and owes more than its end. */
const APPLICATIONS = [
  'budget',
  'execution',
  'payment',
  'non-tax',
  'payroll',
  'assets',
  'procurement',
  'office',
] as const;
const applicationOf = (n: number): string => APPLICATIONS[n % APPLICATIONS.length] ?? 'office';

const ROOM: readonly object[] = [
  { line: 'temperature', value: 22 },
  { line: 'humidity', value: 50 },
  { line: 'air-conditioning', says: 'ok' },
  { line: 'water', says: 'ok' },
  { line: 'dust-cabinets', says: 'ok' },
  { line: 'ups-load', value: 40 },
  { line: 'grounding', value: 1 },
  { line: 'cabling', says: 'ok' },
  { line: 'access-record', value: 'complete' },
];
const SYSTEMS: readonly object[] = [
  { line: 'sign-in', says: 'ok' },
  { line: 'payment-order', says: 'ok' },
  { line: 'reports', says: 'ok' },
  { line: 'db-space', value: 61 },
  { line: 'backup', says: 'ok' },
  { line: 'antivirus', value: '2026-11' },
  { line: 'link-loss', value: 0 },
];

/**
 * A machine room without a network: what was seen comes in one batch, photos first, with a finding. Both sides agree on its remedy and
 * sign; the rectification that follows is put right, has its notice printed, and is cleared by who agreed.
 */
export const inspectedRoom: FieldStory = async (hand) => {
  const inspection = await hand.open(PLANNER, 'inspection', {
    unit: '/dx/xiling/court',
    title: 'The machine room of the court',
    way: 'on-site',
    checklist: 'machine-room',
    items: [],
    visitUntil: inDays(10),
  });
  const visit = { from: inDays(0.1), until: inDays(0.2) };
  await hand.give(PLANNER, inspection, 'appoint', { inspectors: [{ person: INSPECTOR }], ...visit });
  await hand.give(INSPECTOR, inspection, 'begin', { place: 'The room behind the archive' });
  const [filters = '', battery = ''] = await hand.photos(INSPECTOR, 2);
  const seen: Kept[] = [
    { command: 'recordItems', data: { lines: ROOM } },
    {
      command: 'recordItems',
      data: {
        lines: [
          { line: 'dust-filters', says: 'ok', photos: [filters] },
          { line: 'ups-battery', says: 'abnormal', photos: [battery] },
        ],
        files: [filters, battery],
      },
    },
    { command: 'raiseFinding', data: { line: 'ups-battery', class: 'general', what: WORDS }, part: 'f-1' },
    { command: 'recordItems', data: { lines: SYSTEMS } },
    { command: 'comment', data: { text: WORDS, audience: 'internal' } },
    { command: 'complete', data: { summary: WORDS } },
    { command: 'proposeRemedy', data: { remedy: WORDS, due: inDays(14) }, part: 'f-1' },
  ];
  await hand.sync(INSPECTOR, inspection, seen);
  const { recordHash } = await hand.give(CUSTOMER, inspection, 'agreeRemedy', { part: 'f-1' });
  await hand.give(INSPECTOR, inspection, 'sign', { recordHash });
  const signed = await hand.give(CUSTOMER, inspection, 'sign', { recordHash });
  if (signed.status !== 'archived') return { ...signed, wanted: 'archived' };
  return await putRight(hand, await hand.found(CUSTOMER, 'rectification', `source=${inspection.number}`));
};

async function putRight(hand: FieldHand, rectification: Place): ReturnType<FieldStory> {
  await hand.give(INSPECTOR, rectification, 'takeUp', { rootCause: WORDS, measures: WORDS });
  await hand.give(INSPECTOR, rectification, 'submit', { before: WORDS, after: WORDS });
  await hand.document([INSPECTOR, PLANNER], rectification, 'rectification-notice');
  const cleared = await hand.give(CUSTOMER, rectification, 'clear', { result: WORDS, evidence: WORDS });
  return { ...cleared, wanted: 'closed' };
}

const told = (n: number, title: string) => ({
  channel: 'phone',
  application: applicationOf(n),
  title,
  description: WORDS,
  contact: '8000',
});
const grave = { impact: '3', urgency: '3', category: 'software-function' } as const;

/** Somebody has to go there: who coordinates sends him, he photographs what he did, the customer signs, and the incident may end. */
export const visitedIncident: FieldStory = async (hand, n) => {
  const incident = await hand.open(DESK, 'incident', {
    ...told(n, 'The cash desk prints nothing'),
    reporter: REPORTER,
    unit: '/dx/donghu/hospital',
    queue: 'donghu-l2',
    ...grave,
  });
  await hand.give(ENGINEER, incident, 'start');
  await hand.give(ENGINEER, incident, 'requestOnsite', { site: 'Room 105', contact: '8000', remoteHelp: WORDS });
  const number = await hand.until(ENGINEER, incident, ({ workOrder }) => workOrder, { what: 'its work order' });
  const order: Place = { process: 'work-order', number };
  await hand.give(COORDINATOR, order, 'dispatch', { engineers: [VISITOR] });
  await hand.give(VISITOR, order, 'accept');
  await hand.give(VISITOR, order, 'arrive', { files: await hand.photos(VISITOR, 1) });
  const files = await hand.photos(VISITOR, 2);
  await hand.sync(VISITOR, order, [
    { command: 'comment', data: { text: WORDS, audience: 'internal' } },
    { command: 'complete', data: { work: WORDS, result: 'fixed', labourMinutes: 45, files } },
  ]);
  const recordHash = await hand.until(REPORTER, order, (shown) => shown.recordHash, { what: 'its record' });
  await hand.document([COORDINATOR, REPORTER], order, 'work-record');
  const { status } = await hand.give(REPORTER, order, 'sign', { recordHash });
  if (status !== 'closed') return { number, status, wanted: 'closed' };
  await hand.until(ENGINEER, incident, ({ workOrder }) => workOrder === undefined || undefined, {
    what: 'the end of its visit',
  });
  const resolved = await hand.give(ENGINEER, incident, 'resolve', { ...solved(n), confirmedOnPhone: 'Ms Liu' });
  return await ended(hand, incident, resolved.status);
};

/** What the desk cannot solve: its incident is solved, and what its caller says goes from one to the other. */
export const escalatedCall: FieldStory = async (hand, n) => {
  const call = await hand.open(COUNTY_DESK, 'call', {
    ...told(n, 'The list stays empty'),
    reporter: CALLER,
    unit: '/dx/donghu/linxi/school',
  });
  await hand.give(COUNTY_DESK, call, 'escalate', { ...grave, diagnosis: WORDS, tried: WORDS });
  const number = await hand.until(CALLER, call, ({ incident: of }) => of, { what: 'its incident' });
  const incident: Place = { process: 'incident', number };
  await hand.give(ENGINEER, incident, 'start');
  await hand.give(CALLER, call, 'comment', { text: WORDS, audience: 'public' });
  await hand.give(ENGINEER, incident, 'resolve', solved(n));
  await hand.until(CALLER, call, (shown) => shown['incidentSolved'] === true || undefined, { what: 'the solution' });
  await hand.give(CALLER, call, 'confirm');
  const status = await hand.until(
    ENGINEER,
    incident,
    (shown) => (shown['confirmed'] === true ? shown.status : undefined),
    { what: 'what its caller confirmed' },
  );
  const end = await ended(hand, incident, status);
  if (end.status !== end.wanted) return end;
  const closed = await hand.until(CALLER, call, (shown) => (shown.status === 'closed' ? shown : undefined), {
    what: 'its end',
  });
  return { ...closed, wanted: 'closed' };
};

const CAUSES = ['configuration', 'data-entry', 'interface', 'middleware', 'network', 'hardware', 'permission'] as const;
const solved = (n: number) => ({
  solution: WORDS,
  causeCode: CAUSES[n % CAUSES.length],
  category: 'software-function',
  knowledge: { kind: 'none', reason: WORDS },
});

/** One of a series owes a report before it ends. */
async function ended(hand: FieldHand, incident: Place, status: string): ReturnType<FieldStory> {
  const { number } = incident;
  if (status !== 'resolved') return { number, status, wanted: 'closed' };
  const report = { cause: WORDS, evidence: WORDS, handling: WORDS, prevention: WORDS };
  return { ...(await hand.give(ENGINEER, incident, 'fileReport', report)), wanted: 'closed' };
}
