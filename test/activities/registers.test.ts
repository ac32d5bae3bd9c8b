import { MockActivityEnvironment } from '@temporalio/testing';
import { createFreezes, type FreezeTold } from '../../activities/jobs/freezes.ts';
import { rivalContracts, rivalPolicies } from '../../api/registers/versioned/register-checks.ts';
import { conflictsFor } from '../../client/changes/conflicts.ts';
import { changesMetBy } from '../../client/changes/frozen.ts';
import { createDirectory, type Directory } from '../../client/registers/directory.ts';
import { factsFor } from '../../client/cases/facts.ts';
import { pinRefOf, pinsFor, resolvePins } from '../../client/registers/pins.ts';
import { DomainError } from '../../domain/kernel/errors.ts';
import { pinRefsOf } from '../../domain/kernel/record/pins.ts';
import type { Actor, Audience, OrgPath, StoredCase } from '../../domain/kernel/process.ts';
import { processes } from '../../domain/processes.ts';
import { SHIPPED } from '../../domain/change/risk.ts';
import { offeredTemplate, questionnaireFor } from '../../client/changes/templates.ts';
import type { KeptRiskQuestionnaire } from '../../models/registers/changes/risk-questionnaire.ts';
import { approvalsFor, heirsOf, seatsNow, sittersOf } from '../../client/registers/seats.ts';
import type { Seat } from '../../domain/kernel/approval/shapes.ts';
import { approvalPolicyIn, approvalPolicyOf } from '../../models/registers/approval-policy.ts';
import { applicationOf } from '../../models/registers/application.ts';
import { addVersions } from '../../models/registers/add-missing.ts';
import { calendarOf, type Calendar } from '../../models/registers/calendar.ts';
import { type Contract, contractOf } from '../../models/registers/contract.ts';
import { type Freeze, freezeOf, heldFreezeOf } from '../../models/registers/freeze.ts';
import { directlyBeneath, impactIn, itemsFacts, neighboursOf } from '../../models/registers/items/item-facts.ts';
import { itemTypesOf } from '../../models/registers/items/item-types.ts';
import { personOf } from '../../models/registers/person.ts';
import { policyOf, type Policy } from '../../models/registers/policy.ts';
import { organisationOf } from '../../models/registers/organisation.ts';
import { teamOf } from '../../models/registers/team.ts';
import { casesIn } from '../../models/cases/case.ts';
import { workedOn } from '../../models/cases/worked-on.ts';
import { sampleFreeze } from '../../worker/sample/sample-freeze.ts';
import { storeFreeze, storePlanned } from '../support/planned.ts';
import { openSampleDatabase, type TestDatabase } from '../support/engines/database.ts';

const REGISTERS = ['people', 'teams', 'organisations', 'policies', 'contracts', 'calendars', 'applications', 'items'];
let opened: TestDatabase;
let directory: Directory;
let seeded: Map<string, Record<string, unknown>[]>;
let edited = false;
beforeAll(async () => {
  opened = await openSampleDatabase();
  directory = createDirectory(opened.db);
  const read = REGISTERS.map(async (name) => [name, await opened.db.collection(name).find().toArray()] as const);
  seeded = new Map(await Promise.all(read));
});
afterAll(async () => {
  await directory.close();
  await opened.stop();
});
afterEach(async () => {
  if (!edited) return;
  edited = false;
  for (const [name, documents] of seeded) {
    await opened.db.collection(name).deleteMany({});
    await opened.db.collection(name).insertMany(documents);
  }
  directory.drop();
});

const edit = async (change: Promise<unknown>) => {
  edited = true;
  await change;
  directory.drop();
};
const school: OrgPath = '/dx/donghu/linxi/school';
const registers = () => ({ db: opened.db, directory });
const told = (audience: Audience) => directory.peopleFor(audience);
const deactivate = (...ids: string[]) =>
  edit(
    personOf(opened.db)
      .updateMany({ _id: { $in: ids } }, { active: false })
      .exec(),
  );
const questionnaireOf = (id: string, organisations: readonly OrgPath[]): KeptRiskQuestionnaire => ({
  ...SHIPPED,
  _id: `${id}@1`,
  riskQuestionnaire: id,
  version: 1,
  name: id,
  organisations,
  publishedAt: 1,
  publishedBy: 'owner',
});
const asked = (data: object, actor?: Actor | null, command = 'create') => {
  if (!actor) throw new Error('no such person');
  return factsFor(registers(), { process: 'incident', command, data, actor });
};
/** Until `look` says so; fails after a while. */
async function eventually(look: () => Promise<boolean>): Promise<void> {
  const until = Date.now() + 4_000;
  while (!(await look())) {
    expect(Date.now()).toBeLessThan(until);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('routing', () => {
  test('a county school is served by county, city and province, at the top by the team of its application', async () => {
    expect(await directory.desksFor(school, 'payment')).toEqual({
      L1: { orgPath: '/dx/donghu/linxi', queue: 'linxi-desk' },
      L2: { orgPath: '/dx/donghu', queue: 'donghu-l2' },
      L3: { orgPath: '/dx', queue: 'dx-software' },
    });
  });
  test.each([
    ['budget', 'dx-experts'],
    ['accounts', 'dx-experts'],
    ['execution', 'dx-software'],
    ['payroll', 'dx-senior'],
    ['something new', 'dx-experts'],
  ])('%s goes to %s in the third line', async (application, queue) => {
    expect((await directory.desksFor('/dx/xiling', application)).L3).toEqual({ orgPath: '/dx', queue });
  });
  test('a city unit is served by the city in two lines, the province serves its own in all three', async () => {
    expect(await directory.desksFor('/dx/xiling/court', 'office')).toMatchObject({
      L1: { queue: 'xiling-desk' },
      L2: { queue: 'xiling-l2' },
    });
    expect(await directory.desksFor('/dx/school', 'office')).toMatchObject({
      L1: { queue: 'dx-desk' },
      L2: { queue: 'dx-l2' },
      L3: { queue: 'dx-senior' },
    });
  });
  test('a desk that was closed is passed over for the one above', async () => {
    await edit(teamOf(opened.db).updateOne({ _id: 'linxi-desk' }, { open: false }).exec());
    expect((await directory.desksFor(school)).L1).toEqual({ orgPath: '/dx/donghu', queue: 'donghu-desk' });
  });
  test('an organisation that was closed serves nobody', async () => {
    await edit(organisationOf(opened.db).updateOne({ _id: '/dx/donghu' }, { open: false }).exec());
    expect((await directory.desksFor(school)).L2).toEqual({ orgPath: '/dx', queue: 'dx-l2' });
  });
});

const seat = (id: string, of: Seat['of'], person: string, deputy?: string) => ({
  id,
  of,
  sitters: [person],
  ...(deputy === undefined ? {} : { deputy }),
});

describe('pins', () => {
  test('what a case is pinned to is found again whole by its references', async () => {
    const pins = await pinsFor(registers(), 'incident', { orgPath: school, application: 'payment' });
    const refs = pinRefsOf(pins);
    expect(refs).toMatchObject({ sla: 'incident@1', calendars: { always: 'always@1', service: 'cn-5x8@1' } });
    expect(await resolvePins(opened.db, refs)).toEqual(pins);
    expect(Object.keys(pins.snapshots).toSorted()).toEqual(['always@1', 'cn-5x8@1']);
  });
  test('what later events pinned is checked with the rest: it is there, and says what it said', async () => {
    const pins = await pinsFor(registers(), 'incident', { orgPath: school });
    const stages = [{ key: 'one', rule: 'all' as const, seats: [{ id: 'head', of: { person: 'sup-dx' } }] }];
    const kept = { approvalPolicy: 'pinned', version: 1, process: 'incident', name: 'Pinned', stages };
    await edit(
      approvalPolicyOf(opened.db).create([{ ...kept, _id: 'pinned@1', publishedAt: 1, publishedBy: 'owner' }]),
    );
    const approval = pinRefOf(approvalPolicyIn(kept));
    const more = { approval, plan: `event:12#${'a'.repeat(32)}` };
    const refs = pinRefsOf({ ...pins, more });
    expect(await resolvePins(opened.db, refs)).toEqual({ ...pins, more });
    const resolved = (other: Record<string, string>) => resolvePins(opened.db, { ...refs, more: other });
    await expect(resolved({ approval: approval.replace('pinned@1', 'pinned@2') })).rejects.toMatchObject({
      code: 'pin-missing',
      params: { ref: 'pinned@2' },
    });
    await expect(resolved({ unknown: approval })).rejects.toMatchObject({ code: 'pin-missing' });
    await expect(resolved({ approval: `pinned@1#${'0'.repeat(32)}` })).rejects.toMatchObject({
      code: 'pin-differs',
      params: { ref: 'pinned@1' },
    });
  });
  test('a template as it stands to a change: for its organisations, its items, and pinned by what it says', async () => {
    const asking = {
      key: 'restart-middleware',
      unit: school,
      application: 'payment',
      items: ['mw-payment', 'app-donghu'],
    };
    const offered = await offeredTemplate(opened.db, asking);
    expect(offered).toMatchObject({ ref: 'restart-middleware@1', uncovered: ['app-donghu'], title: '重启中间件节点' });
    expect(await offeredTemplate(opened.db, { ...asking, key: 'nothing' })).toBeNull();
    expect(await offeredTemplate(opened.db, { ...asking, unit: '/elsewhere' })).toBeNull();
    const pins = await pinsFor(registers(), 'change', { orgPath: school });
    const questionnaire = await questionnaireFor(directory, school);
    const more = { template: offered?.pin ?? '', questionnaire: questionnaire?.pin ?? '' };
    expect(await resolvePins(opened.db, pinRefsOf({ ...pins, more }))).toEqual({ ...pins, more });
    const other = { ...more, questionnaire: `change-risk@1#${'0'.repeat(32)}` };
    await expect(resolvePins(opened.db, pinRefsOf({ ...pins, more: other }))).rejects.toMatchObject({
      code: 'pin-differs',
    });
    await expect(resolvePins(opened.db, pinRefsOf({ ...pins, more: { template: 'gone@1#00' } }))).rejects.toMatchObject(
      {
        code: 'pin-missing',
      },
    );
  });
  test('the questionnaire of the nearest organisation upward is asked, else the one for all', async () => {
    const all = [
      questionnaireOf('all', []),
      questionnaireOf('city', ['/dx/donghu']),
      questionnaireOf('county', ['/dx/donghu/linxi']),
    ];
    const chosen = async (orgPath: OrgPath, among = all) =>
      (await questionnaireFor({ riskQuestionnaires: async () => among }, orgPath))?.ref;
    expect(await chosen(school)).toBe('county@1');
    expect(await chosen('/dx/donghu')).toBe('city@1');
    expect(await chosen('/dx/xiling')).toBe('all@1');
    expect(await chosen('/dx/xiling', all.slice(1))).toBeUndefined();
  });
  test('who could take the seats of an approval policy: people at work, at the place or the next upward', async () => {
    const seats = [
      { id: 'person', of: { person: 'sup-donghu' } },
      { id: 'gone', of: { person: 'nobody' } },
      { id: 'near', of: { role: 'supervisor' as const } },
      { id: 'there', of: { role: 'supervisor' as const, orgPath: '/dx/xiling' as const } },
      { id: 'below', of: { role: 'supervisor' as const, orgPath: '/dx/xiling/yuntai' as const } },
      { id: 'party', of: { party: 'customer' } },
    ];
    expect(await sittersOf(directory, seats, school)).toEqual({
      person: ['sup-donghu'],
      gone: [],
      near: ['sup-donghu'],
      there: ['sup-xiling'],
      below: [],
    });
    await deactivate('sup-donghu');
    expect(await sittersOf(directory, seats, school)).toMatchObject({ person: [], near: ['sup-dx'] });
  });
  test('who follows whoever leaves a seat: his deputy, and who stands above it', async () => {
    const leaves = (person: string, ...seats: ReturnType<typeof seat>[]) =>
      heirsOf(directory, seats, { orgPath: school, but: person });
    expect(await leaves('sup-donghu', seat('role', { role: 'supervisor' }, 'sup-donghu', 'owner'))).toEqual({
      deputies: ['owner'],
      superiors: { role: ['sup-dx'] },
    });
    expect(await leaves('eng-donghu-1', seat('own', { person: 'eng-donghu-1' }, 'eng-donghu-1', 'nobody'))).toEqual({
      deputies: [],
      superiors: { own: ['sup-donghu'] },
    });
    expect(await leaves('sup-dx', seat('top', { role: 'supervisor', orgPath: '/dx' }, 'sup-dx'))).toEqual({
      deputies: [],
      superiors: { top: ['owner'] },
    });
    expect(await leaves('req-linxi', seat('party', { party: 'customer' }, 'req-linxi'))).toMatchObject({
      superiors: { party: ['sup-donghu'] },
    });
  });
  test('the seats of a round as registers fill them now: who is at work, who holds the role, who is above', async () => {
    const seats = [
      { id: 'near', of: { role: 'supervisor' as const }, sitters: ['sup-donghu'] },
      { id: 'person', of: { person: 'expert-1' }, sitters: ['expert-1'] },
    ];
    const superiors = { near: ['sup-donghu'], person: ['sup-dx'] };
    expect(await seatsNow(directory, seats, school)).toEqual({
      sitters: { near: ['sup-donghu'], person: ['expert-1'] },
      present: ['sup-donghu', 'expert-1'],
      heirs: { deputies: [], superiors },
    });
    await deactivate('sup-donghu', 'expert-1');
    expect(await seatsNow(directory, seats, school)).toEqual({
      sitters: { near: ['sup-dx'], person: [] },
      present: [],
      heirs: { deputies: [], superiors: { near: ['sup-dx'], person: ['sup-dx'] } },
    });
  });
  test('the policies in force of a process come with the reference that pins them', async () => {
    const { 'cab-normal': normal, emergency } = await approvalsFor(directory, { process: 'change', orgPath: school });
    expect(normal?.ref).toMatch(/^cab-normal@1#[0-9a-f]{32}$/);
    expect(emergency?.sitters).toEqual({ head: ['sup-dx'], owner: ['owner'] });
    expect(await approvalsFor(directory, { process: 'call', orgPath: school })).toEqual({});
  });
  test("a county's first line works five days, the province's own seven", async () => {
    const county = await pinsFor(registers(), 'call', { orgPath: school });
    const province = await pinsFor(registers(), 'call', { orgPath: '/dx' });
    expect(county.calendars['desk-L1']).toBe('cn-5x8@1');
    expect(province.calendars['desk-L1']).toBe('cn-7x12@1');
    expect(province.calendars['desk-L2']).toBe('cn-5x8@1');
  });
  test('a new version holds for new cases, and the references of an old one still give the old', async () => {
    const before = await pinsFor(registers(), 'incident', { orgPath: school });
    const first = await policyOf(opened.db).findById('incident@1').lean<Policy>();
    if (!first) throw new Error('no policy');
    await edit(
      policyOf(opened.db).create([{ ...first, _id: 'incident@2', version: 2, silent: ['*'], publishedAt: Date.now() }]),
    );
    const after = await pinsFor(registers(), 'incident', { orgPath: school });
    expect(after.sla).toMatchObject({ version: 2, silent: ['*'] });
    expect(await resolvePins(opened.db, pinRefsOf(before))).toEqual(before);
  });
  test('a calendar that somebody emptied in the store opens no case; those pinned to the version before go on', async () => {
    const before = await pinsFor(registers(), 'incident', { orgPath: school });
    const first = await calendarOf(opened.db).findById('cn-5x8@1').lean<Calendar>();
    if (!first) throw new Error('no calendar');
    const week = [[], [], [], [], [], [], []];
    const emptied = { ...first.snapshot, version: 2, week, dates: {} };
    await edit(calendarOf(opened.db).create([{ ...first, _id: 'cn-5x8@2', version: 2, snapshot: emptied }]));
    await expect(pinsFor(registers(), 'incident', { orgPath: school })).rejects.toMatchObject({
      code: 'calendar-unusable',
      params: { calendar: 'cn-5x8@2' },
    });
    expect(await resolvePins(opened.db, pinRefsOf(before))).toEqual(before);
  });
  test('of a register with very many versions no more is read than the newest of each entry', async () => {
    const { db } = opened;
    const MANY = 200;
    const policy = await policyOf(db).findById('incident@1').lean<Policy>();
    const contract = await contractOf(db).findOne().lean<Contract>();
    if (!policy || !contract) throw new Error('the sample organisation has neither');
    const versions = Array.from({ length: MANY }, (_, at) => at + 2);
    await edit(
      policyOf(db).insertMany(versions.map((version) => ({ ...policy, _id: `incident@${version}`, version }))),
    );
    await contractOf(db).insertMany(
      versions.map((version) => ({ ...contract, _id: `${contract.contract}@${version}`, version })),
    );
    await db.db?.command({ profile: 2 });
    const [policies, contracts] = [await directory.policiesOf('incident'), await directory.contracts()];
    const rivals = [
      ...(await rivalPolicies(db, { id: 'another', reach: policy })),
      ...(await rivalContracts(db, { id: 'another', period: contract })),
    ];
    await db.db?.command({ profile: 0 });
    const newest = [`incident@${MANY + 1}`, `${contract.contract}@${MANY + 1}`];
    expect([...policies, ...contracts].map(({ _id }) => _id)).toEqual(newest);
    expect(rivals.map(({ params }) => Object.values(params ?? {})).flat()).toEqual(newest);
    const reads = await db
      .collection<{ docsExamined: number }>('system.profile')
      .find({ ns: { $in: ['policies', 'contracts'].map((name) => `${db.name}.${name}`) } })
      .toArray();
    expect(reads).toHaveLength(4);
    const entries = Object.keys(processes).length; // a policy of each
    expect(Math.max(...reads.map(({ docsExamined }) => docsExamined))).toBeLessThanOrEqual(entries + 1);
  });
  test('the policy of the nearest organisation upward decides', async () => {
    const first = await policyOf(opened.db).findById('incident@1').lean<Policy>();
    if (!first) throw new Error('no policy');
    const forDonghu = { ...first, _id: 'donghu@1', policy: 'donghu', organisations: ['/dx/donghu' as const] };
    await edit(policyOf(opened.db).create([forDonghu]));
    expect((await pinsFor(registers(), 'incident', { orgPath: school })).sla.id).toBe('donghu');
    expect((await pinsFor(registers(), 'incident', { orgPath: '/dx/xiling' })).sla.id).toBe('incident');
  });
});

describe('who is told', () => {
  test("the supervisor of a queue's organisation", async () => {
    expect(await told({ role: 'supervisor', orgPath: '/dx/donghu' })).toEqual({ people: ['sup-donghu'] });
  });
  test('a county without supervisor: that of the city, and the gap is named', async () => {
    expect(await told({ role: 'supervisor', orgPath: '/dx/donghu/linxi' })).toEqual({
      people: ['sup-donghu'],
      stoodIn: 'supervisor@/dx/donghu/linxi > supervisor@/dx/donghu',
    });
  });
  test('a unit is served from above, so that is no gap for the office over it', async () => {
    expect(await told({ role: 'supervisor', orgPath: '/dx/donghu/hospital' })).toEqual({ people: ['sup-donghu'] });
  });
  test('no supervisor on the whole line: the process owner', async () => {
    await deactivate('sup-donghu', 'sup-dx');
    expect(await told({ role: 'supervisor', orgPath: '/dx/donghu/linxi' })).toEqual({
      people: ['owner'],
      stoodIn: 'supervisor@/dx/donghu/linxi > process-owner@/dx',
    });
  });
  test('nobody who answers at all: the system administrator, and at last the gap alone', async () => {
    await deactivate('sup-donghu', 'sup-dx', 'owner');
    const supervisor: Audience = { role: 'supervisor', orgPath: '/dx/donghu' };
    expect(await told(supervisor)).toEqual({
      people: ['admin-system'],
      stoodIn: 'supervisor@/dx/donghu > system-administrator',
    });
    await deactivate('admin-system');
    expect(await told(supervisor)).toEqual({ people: [], stoodIn: 'supervisor@/dx/donghu > nobody' });
  });
  test('one organisation up from the queue', async () => {
    expect(await told({ role: 'supervisor', orgPath: school, queue: 'donghu-l2' })).toEqual({ people: ['sup-donghu'] });
    expect(await told({ role: 'supervisor', orgPath: school, queue: 'donghu-l2', above: true })).toEqual({
      people: ['sup-dx'],
    });
  });
  test('a team: its active members', async () => {
    await deactivate('eng-donghu-1');
    expect(await told({ team: 'donghu-l2' })).toEqual({ people: ['eng-donghu-2'] });
  });
  test('an empty team: who serves its queue, and the supervisor over it where nobody does', async () => {
    expect(await told({ team: 'andu-desk' })).toEqual({
      people: ['desk-donghu'],
      stoodIn: 'team:andu-desk > team:donghu-desk',
    });
    await deactivate('desk-donghu', 'desk-province');
    expect(await told({ team: 'andu-desk' })).toEqual({
      people: ['sup-donghu'],
      stoodIn: 'team:andu-desk > supervisor@/dx/donghu',
    });
  });
  test("a team's lead, and when he is gone the team", async () => {
    expect(await told({ team: 'donghu-l2', of: 'lead' })).toEqual({ people: ['eng-donghu-1'] });
    await deactivate('eng-donghu-1');
    expect(await told({ team: 'donghu-l2', of: 'lead' })).toEqual({
      people: ['eng-donghu-2'],
      stoodIn: 'lead:donghu-l2 > team:donghu-l2',
    });
  });
  test("the team above is the next organisation's of the same tier", async () => {
    expect(await told({ team: 'donghu-l2', above: true })).toEqual({ people: ['eng-dx-1', 'eng-dx-2'] });
    expect(await told({ team: 'dx-l2', above: true })).toMatchObject({ people: ['sup-dx'] });
  });
  test('a person who was deactivated is never told', async () => {
    expect(await told({ person: 'eng-donghu-1' })).toEqual({ people: ['eng-donghu-1'] });
    await deactivate('eng-donghu-1');
    expect(await told({ person: 'eng-donghu-1' })).toEqual({
      people: ['sup-donghu'],
      stoodIn: 'person:eng-donghu-1 > supervisor@/dx/donghu',
    });
    expect(await told({ person: 'nobody-of-that-name' })).toMatchObject({ people: ['sup-dx'] });
  });
});

describe('who acts', () => {
  test('with the grants and teams of now; nobody when deactivated or unknown', async () => {
    expect(await directory.actorOf('eng-donghu-1')).toEqual({
      id: 'eng-donghu-1',
      kind: 'person',
      unit: '/dx/donghu',
      teams: ['donghu-l2'],
      leads: ['donghu-l2'],
      grants: [{ role: 'engineer', orgPath: '/dx/donghu' }],
    });
    expect(await directory.actorOf('nobody-of-that-name')).toBeNull();
    await edit(personOf(opened.db).updateOne({ _id: 'eng-donghu-1' }, { active: false }).exec());
    expect(await directory.actorOf('eng-donghu-1')).toBeNull();
  });
  test('a role lost elsewhere is gone as soon as the change is seen, though registers are kept in memory', async () => {
    await eventually(async () => (await directory.person('sup-dx')) === (await directory.person('sup-dx')));
    expect((await directory.actorOf('sup-dx'))?.grants).toHaveLength(1);
    edited = true;
    await personOf(opened.db).updateOne({ _id: 'sup-dx' }, { grants: [] }); // as another process would
    await eventually(async () => (await directory.actorOf('sup-dx'))?.grants.length === 0);
  });
});

const unknown = (pointer: string, register: string) => ({ pointer, code: 'unknown', params: { register } });

describe('facts', () => {
  test('only what the data name', async () => {
    const actor = await directory.actorOf('desk-linxi');
    expect(await asked({}, actor)).toEqual({});
    expect(await asked({ unit: school, impact: '1', urgency: '2', queue: 'donghu-l2' }, actor)).toEqual({
      unit: { orgPath: school, open: true },
      priority: 'P2',
      queue: { key: 'donghu-l2', orgPath: '/dx/donghu', tier: 'L2', open: true },
    });
  });
  test('what is not there is null, so that decide can say so', async () => {
    const actor = await directory.actorOf('desk-linxi');
    const data = { unit: '/dx/nowhere', queue: 'no-team', reporter: 'no-person', followUpOf: 'INC-999999' };
    expect(await asked(data, actor)).toEqual({ unit: null, queue: null, person: null, cases: { followUpOf: null } });
    expect(await asked({ target: 'INC-999999' }, actor, 'merge')).toEqual({ cases: { target: null } });
  });
  test('what a command does not declare is not looked up, though its data name it', async () => {
    const actor = await directory.actorOf('desk-linxi');
    const data = { unit: school, queue: 'donghu-l2', person: 'eng-dx-1', target: 'INC-999999' };
    expect(await asked(data, actor, 'comment')).toEqual({});
    expect(await asked(data, actor, 'transfer')).toEqual({
      queue: { key: 'donghu-l2', orgPath: '/dx/donghu', tier: 'L2', open: true },
    });
  });
  test('every field whose word stands in no register is named at once, also inside an amendment', async () => {
    const actor = await directory.actorOf('desk-linxi');
    const data = { application: 'no-such', category: 'no-such', causeCode: 'no-such', fields: { category: 'neither' } };
    expect(await asked(data, actor)).toEqual({
      unknown: [
        unknown('/application', 'application'),
        unknown('/category', 'category'),
        unknown('/causeCode', 'cause-code'),
        unknown('/fields/category', 'category'),
      ],
    });
    expect(await asked({ application: 'payment', category: 'advice', causeCode: 'no-reply' }, actor)).toEqual({});
  });
  test('an application that was closed takes no new case; what the product passes on is not checked again', async () => {
    await edit(applicationOf(opened.db).updateOne({ _id: 'payment' }, { open: false }).exec());
    const facts = await asked({ application: 'payment' }, await directory.actorOf('desk-linxi'));
    expect(facts.unknown).toMatchObject([{ pointer: '/application', code: 'unknown' }]);
    const system: Actor = { id: 'CAL-000001', kind: 'system', unit: '/', teams: [], grants: [] };
    expect(await asked({ application: 'payment' }, system)).toEqual({});
  });
  test('an item must be in use, but for the one that the case has; a register without items refuses none', async () => {
    const items = opened.db.collection<{ _id: string }>('items');
    await edit(items.updateOne({ _id: 'srv-app-4' }, { $set: { retiresAt: 1, successor: 'srv-app-3' } }));
    const actor = await directory.actorOf('desk-linxi');
    expect((await asked({ item: 'ghost', fields: { item: 'srv-app-4' } }, actor)).unknown).toEqual([
      unknown('/item', 'item'),
      { pointer: '/fields/item', code: 'retired', params: { register: 'item', heir: 'srv-app-3' } },
    ]);
    expect((await asked({ item: 'srv-old' }, actor)).unknown).toMatchObject([{ pointer: '/item', code: 'retired' }]);
    expect(await asked({ item: 'srv-app-3' }, actor)).toEqual({});
    const kept = {
      process: 'incident',
      command: 'resolve',
      data: { item: 'srv-old' },
      itemKept: async () => 'srv-old',
    };
    if (!actor) throw new Error('no such person');
    expect(await factsFor(registers(), { ...kept, actor })).toEqual({});
    await edit(items.deleteMany({}));
    expect(await asked({ item: 'ghost' }, actor)).toEqual({});
  });
  test('an item of another branch is as unknown as one that is not there, but for one that the case has', async () => {
    const items = opened.db.collection<{ _id: string }>('items');
    await edit(items.updateMany({ _id: { $in: ['srv-app-1', 'srv-app-2'] } }, { $set: { orgPath: '/dx/xiling' } }));
    await edit(items.updateOne({ _id: 'srv-app-2' }, { $set: { maintainers: ['eng-donghu-1'] } }));
    const named = ['srv-donghu-1', 'srv-app-1', 'srv-app-2', 'ghost'];
    const engineer = await directory.actorOf('eng-donghu-1');
    if (!engineer) throw new Error('no such person');
    const of = (actor: Actor, data: object, caseId?: string) =>
      factsFor(registers(), { process: 'change', command: 'plan', data, actor, ...(caseId ? { caseId } : {}) });
    const { items: facts, representatives } = await of(engineer, { items: named });
    expect(facts).toMatchObject({ 'srv-donghu-1': { orgPath: '/dx/donghu' }, 'srv-app-2': { orgPath: '/dx/xiling' } });
    expect([facts?.['srv-app-1'], facts?.['ghost']]).toEqual([null, null]);
    const consenting = async (actor: Actor, caseId?: string) =>
      Object.keys((await of(actor, { items: ['srv-app-1'], customers: ['/dx/xiling'] }, caseId)).representatives ?? {});
    expect(Object.keys(representatives ?? {})).toEqual(['/dx/xiling']); // by the one that he maintains
    expect(await consenting(engineer)).toEqual([]);
    await casesIn(opened.db).insertOne({
      _id: 'CHG-000777',
      items: ['srv-app-1'],
      customers: ['/dx/xiling'],
    } as unknown as StoredCase);
    expect(await consenting(engineer, 'CHG-000777')).toEqual(['/dx/xiling']);
    const system: Actor = { id: 'REL-000001', kind: 'system', unit: '/', teams: [], grants: [] };
    expect(await consenting(system)).toEqual(['/dx/xiling']);
    expect((await asked({ item: 'srv-app-1' }, engineer)).unknown).toEqual([unknown('/item', 'item')]);
    expect(await asked({ item: 'srv-app-2' }, engineer)).toEqual({});
    const kept = { process: 'incident', command: 'resolve', data: { item: 'srv-app-1' }, actor: engineer };
    expect(await factsFor(registers(), { ...kept, itemKept: async () => 'srv-app-1' })).toEqual({});
  });
  test('organisations that somebody names are told as far as his branches go', async () => {
    const waves = [{ organisations: ['/dx/donghu/linxi', '/dx/xiling', '/dx/nowhere'] }];
    const of = async (person: string) => {
      const actor = await directory.actorOf(person);
      if (!actor) throw new Error('no such person');
      return (await factsFor(registers(), { process: 'release', command: 'planWaves', data: { waves }, actor }))
        .organisations;
    };
    expect(await of('sup-donghu')).toEqual({
      '/dx/donghu/linxi': { open: true },
      '/dx/xiling': null,
      '/dx/nowhere': null,
    });
    expect(await of('sup-dx')).toMatchObject({ '/dx/xiling': { open: true }, '/dx/nowhere': null });
  });
  test('a unit below a closed office is closed', async () => {
    await edit(organisationOf(opened.db).updateOne({ _id: '/dx/donghu/linxi' }, { open: false }).exec());
    const facts = await asked({ unit: school }, await directory.actorOf('desk-linxi'));
    expect(facts.unit).toEqual({ orgPath: school, open: false });
  });
  test('a deactivated person is known and not active', async () => {
    await edit(personOf(opened.db).updateOne({ _id: 'eng-dx-1' }, { active: false }).exec());
    const facts = await asked({ person: 'eng-dx-1' }, await directory.actorOf('sup-dx'), 'dispatch');
    expect(facts.person).toEqual({ id: 'eng-dx-1', active: false, teams: ['dx-l2', 'xiling-l2'], unit: '/dx' });
  });
  test.each([
    ['1', '1', 'P1'],
    ['2', '1', 'P2'],
    ['2', '2', 'P3'],
    ['3', '1', 'P3'],
    ['2', '3', 'P4'],
    ['3', '3', 'P4'],
  ])('impact %s and urgency %s make %s', async (impact, urgency, priority) => {
    expect(await directory.priorityOf(impact, urgency)).toBe(priority);
  });
});

test('N23 the queue of a team without members is served by the next one upward of its tier, until somebody is there', async () => {
  const teamsOf = async (id: string) => (await directory.actorOf(id))?.teams;
  expect(await teamsOf('desk-province')).toEqual(['dx-desk', 'shiqiao-desk', 'xiling-desk', 'yuntai-desk']);
  expect(await teamsOf('desk-donghu')).toEqual(['donghu-desk', 'andu-desk']);
  expect(await teamsOf('desk-linxi')).toEqual(['linxi-desk']);
  await deactivate('desk-donghu');
  expect(await teamsOf('desk-province')).toEqual(expect.arrayContaining(['dx-desk', 'donghu-desk', 'andu-desk']));
  await edit(
    personOf(opened.db)
      .updateOne({ _id: 'sup-xiling' }, { teams: ['xiling-desk'] })
      .exec(),
  );
  expect(await teamsOf('desk-province')).toEqual(['dx-desk', 'andu-desk', 'donghu-desk']);
  expect(await teamsOf('sup-xiling')).toEqual(['xiling-desk', 'shiqiao-desk', 'yuntai-desk']);
  expect((await told({ team: 'yuntai-desk' })).people).toEqual(['sup-xiling']);
  const { person } = await asked({ reporter: 'sup-xiling' }, await directory.actorOf('sup-dx'));
  expect(person?.teams).toContain('yuntai-desk');
});

test('N23 who leads a team leads the queues that it serves beside its own', async () => {
  await edit(teamOf(opened.db).updateOne({ _id: 'donghu-desk' }, { lead: 'desk-donghu' }).exec());
  expect((await directory.actorOf('desk-donghu'))?.leads).toEqual(['donghu-desk', 'andu-desk']);
  expect(await directory.actorOf('desk-linxi')).not.toHaveProperty('leads');
});

describe('items', () => {
  test('what others ask of some of them comes in one query each; who is not there is left out', async () => {
    const facts = await itemsFacts(opened.db, ['db-payment', 'srv-old', 'ghost', 'db-payment']);
    expect([...facts.keys()].toSorted()).toEqual(['db-payment', 'srv-old']);
    expect(facts.get('db-payment')).toMatchObject({
      name: '支付库',
      kind: 'database',
      organisation: '/dx',
      service: 'payment',
      maintainers: { people: ['eng-dx-1'], teams: ['dx-l2'] },
      maintenance: { calendar: 'cn-5x8' },
      status: 'in-use',
    });
    expect(facts.get('srv-old')?.status).toBe('retired');
    expect(await itemsFacts(opened.db, [])).toEqual(new Map());
    const around = await neighboursOf(opened.db, ['mw-payment', 'ghost']);
    expect([...around.keys()]).toEqual(['mw-payment']);
    expect(around.get('mw-payment')).toEqual(
      expect.arrayContaining([
        { id: 'app-payment', type: 'runs-on', way: 'in' },
        { id: 'mw-payment-1', type: 'member-of', way: 'in' },
      ]),
    );
    expect((await neighboursOf(opened.db, ['link-donghu'])).get('link-donghu')).toEqual([
      { id: 'net-donghu', type: 'connects', way: 'out' },
    ]);
  });

  test('a fault of a server reaches what runs on it, and what needs that', async () => {
    const { relations } = await itemTypesOf(opened.db);
    const impact = await impactIn(opened.db, 'srv-db-1', relations, { depth: 9, most: 99 });
    expect(impact?.reached.map(({ id, depth }) => `${depth} ${id}`)).toEqual([
      '1 db-payment',
      '2 app-payment',
      '3 app-donghu',
      '3 app-execution',
    ]);
    expect(await impactIn(opened.db, 'ghost', relations, { depth: 9, most: 99 })).toBeNull();
  });
});

const HOUR = 3_600_000;
const at = (words: string) => Date.parse(`${words}+08:00`);

test('a version that two processes bring along at once is there once, and both go on', async () => {
  const { db } = opened;
  const freeze = sampleFreeze(at('2026-09-22T00:00'));
  await Promise.all(Array.from({ length: 8 }, () => addVersions(db, 'freezes', [freeze])));
  expect(await db.collection('freezes').countDocuments({ freeze: freeze.freeze })).toBe(1);
  await db.collection('freezes').deleteMany({ freeze: freeze.freeze });
});

describe('changes of late', () => {
  test('are asked of an item and of what is directly beneath it: not of what it carries, nor two steps away', async () => {
    const { relations } = await itemTypesOf(opened.db);
    expect(await directlyBeneath(opened.db, 'app-payment', relations)).toEqual([
      { id: 'app-payment-3.2', type: 'member-of' },
      { id: 'db-payment', type: 'depends-on' },
      { id: 'mw-payment', type: 'runs-on' },
    ]);
    expect(await directlyBeneath(opened.db, 'srv-db-1', relations)).toEqual([{ id: 'net-core-1', type: 'connects' }]);
    expect(await directlyBeneath(opened.db, 'ghost', relations)).toEqual([]);
  });

  test('are those under way and those over since then, newest first, found by index and counted', async () => {
    const since = Date.parse('2026-09-22T00:00:00Z');
    const window = { from: since, until: since + 1 };
    const plan = (number: string, more: object) =>
      storePlanned(opened.db, number, { items: ['db-payment'], window, status: 'closed', startedAt: since, ...more });
    await opened.db.collection('cases').deleteMany({});
    await plan('CHG-000001', { finishedAt: since });
    await plan('CHG-000002', { finishedAt: since + 1 });
    await plan('CHG-000003', { finishedAt: since + 9, items: ['app-payment', 'db-payment'] });
    await plan('CHG-000004', { status: 'implementing' });
    await plan('CHG-000005', { status: 'rolling-back', startedAt: since + 5 });
    await plan('CHG-000006', { status: 'scheduled', startedAt: undefined });
    await plan('CHG-000007', { finishedAt: since + 9, mode: 'drill' });
    await plan('CHG-000008', { finishedAt: since + 9, items: ['srv-db-1'] });
    const wanted = { items: ['app-payment', 'db-payment'], since, mode: 'live', limit: 3 } as const;
    const { found, count } = await workedOn(opened.db, wanted);
    expect(found.map(({ _id }) => _id)).toEqual(['CHG-000005', 'CHG-000004', 'CHG-000003']);
    expect(count).toBe(4);
    const plans = await opened.db
      .collection('cases')
      .find({ process: 'change', items: { $in: ['db-payment'] }, finishedAt: { $gt: since } })
      .explain('queryPlanner');
    expect(JSON.stringify(plans)).toContain('items_1_finishedAt_-1_status_1_windowUntil_1');
  });
});

describe('conflicts of a change', () => {
  const NOW = at('2026-09-25T09:00');
  const night = { from: at('2026-09-26T01:00'), until: at('2026-09-26T03:00') };
  const wish = {
    number: 'CHG-000001',
    type: 'normal',
    items: ['db-payment'],
    orgPath: '/dx',
    services: ['payment'],
    window: night,
    implementer: 'eng-dx-1',
  } as const;
  const found = async (more: object = {}, now = NOW) => {
    const { conflicts, ...rest } = await conflictsFor({ db: opened.db }, { ...wish, ...more }, now);
    const words = conflicts.map(({ kind, severity, item, with: other }) =>
      [kind, severity, item, other].join(' ').trim(),
    );
    return { told: words, ...rest };
  };
  const plan = (number: string, more: Partial<Parameters<typeof storePlanned>[2]> = {}) =>
    storePlanned(opened.db, number, { items: ['db-payment'], window: night, ...more });
  let version = 0;
  async function announce(more: Partial<Freeze> = {}): Promise<string> {
    version += 1;
    const held = [{ from: night.from, until: night.until + 24 * HOUR }];
    await storeFreeze(opened.db, `year-end@${version}`, held, { publishedAt: NOW - HOUR, ...more });
    return `year-end@${version}`;
  }
  const met = async (more: Partial<Freeze>) => {
    const kept = await freezeOf(opened.db)
      .findById(await announce(more))
      .lean<Freeze>();
    const pages = [];
    if (kept) for await (const page of changesMetBy({ db: opened.db }, heldFreezeOf(kept), NOW)) pages.push(...page);
    return pages.map(({ number }) => number);
  };
  beforeEach(async () => {
    await opened.db.collection('cases').deleteMany({});
    await freezeOf(opened.db).deleteMany({});
  });

  test('are gathered from changes, freezes, windows, neighbours and who implements it', async () => {
    await plan('CHG-000002');
    await plan('CHG-000003', { items: ['srv-db-1'], implementer: 'eng-dx-1' });
    await plan('CHG-000004', { status: 'authorizing' });
    for (const status of ['draft', 'reviewing', 'closed', 'canceled', 'rejected'])
      await plan(`CHG-1-${status}`, { status });
    await plan('CHG-000005', { mode: 'drill' });
    await plan('CHG-000006', { window: { from: night.until, until: night.until + HOUR } });
    await plan('CHG-000001');
    const freeze = await announce({ items: ['db-payment'] });
    expect(await found()).toEqual({
      told: [
        `freeze block db-payment ${freeze}`,
        'overlap block db-payment CHG-000002',
        'implementer block  CHG-000003',
        'overlap warn db-payment CHG-000004',
        'neighbour warn db-payment CHG-000003',
      ],
      unknown: [],
      retired: [],
    });
    expect((await found({ mode: 'drill', number: 'CHG-000009' })).told.slice(1)).toEqual([
      'overlap block db-payment CHG-000005',
    ]);
  });

  test('say that it leaves the maintenance window, in the zone of its calendar', async () => {
    const window = { from: night.from, until: at('2026-09-26T05:00') };
    expect((await found({ window })).told).toEqual([]);
    expect((await found({ window: { ...window, until: window.until + 1 } })).told).toEqual([
      'outside-window block db-payment',
    ]);
    expect((await found({ items: ['srv-db-1'] })).told).toEqual(['outside-window block srv-db-1']); // weekends only
  });

  test('name items that are not there or out of use, and still what is planned on them', async () => {
    await plan('CHG-000002', { items: ['srv-old', 'ghost'] });
    expect(await found({ items: ['srv-old', 'ghost'] })).toEqual({
      told: ['overlap block ghost CHG-000002', 'overlap block srv-old CHG-000002'],
      unknown: ['ghost'],
      retired: ['srv-old'],
    });
  });

  test('meet a change that is at work beyond its window, whatever was planned', async () => {
    await plan('CHG-000002', {
      status: 'rolling-back',
      window: { from: night.from - 9 * HOUR, until: night.from - HOUR },
    });
    const now = night.from + HOUR;
    expect((await found({ window: { from: now, until: night.until } }, now)).told).toEqual([
      'overlap block db-payment CHG-000002',
    ]);
    expect((await found()).told).toEqual([]);
  });

  test('are found alike for an item with very many beside it', async () => {
    await plan('CHG-000002', { items: ['srv-db-1'] });
    const items = Array.from({ length: 400 }, (_, n) => `ghost-${n}`);
    expect((await found({ items: [...items, 'db-payment'] })).told).toEqual(['neighbour warn db-payment CHG-000002']);
  });

  test('go by the newest version of a freeze: what was lifted is in nobody’s way, what was moved acts where it lies now', async () => {
    await announce();
    expect((await found()).told).toEqual(['freeze block  year-end@1'.replace('@1', `@${version}`)]);
    const later = { from: night.until, until: night.until + HOUR };
    await announce({ held: [later], endsAt: later.until });
    expect((await found()).told).toEqual([]);
    await announce();
    expect((await found()).told).toHaveLength(1);
    await announce({ lifted: true });
    expect((await found()).told).toEqual([]);
  });

  describe('with a freeze that is published', () => {
    const sent: string[] = [];
    const nobody = { told: 0, refused: 0 };
    const tell = async (ref: string, answers: Readonly<Record<string, Error>> = {}) => {
      const caseClient = {
        command: async (number: string, command: string, data: object, { key }: { key: string }) => {
          sent.push([number, command, JSON.stringify(data), key].join(' '));
          if (answers[number]) throw answers[number];
          return { seq: 2 };
        },
      };
      const { tellFreeze, lookAtFreeze } = createFreezes({
        db: opened.db,
        caseClient: caseClient as never, // nothing else of it is used
        changesMetBy: (freeze) => changesMetBy({ db: opened.db }, freeze, NOW),
      });
      const run = <T>(ask: (word: string) => Promise<T>) => new MockActivityEnvironment().run(ask, ref);
      return {
        seen: await run(lookAtFreeze),
        told: await run<FreezeTold>(tellFreeze).catch((error: Error) => error.message),
      };
    };
    beforeEach(async () => {
      sent.length = 0;
      await plan('CHG-000002');
      await plan('CHG-000003', { status: 'assessing', items: ['srv-donghu-1'], application: 'budget' });
      await plan('CHG-000004', { window: { from: NOW - 2 * HOUR, until: NOW - HOUR } });
      await plan('CHG-000005', { status: 'draft' });
    });

    test('R051 each change that it meets is told once, with the time that is met', async () => {
      const ref = await announce();
      const words = (number: string) => `${number} noteFreeze ${JSON.stringify({ freeze: ref, ...night })} f:${ref}`;
      expect(await tell(ref)).toEqual({ seen: true, told: { told: 2, refused: 0 } });
      expect(sent).toEqual(['CHG-000002', 'CHG-000003'].map(words));
    });

    test('only those of its scope are met: by organisation of an item, by service, by item', async () => {
      expect(await met({ organisations: ['/dx/donghu'] })).toEqual(['CHG-000003']);
      expect(await met({ services: ['budget'] })).toEqual(['CHG-000003']);
      expect(await met({ items: ['db-payment'] })).toEqual(['CHG-000002']);
      expect(await met({ organisations: ['/dx/xiling'] })).toEqual([]);
    });

    test('one that ended on the way is passed over, one that cannot be reached keeps no other from its word', async () => {
      const ref = await announce();
      const refused = { 'CHG-000002': new DomainError('case-ended', 'It has ended') };
      expect((await tell(ref, refused)).told).toEqual({ told: 1, refused: 1 });
      sent.length = 0;
      expect((await tell(ref, { 'CHG-000002': new Error('away') })).told).toBe('away');
      expect(sent).toHaveLength(2);
    });

    test('who was told of an earlier version and is met no more is told that it is over, once', async () => {
      const first = await announce({ items: ['db-payment', 'srv-donghu-1'] });
      const under = { freezes: ['year-end-2@1', first] };
      await plan('CHG-000002', under);
      await plan('CHG-000003', { ...under, status: 'assessing', items: ['srv-donghu-1'], application: 'budget' });
      await plan('CHG-000005', { ...under, status: 'draft' });
      for (const status of ['reviewing', 'closed']) await plan(`CHG-1-${status}`, { ...under, status });
      await plan('CHG-000006', { ...under, mode: 'drill' });
      await plan('CHG-000007', { freezes: ['year-end-2@1'], items: ['srv-db-1'] });
      const narrowed = await announce({ items: ['db-payment'] });
      expect((await tell(narrowed)).told).toEqual({ told: 3, refused: 0 });
      expect(sent).toEqual([
        wordsTo('noteFreeze', 'CHG-000002', narrowed, night),
        ...['CHG-000003', 'CHG-000005'].map((one) => `${wordsTo('noteFreezeLifted', one, narrowed)}:lifted`),
      ]);
      sent.length = 0;
      const lifted = await announce({ lifted: true, kind: 'event-support' });
      await tell(lifted);
      expect(sent).toEqual(
        ['CHG-000002', 'CHG-000003', 'CHG-000005'].map((one) => `${wordsTo('noteFreezeLifted', one, lifted)}:lifted`),
      );
    });

    test('nobody is told by a version that is not stored, that another followed, that lifts, or that only warns', async () => {
      expect(await tell('year-end@999')).toEqual({ seen: false, told: { told: 0, refused: 0 } });
      const first = await announce();
      const lifted = await announce({ lifted: true });
      expect([await tell(first), await tell(lifted)].map((one) => one.told)).toEqual([nobody, nobody]);
      expect((await tell(await announce({ kind: 'event-support' }))).told).toEqual({ told: 0, refused: 0 });
      expect(sent).toEqual([]);
    });
  });
});

const wordsTo = (command: string, number: string, ref: string, more: object = {}) =>
  `${number} ${command} ${JSON.stringify({ freeze: ref, ...more })} f:${ref}`;
