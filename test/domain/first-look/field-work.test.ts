/** What somebody met who used visits, inspections and rectifications for the first time. */
import { eventWords } from '../../../domain/event-words.ts';
import type { Effect } from '../../../domain/kernel/process.ts';
import { linesKnown, linesSaid, noticeWords } from '../../../domain/notice-words.ts';
import { printedOf, sectionOf, wordsIn } from '../../support/documents/printed.ts';
import { acceptedOrder, complete, doneOrder, onSiteOrder, opening, sign } from '../../support/field/work-orders.ts';
import { given, hours, MORNING } from '../../support/given.ts';
import { InspectionCase, named, SLOT_END } from '../../support/inspection/inspections.ts';
import { issuing, says, submit, takeUp } from '../../support/rectification/rectifications.ts';
import { people } from '../../support/sample.ts';
import type { World } from '../../support/world.ts';

const { li, zhao, quality, manager, coordinator, cityHead, principal, requester, system } = people;
const FAR = MORNING + hours(24 * 366 * 4);
type Notice = Extract<Effect, { kind: 'notify' }>;
const noticesOf = ({ done }: World, template: string): Notice[] =>
  done.flatMap(({ effect }) => (effect.kind === 'notify' && effect.template === template ? [effect] : []));

const appoint = (from: number, until: number) => says('appoint', { from, until, agreedBy: 'Ms Chen' });

describe('a wrong date', () => {
  test('of a visit: over, the wrong way round, or in another decade; each field is named', () => {
    acceptedOrder()
      .when(li, appoint(MORNING - hours(30), MORNING + hours(2)))
      .thenRefused('invalid-data', '/from in-past')
      .when(li, appoint(MORNING + hours(4), FAR))
      .thenRefused('invalid-data', '/until too-far')
      .when(li, appoint(MORNING - hours(40), MORNING - hours(50)))
      .thenRefused('invalid-data', '/from in-past', '/until in-past', '/until not-after-from')
      .when(li, appoint(MORNING - hours(1), MORNING + hours(2)))
      .thenEvents('appointed');
  });
  test('of a part that is waited for', () => {
    onSiteOrder()
      .when(li, says('awaitPart', { spare: 'Fan', until: MORNING - hours(500) }))
      .thenRefused('invalid-data', '/until in-past')
      .when(li, says('awaitPart', { spare: 'Fan' }))
      .thenEvents('partAwaited');
  });
  test('of an inspection, its visit and a remedy', () => {
    expect(() => new InspectionCase(cityHead, { visitUntil: FAR })).toThrow('cannot be opened so');
    const one = new InspectionCase();
    const visit = (from: number, until: number) => one.refused(cityHead, 'appoint', { ...named(li), from, until });
    expect(visit(MORNING - hours(100), FAR)).toBe('invalid-data /until too-far /from in-past');
    expect(visit(SLOT_END, SLOT_END + hours(1))).toBe('invalid-data /from after-slot');
    one.settling();
    expect(one.refused(li, 'proposeRemedy', { remedy: 'Another fan', due: FAR }, 'f-1')).toBe(
      'invalid-data /due too-far',
    );
  });
  test('of a rectification, and of more time for it', () => {
    given('rectification')
      .when(quality, issuing({ due: FAR }))
      .thenRefused('invalid-data', '/due too-far');
    given('rectification')
      .when(quality, issuing())
      .when(quality, says('extend', { due: FAR, reason: 'x' }))
      .thenRefused('invalid-data', '/due too-far')
      .when(quality, says('extend', { due: MORNING + hours(1), reason: 'x' }))
      .thenRefused('invalid-data', '/due not-later');
  });
});

describe('a deadline that is over and done with', () => {
  test('is nobody’s: who goes there once more was in time the first time', () => {
    const { stage, caseId } = doneOrder().when(requester, says('refuseWork', { reason: 'It still hums' }));
    expect(stage.viewOf(caseId).waitsFor).toEqual([{ to: { person: li.id }, command: 'depart', dueAt: null }]);
  });
  test('while a remedy is waited for, its clock says until when', () => {
    const one = new InspectionCase().settling();
    const due = (clock: string) => (one.view.readings as Record<string, { dueAt: number }>)[clock]?.dueAt;
    expect(one.view.waitsFor).toMatchObject([{ command: 'proposeRemedy', parts: ['f-1'], dueAt: due('propose') }]);
    one.give(li, 'proposeRemedy', { remedy: 'Another fan', due: MORNING + hours(240) }, 'f-1');
    expect(one.view.waitsFor).toMatchObject([{ command: 'agreeRemedy', parts: ['f-1'], dueAt: due('agree') }]);
  });
});

describe('a notice says what its reader needs', () => {
  test('who goes reads where to; an urgent visit waits for nobody’s quiet hours', () => {
    const { stage } = acceptedOrder({ urgent: true, item: 'srv-school' });
    const [notice] = noticesOf(stage, 'work-order-dispatched');
    expect(notice?.data).toMatchObject({ site: 'Building 2, room 105', item: 'srv-school', urgent: true });
    const lines = linesKnown(notice?.data ?? {}, 'work-order', { clock: String });
    expect(lines.map(({ label, value }) => `${label.zh} ${value.zh}`)).toContain('地点 Building 2, room 105');
  });
  test('who is to be inspected reads when, and whom to meet', () => {
    const one = new InspectionCase();
    const data = {
      ...named(li),
      from: MORNING + hours(24),
      until: MORNING + hours(26),
      contact: '8451',
      note: 'Badge',
    };
    one.give(cityHead, 'appoint', data);
    expect(noticesOf(one.world, 'inspection-appointed')[0]?.data).toMatchObject({
      said: ['from', 'until', 'contact', 'note'],
    });
  });
  test('a project manager who opened the inspection reads what was found, told as the manager that he is', () => {
    const one = new InspectionCase(manager).answered();
    one.give(li, 'raiseFinding', { line: 'temperature', class: 'serious', what: 'Batteries swell' }, 'f-1');
    const told = noticesOf(one.world, 'inspection-finding-raised').map(({ to }) => ('role' in to ? to.role : 'person'));
    expect(told.indexOf('project-manager')).toBeLessThan(told.indexOf('person'));
  });
  test('who carries a rectification out reads why it was refused, and is followed when he leaves', () => {
    const story = given('rectification')
      .when(quality, issuing())
      .when(li, takeUp({ person: zhao.id }))
      .when(zhao, submit)
      .when(quality, says('refuseRemedy', { result: 'One is missing' }));
    const his = noticesOf(story.stage, 'rectification-remedy-refused').find(
      ({ to }) => 'person' in to && to.person === zhao.id,
    );
    expect(his?.data).toMatchObject({ said: ['result'] });
    story
      .when(system, says('relieve', { person: zhao.id, reason: 'Has left' }))
      .thenEvents('relieved')
      .thenWaitsFor(`${li.id}: submit`);
  });
  test('whoever is named stands there by his name', () => {
    const names = new Map([['person:eng-1', { zh: '李强', en: 'Li Qiang' }]]);
    const data = { said: { person: 'eng-1', reason: 'eng-1' } };
    expect(linesSaid(data, { clock: String, names }).map(({ value }) => value.en)).toEqual(['Li Qiang', 'eng-1']);
  });
  test('nothing is said twice, no line is empty, and only what is reported has a reporter', () => {
    const data = { description: '', site: 'Room 1', contact: '8451', reporter: 'x', said: { site: 'Room 1' } };
    const labels = (process: string) => linesKnown(data, process, { clock: String }).map(({ label }) => label.en);
    expect(labels('rectification')).toEqual(['Raised by', 'Contact']);
    expect(labels('work-order')).toEqual(['Reported by', 'Contact']);
  });
  test('of an accident nobody is asked to put it right in time', () => {
    const words = noticeWords({ template: 'rectification-accident-reported', data: { caseId: 'REC-000001' } }, String);
    expect(words?.en).toContain('an accident has been reported');
  });
});

describe('a signed visit', () => {
  test('is told as closed to the customer’s side, too', () => {
    const story = doneOrder();
    story
      .when(principal, sign(story))
      .thenTold('work-order-signed', li.id, requester.id, 'customer-representative@/dx/donghu/linxi/school');
    const [notice] = noticesOf(story.stage, 'work-order-signed');
    expect(notice?.data).toMatchObject({ status: 'closed' });
  });
  test('its record keeps what an earlier visit did, what was refused, and who was sent', () => {
    const story = doneOrder().when(requester, says('refuseWork', { reason: 'It still hums' }));
    story.when(li, says('arrive')).when(li, complete({ work: 'Screws tightened', labourMinutes: 15 }));
    const record = printedOf(story.stage, story.caseId, 'work-record');
    const rows = JSON.stringify(sectionOf(record, '上门经过'));
    for (const words of ['The power supply was replaced', 'It still hums', `[person:${li.id}]`])
      expect(rows).toContain(words);
    expect(rows).not.toContain('Screws tightened');
  });
  test('closed unsigned, nobody is asked to sign its record', () => {
    const story = doneOrder().fastForward(hours(24 * 7));
    story
      .when(cityHead, says('closeUnsigned', { reason: 'Nobody answers', witness: zhao.id }), {
        facts: { person: { id: zhao.id, active: true, teams: [] } },
      })
      .thenEvents('signatureWaived', 'closed');
    const record = printedOf(story.stage, story.caseId, 'work-record');
    expect(sectionOf(record, '签认')).toMatchObject({
      rows: expect.arrayContaining([['见证人', `[person:${zhao.id}]`]]),
    });
    expect(wordsIn(record)).not.toContain('已签认');
  });
});

test('an event is called as its own process calls it', () => {
  const said = ['work-order.dispatched', 'incident.dispatched', 'inspection.signed', 'work-order.signed'];
  expect(said.map((type) => eventWords(type).zh)).toEqual(['已派工', '已派单', '已签字', '已签认']);
});

test('who opens a visit reads every bad field at once, a contact that is missing among them', () => {
  given('work-order')
    .when(coordinator, opening({ contact: undefined, source: 'INC-000099', skills: ['juggling'] }))
    .thenRefused('invalid-data', '/source unknown', '/skills/0 unknown', '/contact required');
});
