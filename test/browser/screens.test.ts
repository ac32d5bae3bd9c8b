/** Every screen, on a phone too, and in the dark (a third of them; with `WHOLE=1` all): nothing that keeps somebody from using it. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type Console, openConsole } from '../support/browser/console.ts';
import { faultsByDay, faultsOf } from '../support/browser/faults.ts';
import { isWhole } from '../support/product/sample/whole.ts';
import { openCall, openIncident } from '../support/product/api.ts';
import { changeDeskOn } from '../support/product/changes.ts';
import { openSampleCases } from '../../worker/sample/sample-cases.ts';
import { stories } from '../../worker/sample/sample-stories.ts';

let ours: Console;
/** A case of each process that has a screen of its own, or much to show. */
const SHOWN = [
  'incident on-hold',
  'call answered',
  'failover rolling-back',
  'inspection in-progress',
  'work-order on-site',
  'appraisal disputed',
  'release testing',
] as const;
const numbers: Record<string, string> = {};
const of = (what: string): string => numbers[what] ?? `no ${what}`;

beforeAll(async () => {
  ours = await openConsole({ rehearsals: true });
  const { api } = ours;
  const told = SHOWN.flatMap((one) => stories.find(({ process, status }) => one === `${process} ${status}`) ?? []);
  if (told.length !== SHOWN.length) throw new Error('a story of the sample is gone');
  await openSampleCases(api.product, told);
  const cases = await api.product.db.collection('cases').find().toArray();
  for (const { process, status, _id } of cases) numbers[`${process} ${status}`] ??= String(_id);
  const desk = await changeDeskOn(api);
  numbers['change'] = await desk.draft();
  await desk.asked(of('change'));
  numbers['incident'] = await openIncident(api);
  numbers['call'] = await openCall(api);
}, 180_000);
afterAll(() => ours.stop());

/** Each path of shell/screens.tsx → who looks at it, and where. */
const PLACES: Readonly<Record<string, readonly (readonly [person: string, where: () => string])[]>> = {
  '/queue/:process?': [
    ['eng-donghu-1', () => '/queue?base=team'],
    ['eng-donghu-1', () => `/queue?base=team&case=${of('incident')}`],
    ['eng-donghu-1', () => '/queue/incident?base=all'],
  ],
  '/desk': [['desk-donghu', () => '/desk?phone=0551']],
  '/my': [['req-linxi', () => `/my?case=${of('call')}`]],
  '/board': [['sup-donghu', () => '/board']],
  '/wall/*': [['sup-donghu', () => '/wall/dx/donghu']],
  '/cases/:number': [
    ['eng-donghu-1', () => `/cases/${of('incident')}`],
    ...SHOWN.map((what) => ['sup-dx', () => `/cases/${of(what)}`] as const),
    ['sup-donghu', () => `/cases/${of('change')}`],
  ],
  '/new/:process': [
    ['eng-donghu-1', () => '/new/change'],
    ['desk-donghu', () => '/new/incident'],
  ],
  '/approvals': [
    ['sup-donghu', () => '/approvals'],
    ['sup-donghu', () => '/approvals?view=delegations'],
  ],
  '/calendar': [['sup-donghu', () => '/calendar']],
  '/audit': [['auditor', () => '/audit']],
  '/audit/cases/:number': ['story', 'compact', 'timeline', 'raw'].map(
    (view) => ['auditor', () => `/audit/cases/${of('incident')}?view=${view}`] as const,
  ),
  '/admin/records': [['admin-audit', () => '/admin/records']],
  '/admin/security': [['admin-security', () => '/admin/security']],
  '/account': [['eng-donghu-1', () => '/account']],
  '/admin/:register?/:id?': [
    ['admin-system', () => '/admin'],
    ['admin-system', () => '/admin/due'],
    ['admin-system', () => '/admin/people'],
    ['admin-system', () => '/admin/teams/donghu-l2'],
    ['owner', () => '/admin/policies/incident'],
  ],
  '/figures': [['owner', () => '/figures']],
  '/appraisals': [['appraiser-dx', () => '/appraisals']],
  '/appraisals/:number': [['appraiser-dx', () => `/appraisals/${of('appraisal disputed')}`]],
  '/rehearsals': [['owner', () => '/rehearsals']],
  '/rehearsals/:number': [['owner', () => '/rehearsals']],
  '/runs': [['sup-donghu', () => '/runs']],
  '/runs/:number': [['sup-donghu', () => `/runs/${of('failover rolling-back')}`]],
  '/releases/:number': [['sup-dx', () => `/releases/${of('release testing')}`]],
  '/changes/:number': [['sup-donghu', () => `/changes/${of('change')}`]],
  '/field': [['coord-donghu', () => '/field']],
  '/notices': [['eng-donghu-1', () => '/notices']],
  '/rehearsals/:number/compare': [['owner', () => '/rehearsals']],
  '/start': [['admin-system', () => '/start']],
  '/overview': [['owner', () => '/overview']],
};
const people = [...new Set(Object.values(PLACES).flatMap((all) => all.map(([person]) => person)))];

const byName = (a = '', b = ''): number => a.localeCompare(b);
test('every screen of the console is looked at', () => {
  const text = readFileSync(path.resolve(__dirname, '../../web/src/shell/screens.tsx'), 'utf8');
  const declared = [...text.matchAll(/screen\('([^']+)'/g)].map(([, where]) => where);
  expect(declared.length).toBeGreaterThan(15);
  expect(Object.keys(PLACES).toSorted(byName)).toEqual(declared.toSorted(byName));
});

test('signing in', async () => {
  const { page, context, complaints } = await ours.visit('/');
  await page.locator('input[type=password]').waitFor();
  expect({ found: await faultsOf(page), complaints }).toEqual({ found: [], complaints: [] });
  await context.close();
});

test.each(people)('screens of %s', async (person) => {
  const { page, context, complaints, go, settled } = await ours.as(person);
  const found: string[] = [];
  const places = Object.values(PLACES).flatMap((all) => all.flatMap(([who, at]) => (who === person ? [at()] : [])));
  for (const [at, where] of places.entries()) {
    await go(where);
    await page.locator('main#screen').waitFor();
    await settled();
    expect(await page.getByText('不存在，或您无权查看').count()).toBe(0);
    const faults = await (isWhole || at % 3 === 0 ? faultsOf : faultsByDay)(page);
    for (const words of faults) found.push(`${where} ${words}`);
  }
  expect({ found, complaints }).toEqual({ found: [], complaints: [] });
  await context.close();
});
