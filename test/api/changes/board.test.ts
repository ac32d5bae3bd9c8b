/** Who approves: seats that follow the registers, links in mails, a board that meets, and delegations for a time. */
import { contentHash } from '../../../domain/kernel/record/content-hash.ts';
import { letterWords } from '../../../domain/letters.ts';
import { noticeWords } from '../../../domain/notice-words.ts';
import { casesIn } from '../../../models/cases/case.ts';
import { commitsAfter, commitsIn } from '../../../models/cases/commit.ts';
import { recordedIn } from '../../../models/cases/minuted.ts';
import { withVotesOf } from '../../../models/cases/votes.ts';
import { noticeOf } from '../../../models/notices/notice.ts';
import { type Caller, signIn } from '../../support/product/api.ts';
import { answers, type ChangeDesk, inbox, instant, startChangeDesk } from '../../support/product/changes.ts';
import { faultsIn } from '../../support/product/registers.ts';

let desk: ChangeDesk;
beforeAll(async () => {
  desk = await startChangeDesk();
}, 120_000);
afterAll(() => desk.api.stop());

test('who follows the links of a notice of approval decides nothing and uses up nothing', async () => {
  const number = await desk.draft({ window: { from: instant(300), until: instant(304) } });
  await desk.asked(number);
  const { db } = desk.api.product;
  const told = await desk.api.product.eventually(
    async () =>
      await noticeOf(db).findOne({ to: 'sup-donghu', caseId: number, template: 'change-approval-asked' }).lean(),
  );
  const words = noticeWords(told, String) ?? { zh: '', en: '' };
  const linkTo = (caseId: string) => `${desk.api.address}/cases/${caseId}`;
  const { text } = letterWords([{ words, at: '', caseId: number, process: 'change', data: told.data }], {
    locale: 'zh',
    clock: String,
    linkTo,
  });
  const links = text.match(/https?:\/\/\S+/gu) ?? [];
  expect(links).toEqual([`${desk.api.address}/cases/${number}`]);
  const head = await desk.api.as('sup-donghu');
  const stands = async () => ({
    cases: await casesIn(db).findOne({ _id: number }),
    commits: await commitsAfter(db, number),
    inbox: (await inbox(head)).filter((one) => one.number === number),
    unread: await noticeOf(db).findOne({ _id: told._id }).lean(),
  });
  const before = await stands();
  expect([before.inbox.length, before.unread?.readAt]).toEqual([1, undefined]);
  const seen = new Set<number>();
  for (const link of links)
    for (const method of ['GET', 'HEAD'])
      for (const accept of ['text/html', 'application/json'])
        for (const cookie of ['', head.cookie])
          seen.add((await fetch(link, { method, headers: { accept, ...(cookie === '' ? {} : { cookie }) } })).status);
  expect(seen).toEqual(new Set([200, 401])); // the page, or that one is to sign in
  expect(await stands()).toEqual(before);
}, 60_000);

const agenda = async (who: Caller) => (await who.get('/api/meetings/cab-1/agenda').expect(200)).body.items;
const line = (seat: string, person: string, decision = 'approve') => ({
  seat,
  person,
  decision,
  reason: '会上已说明',
});
const decided = async (who: Caller, query = '') => (await who.get(`/api/approvals/decided${query}`).expect(200)).body;
const attend = (who: Caller, attended: string[], seen = 1) =>
  who.put('/api/meetings/cab-1/attendance', { attended }).set('If-Match', `"${seen}"`);
test('a board meets: what is before it, who decided what there, and its minutes as far as each reader reads', async () => {
  const number = await desk.draft({ window: { from: instant(400), until: instant(404) } }, '/dx/donghu/hospital');
  await desk.asked(number, { ...answers, 'first-of-kind': true, 'untested-way-back': true });
  const [chair, owner] = await Promise.all(
    ['sup-dx', 'owner'].map((id) => desk.api.as(id)) as [Promise<Caller>, Promise<Caller>],
  );
  await desk.approvedBy(number, 'sup-donghu');
  const meeting = {
    id: 'cab-1',
    name: '变更委员会例会',
    board: '/dx',
    from: instant(-1),
    until: instant(1),
    place: '二楼会议室',
    chair: 'sup-dx',
    secretary: 'desk-province',
    members: ['sup-donghu', 'sup-xiling', 'expert-1', 'expert-2'],
    agenda: { risks: ['high'], windowFrom: instant(390) },
  };
  expect((await desk.raiser.post('/api/meetings', meeting)).status).toBe(403);
  const bad = await owner.post('/api/meetings', {
    ...meeting,
    until: meeting.from,
    members: ['nobody'],
    secretary: 'no',
  });
  expect(faultsIn(bad)).toEqual(['/until not-after-from', '/secretary unknown', '/members/0 unknown']);
  await owner.post('/api/meetings', meeting).expect(201);

  expect(await agenda(chair)).toMatchObject([{ number, risk: 'high', decided: false, seats: expect.any(Array) }]);
  const [{ planHash, seats }] = await agenda(chair);
  expect(seats).toContainEqual({ stage: 'cab', seat: 'chair', people: ['sup-dx'] });
  const stranger = await desk.api.as('desk-linxi');
  expect(await agenda(stranger)).toEqual([]);

  const record = (...decisions: object[]) =>
    chair.send(`/api/changes/${number}/recordMinutes`, { meeting: 'cab-1', planHash, decisions });
  const senior = await record(line('chair', 'sup-dx'), line('senior', 'expert-3'));
  expect([senior.status, faultsIn(senior)]).toEqual([422, ['/decisions/1/person not-a-member']]);
  const member = await desk.api.as('sup-xiling');
  const other = await member.send(`/api/changes/${number}/recordMinutes`, {
    meeting: 'cab-1',
    planHash,
    decisions: [line('chair', 'sup-dx')],
  });
  expect([other.status, other.body.code]).toEqual([403, 'not-chair']);
  const done = await record(
    line('chair', 'sup-dx'),
    line('city-donghu', 'sup-donghu'),
    line('city-xiling', 'sup-xiling', 'reject'),
    line('business', 'expert-1'),
  );
  expect([done.status, done.body.status, done.body.meetings]).toEqual([200, 'scheduled', ['cab-1']]);
  await desk.api.product.eventually(
    async () =>
      await noticeOf(desk.api.product.db)
        .findOne({ to: 'sup-xiling', caseId: number, template: 'change-minutes-recorded' })
        .lean(),
  );

  const plan = await commitsIn(desk.api.product.db).find(recordedIn('cab-1')).explain();
  expect(JSON.stringify(plan)).toContain('events.data.meeting_1__id_1');
  const { body: minutes } = await chair.get('/api/meetings/cab-1/minutes').expect(200);
  expect(minutes).toMatchObject({
    changes: [{ number, planHash, result: 'passed', recordedBy: 'sup-dx', votes: { length: 4 } }],
    others: 0,
  });
  const mine = await decided(member);
  expect(mine.items).toContainEqual(
    expect.objectContaining({
      number,
      title: expect.any(String),
      status: 'scheduled',
      decision: 'reject',
      stage: 'cab',
      seat: 'city-xiling',
      by: 'sup-xiling',
      reason: '会上已说明',
      planHash,
      recordedBy: 'sup-dx',
      meeting: 'cab-1',
    }),
  );
  expect((await decided(stranger)).items).toEqual([]);
  const head = await desk.api.as('sup-donghu'); // approved by himself, and then in the meeting
  const all = (await decided(head)).items;
  expect(all.map(({ stage }: { stage: string }) => stage)).toEqual(['cab', 'technical']);
  const first = await decided(head, '?limit=1');
  const second = await decided(head, `?limit=1&after=${encodeURIComponent(first.next)}`);
  expect([...first.items, ...second.items]).toEqual(all);
  const votes = await commitsIn(desk.api.product.db).find(withVotesOf('sup-dx')).sort({ at: -1, _id: -1 }).explain();
  expect(JSON.stringify(votes)).not.toContain('COLLSCAN');
  const { hash, ...content } = minutes;
  expect(hash).toBe(contentHash(content));
  const { body: outside } = await stranger.get('/api/meetings/cab-1/minutes').expect(200);
  expect(outside).toMatchObject({ changes: [], others: 1 });
  const text = await chair.get('/api/meetings/cab-1/minutes').set('Accept', 'text/markdown').expect(200);
  expect(text.headers['content-type']).toBe('text/markdown; charset=utf-8');
  expect(text.text).toContain('# 会议纪要：变更委员会例会');
  expect(text.text).toContain(hash);
  expect((await chair.get('/api/meetings/cab-1/minutes?format=md&lang=en')).text).toContain('Result: passed');

  expect((await attend(member, ['sup-dx'])).status).toBe(403);
  expect(faultsIn(await attend(chair, ['sup-dx', 'eng-dx-1']))).toEqual([
    '/attended/1 not-a-member',
    '/attended minutes-recorded',
  ]);
  const held = await attend(chair, ['sup-dx', 'sup-donghu', 'sup-xiling', 'expert-1']).expect(200);
  expect(held.body).toMatchObject({ status: 'held', version: 2 });
  expect((await attend(chair, ['sup-dx'])).status).toBe(412);
  expect((await chair.get('/api/meetings/cab-1/minutes')).body.people).toContainEqual({
    person: 'expert-2',
    attended: false,
  });
  expect(await agenda(chair)).toMatchObject([{ number, decided: true, status: 'scheduled' }]);
  const moved = await owner
    .put('/api/meetings/cab-1', { ...meeting, id: undefined, chair: 'owner' })
    .set('If-Match', '"2"');
  expect(faultsIn(moved)).toContain('/chair minutes-recorded');
  expect((await stranger.get('/api/meetings/cab-2/agenda')).status).toBe(404);
}, 60_000);

test('who calls a board together learns nothing of elsewhere, and his board names no change to who does not read it', async () => {
  const [head, owner] = await Promise.all([desk.api.as('sup-xiling'), desk.api.as('owner')]);
  const meeting = {
    id: 'cab-xiling',
    name: '西岭例会',
    board: '/dx/xiling',
    from: instant(1),
    until: instant(2),
    chair: 'sup-xiling',
    members: ['owner'],
  };
  const members = ['eng-donghu-1', 'req-donghu', 'nobody'];
  const asked = { ...meeting, members, secretary: 'desk-linxi', agenda: { organisation: '/dx/donghu/linxi' } };
  expect(faultsIn(await head.post('/api/meetings', asked))).toEqual([
    '/chair own-meeting',
    '/secretary unknown',
    '/members/0 unknown',
    '/members/1 unknown',
    '/members/2 unknown',
    '/agenda/organisation unknown',
  ]);
  const far = { to: 'sup-dx', until: instant(24), reason: '出差' };
  for (const organisation of ['/dx/donghu', '/dx/nowhere'])
    expect(faultsIn(await head.post('/api/delegations', { ...far, organisation }))).toEqual(['/organisation unknown']);

  const number = await desk.draft({ window: { from: instant(420), until: instant(424) } });
  const made = await owner.post('/api/meetings', { ...meeting, agenda: { added: [number] } }).expect(201);
  expect(made.body.agenda).toEqual({ added: [number] });
  const { id: _id, ...body } = { ...meeting, agenda: { kinds: ['normal'] } };
  const edited = await head.put('/api/meetings/cab-xiling', body).set('If-Match', '"1"').expect(200);
  const stale = await head.put('/api/meetings/cab-xiling', body).set('If-Match', '"1"').expect(412);
  const all = await Promise.all(
    ['', '/cab-xiling', '/cab-xiling/versions', '/cab-xiling/agenda'].map((of) => head.get(`/api/meetings${of}`)),
  );
  for (const { text } of [edited, stale, ...all]) expect(text).not.toContain(number);
  const { agenda: kept } = (await owner.get('/api/meetings/cab-xiling').expect(200)).body;
  expect(kept).toEqual({ kinds: ['normal'], added: [number] }); // who did not see it did not take it away
}, 60_000);

test('a person delegates his approvals for a time: open cases learn it, and let go of it when it is taken back', async () => {
  const number = await desk.draft({ window: { from: instant(500), until: instant(504) } });
  await desk.asked(number);
  const [head, deputy] = [await desk.api.as('sup-donghu'), await desk.api.as('desk-province')];
  const away = { to: 'desk-province', until: instant(24), reason: '出差' };
  const bad = await head.post('/api/delegations', {
    ...away,
    to: 'nobody',
    until: instant(-1),
    organisation: '/nowhere',
  });
  expect(faultsIn(bad)).toEqual(['/to unknown', '/until in-past', '/organisation unknown']);
  expect((await inbox(deputy)).map((one) => one.number)).not.toContain(number);
  // Of those that are given at the same moment one holds.
  const atOnce = await Promise.all(Array.from({ length: 6 }, async () => await head.post('/api/delegations', away)));
  const [given, ...more] = atOnce.flatMap(({ status, body }) => (status === 201 ? [body] : []));
  expect(more).toEqual([]);
  expect(new Set(atOnce.map(({ status, body }) => (status === 201 ? 'given' : body.code)))).toEqual(
    new Set(['given', 'already-delegated']),
  );
  expect((await head.post('/api/delegations', away)).body.code).toBe('already-delegated');
  const back = await deputy.post('/api/delegations', { ...away, to: 'sup-donghu' });
  expect([back.status, back.body.code]).toEqual([409, 'delegation-circle']);

  const { db } = desk.api.product;
  const waiting = await desk.api.product.eventually(async () =>
    (await inbox(deputy)).find((one) => one.number === number),
  );
  expect(waiting).toMatchObject({ seats: [{ as: 'delegate', for: 'sup-donghu', mandate: given.id }] });
  expect((await inbox(head)).find((one) => one.number === number)).toMatchObject({ seats: [{ as: 'own' }] });
  for (const person of ['sup-donghu', 'desk-province'])
    await desk.api.product.eventually(
      async () => await noticeOf(db).findOne({ to: person, template: 'mandate-given' }).lean(),
    );
  expect((await deputy.get('/api/delegations').expect(200)).body.items).toMatchObject([
    { id: given.id, from: 'sup-donghu' },
  ]);
  expect((await deputy.bare(`/api/delegations/${given.id}/revoke`)).status).toBe(404);
  const guard = await desk.api.as('admin-security');
  const holdings = async (id: string) => (await guard.get(`/api/people/${id}/holdings`).expect(200)).body;
  for (const id of ['sup-donghu', 'desk-province'])
    expect(await holdings(id)).toMatchObject({ delegations: [given.id] });
  // The sample's own meeting is to come; the one that was held hangs on nobody.
  expect((await holdings('sup-donghu')).meetings).not.toContain('cab-1');

  // A case that is asked while it holds knows it from the beginning.
  const later = await desk.draft({ window: { from: instant(600), until: instant(604) } });
  await desk.asked(later);
  expect(await desk.approvedBy(later, 'desk-province')).toBe('scheduled');
  expect((await desk.raiser.get(`/api/changes/${later}`)).body.approval.stages[0].seats[0]).toMatchObject({
    by: 'desk-province',
    for: 'sup-donghu',
  });
  await head.bare(`/api/delegations/${given.id}/revoke`).expect(200);
  expect((await head.bare(`/api/delegations/${given.id}/revoke`)).body.code).toBe('not-delegated');
  await desk.api.product.eventually(async () => !(await inbox(deputy)).some((one) => one.number === number));
  expect((await deputy.send(`/api/changes/${number}/approve`, { planHash: waiting.planHash })).status).toBeGreaterThan(
    399,
  );
  const trail = await db
    .collection('audit')
    .find({ $or: [{ type: /^mandate/ }, { type: 'editLost', 'data.lost': /^mandate/ }] })
    .sort({ at: 1 })
    .toArray();
  const takenBack = trail.flatMap(({ type, data }) => (type === 'editLost' ? [data.lost] : []));
  const said = trail.flatMap(({ type }) => (type === 'editLost' ? [] : [type]));
  expect(takenBack).toEqual(takenBack.map(() => 'mandateGiven')); // those that came too late by a moment
  expect(said.slice(takenBack.length)).toEqual(['mandateGiven', 'mandateRevoked']);
}, 60_000);

test('R047 a role that an edit gives or takes changes the seat at once, and whose it is now is told', async () => {
  const number = await desk.draft({ window: { from: instant(700), until: instant(704) } });
  await desk.asked(number);
  const guard = await desk.api.as('admin-security');
  const edit = async (id: string, name: string, unit: string, ...at: readonly (readonly [string, string])[]) => {
    const grants = at.map(([role, orgPath]) => ({ role, orgPath }));
    const { version } = (await guard.get(`/api/people/${id}`).expect(200)).body;
    const done = guard.put(`/api/people/${id}`, { name, unit, grants, teams: [] }).set('If-Match', `"${version ?? 1}"`);
    expect([id, (await done).status]).toEqual([id, 200]);
    return await signIn(desk.api.address, id, desk.api.password);
  };
  const asks = async (who: Caller) => (await inbox(who)).some((one) => one.number === number);

  const later = await edit(
    'sup-xiling',
    '罗平',
    '/dx/xiling',
    ['supervisor', '/dx/xiling'],
    ['supervisor', '/dx/donghu'],
  );
  await desk.api.product.eventually(() => asks(later));
  const former = await edit('sup-donghu', '林红', '/dx/donghu', ['engineer', '/dx/donghu']);
  await desk.api.product.eventually(async () => !(await asks(former)));
  expect(await asks(later)).toBe(true);
  expect((await desk.recorded(number, 'change.approverReplaced')).data).toMatchObject({
    person: 'sup-donghu',
    to: ['sup-xiling'],
  });
  const told = await desk.api.product.eventually(async () => {
    const { items } = (await later.get('/api/notices')).body;
    return (items as { template: string; number: string }[]).find(
      (one) => one.template === 'change-approver-replaced' && one.number === number,
    );
  });
  expect(told.number).toBe(number);
}, 60_000);
