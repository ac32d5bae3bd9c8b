/** What may be said beforehand: of canned answers with their commands, of case templates, and of the query of a view. */
import { cannedFaults } from '../../../api/registers/shared/canned-rows.ts';
import { isPlaceOf, valuesOf } from '../../../api/registers/shared/case-places.ts';
import { templateFaults } from '../../../api/registers/shared/template-rows.ts';
import { queryOf } from '../../../api/registers/shared/view-query.ts';
import type { Actor, FieldError } from '../../../domain/kernel/process.ts';
import { cannedAnswers, caseTemplates, savedViews } from '../../../models/migrations/seeds/sample-shared.ts';

const told = (faults: readonly FieldError[]): string[] => faults.map(({ pointer, code }) => `${pointer} ${code}`);
const canned = (of: Parameters<typeof cannedFaults>[0]) => told(cannedFaults(of));
const template = (of: Parameters<typeof templateFaults>[0]) => told(templateFaults(of));
const actorOf = (role: 'engineer' | 'requester'): Actor => ({
  id: 'li',
  kind: 'person',
  unit: '/dx/donghu',
  teams: [],
  grants: [{ role, orgPath: '/dx/donghu' }],
});
const asked = (query: string, process?: string, role: 'engineer' | 'requester' = 'engineer') =>
  queryOf({ query, process }, actorOf(role)).errors.map(({ pointer, code, params }) => [
    pointer,
    code,
    params?.['parameter'],
  ]);

test('what ships with the sample may be said', () => {
  expect(cannedAnswers.flatMap(cannedFaults)).toEqual([]);
  expect(caseTemplates.flatMap(templateFaults)).toEqual([]);
  expect(savedViews.flatMap((view) => queryOf(view, actorOf('engineer')).errors)).toEqual([]);
});

test('an answer says something, in places that a case of its processes has', () => {
  expect(canned({})).toEqual(['/text required']);
  expect(canned({ text: {} })).toEqual(['/text required']);
  expect(canned({ text: { en: '{title} {hold} {kase} {causeCode}' } })).toEqual(['/text/en unknown-place']);
  expect(cannedFaults({ processes: ['call'], text: { zh: '{causeCode}' } })).toEqual([
    { pointer: '/text/zh', code: 'unknown-place', params: { places: ['causeCode'] } },
  ]);
  expect(canned({ processes: ['call', 'incident'], text: { zh: '{causeCode}' } })).toEqual([]);
  expect(canned({ processes: ['call', 'call'], text: { zh: '好' } })).toEqual(['/processes named-twice']);
  for (const place of ['constructor', '__proto__', 'toString']) expect(isPlaceOf('incident', place)).toBe(false);
});

test('a macro says beforehand what its command takes, and what is missing is said with it', () => {
  const text = { zh: '已处理' };
  const of = (name: string, data: object, into?: string) =>
    canned({ processes: ['incident'], text, command: { name, data, ...(into === undefined ? {} : { into }) } });
  expect(of('resolve', { knowledge: { kind: 'none' } }, 'solution')).toEqual([]);
  expect(of('resolve', { causeCode: 7, colour: 1, knowledge: { kind: 'nothing' } }, 'solution')).toEqual([
    '/command/data/causeCode wrong-type',
    '/command/data/knowledge/kind not-allowed-value',
    '/command/data/colour unknown-field',
  ]);
  expect(of('comment', { audience: 'public' })).toEqual(['/command/into required']);
  expect(of('comment', { text: '好' }, 'text')).toEqual(['/command/into said-already']);
  for (const into of ['audience', 'colour', 'files', 'toString'])
    expect(of('attach', {}, into)).toEqual(['/command/into unknown']);
  expect(of('attach', { files: ['6f1e7f4e-2f0c-4c6e-9a3e-2b1f3c4d5e6f'] }, 'text')).toEqual([
    '/command/data/files not-beforehand',
  ]);
  expect(canned({ command: { name: 'claim', data: {}, into: 'text' } })).toEqual([
    '/command/into no-text',
    '/command/into unknown',
  ]);
  expect(canned({ processes: ['incident'], command: { name: 'claim', data: {} } })).toEqual([]);
  expect(of('comment', { audience: 'public', text: 'x'.repeat(9_000) })).toContain('/command/data too-large');
});

test('a command is one that people give in each process that is named', () => {
  for (const name of ['create', 'noteLink', 'nothing', 'toString', '__proto__'])
    expect(canned({ processes: ['incident'], command: { name, data: {} } })).toEqual(['/command/name unknown']);
  expect(cannedFaults({ processes: ['call', 'incident'], command: { name: 'triage', data: {} } })).toEqual([
    { pointer: '/command/name', code: 'unknown', params: { processes: ['call'] } },
  ]);
  expect(canned({ command: { name: 'nothing', data: {} } })).toEqual(['/command/name unknown']);
  expect(canned({ command: { name: 'triage', data: {} } })).toEqual([]);
});

test('a template is held against the intake of its process, but for what is missing', () => {
  expect(template({ process: 'incident', data: { title: '支付退回', impact: '2' } })).toEqual([]);
  expect(template({ process: 'change', data: { kind: 'standard', template: 'clear-logs' } })).toEqual([]);
  expect(template({ process: 'rectification', intake: 'reportAccident', data: { title: '触电' } })).toEqual([]);
  expect(template({ process: 'incident', data: {} })).toEqual(['/data too-few']);
  expect(template({ process: 'incident', data: { title: '', impact: '7', colour: 'red' } })).toEqual([
    '/data/title too-short',
    '/data/impact not-allowed-value',
    '/data/colour unknown-field',
  ]);
  expect(template({ process: 'incident', data: { files: ['x'], externalRef: '7' } })).toEqual([
    '/data/files not-beforehand',
    '/data/externalRef not-beforehand',
  ]);
  for (const intake of ['resolve', 'open', 'toString'])
    expect(template({ process: 'incident', intake, data: { title: '好' } })).toEqual(['/intake unknown']);
});

test('a view asks what its list takes, and each parameter that it does not is named', () => {
  expect(asked('status=new&clock=over&sort=-dueAt', 'incident')).toEqual([]);
  expect(asked('')).toEqual([]);
  expect(asked('colour=red&limit=5&after=x&process=call', 'incident')).toEqual([
    ['/query', 'unknown-field', 'colour'],
    ['/query', 'unknown-field', 'limit'],
    ['/query', 'unknown-field', 'after'],
    ['/query', 'unknown-field', 'process'],
  ]);
  expect(asked('open=perhaps&sort=colour')).toEqual([
    ['/query', 'not-allowed-value', 'open'],
    ['/query', 'not-allowed-value', 'sort'],
  ]);
  expect(asked('open=true&open=false&__proto__=1&status[$ne]=x')).toEqual([
    ['/query', 'unknown-field', '__proto__'],
    ['/query', 'unknown-field', 'status[$ne]'],
    ['/query', 'named-twice', 'open'],
  ]);
  expect(asked('causeCode=software', 'incident')).toEqual([]);
  expect(asked('causeCode=software', 'call')).toEqual([['/query', 'unknown-field', 'causeCode']]);
});

test('whoever sees no deadlines of the work saves no view by them', () => {
  expect(asked('clock=over&sort=dueAt', undefined, 'requester')).toEqual([
    ['/query', 'not-allowed-value', 'clock'],
    ['/query', 'not-allowed-value', 'sort'],
  ]);
  expect(asked('clock=paused', undefined, 'requester')).toEqual([]);
});

test('places are what their reader is shown, in words of his language', async () => {
  const names = {
    lang: 'en',
    zone: 'UTC',
    person: async (id: string) => (id === 'li' ? '李工' : undefined),
    team: async () => undefined,
    unit: async () => 'School',
    word: async (register: string, key: string) => `${register} ${key}`,
  } as const;
  const shown = {
    process: 'incident',
    number: 'INC-000001',
    status: 'on-hold',
    title: '打印',
    parties: { unit: '/dx/school', assignee: 'li', requester: 'gone' },
    application: 'payment',
    causeCode: 'software',
    reopened: false,
    major: true,
    dueAt: 7,
    reportState: 'owed',
    counts: { comments: 1 },
  };
  const places = ['number', 'title', 'unit', 'application', 'assignee', 'requester', 'queue', 'contact', 'causeCode'];
  const values = await valuesOf([...places, 'major', 'dueAt', 'reportState', 'counts', 'me', 'now', 'process'], shown, {
    names,
    clock: (at) => `at ${at}`,
    me: '王工',
    now: 9,
  });
  expect(Object.fromEntries(values)).toEqual({
    number: 'INC-000001',
    title: '打印',
    unit: 'School',
    application: 'application payment',
    assignee: '李工',
    requester: 'gone',
    causeCode: 'cause-code software',
    major: 'yes',
    dueAt: 'at 7',
    reportState: 'owed',
    me: '王工',
    now: 'at 9',
    process: 'Incident',
  });
});
