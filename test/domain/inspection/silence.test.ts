/** What becomes of a record that the customer never signs: by contract its silence signs, and without that nobody signs for it. */
import { printedOf, sectionOf } from '../../support/documents/printed.ts';
import { hours, MORNING } from '../../support/given.ts';
import { checklist, InspectionCase, wanted } from '../../support/inspection/inspections.ts';
import { people } from '../../support/sample.ts';

const { li, cityHead, principal, head } = people;
const why = { reason: 'So it is' };
const customer = { role: 'customer-representative', orgPath: wanted.unit };
const supervisor = { role: 'supervisor', orgPath: wanted.unit };
const byContract = (terms = { deemedSigned: true }) => new InspectionCase(cityHead, {}, {}, { terms });
const toldOf = (kase: InspectionCase, event: string) =>
  kase.world.done.flatMap((one) =>
    one.event === `inspection.${event}` && one.effect.kind === 'notify'
      ? [{ to: one.effect.to, template: one.effect.template }]
      : [],
  );
const inDays = (days: number) => MORNING + hours(24 * days);
const copiesOf = (kase: InspectionCase) =>
  kase.world.done.flatMap(({ effect }) => (effect.kind === 'document' ? [effect] : []));

test('where the contract says so the customer is reminded, and then its silence has signed: five business days after the service side', () => {
  const kase = byContract().signing();
  kase.to(inDays(4)); // nobody has signed: nothing is owed by the customer yet
  expect(kase.view.readings).not.toHaveProperty('countersign');
  kase.sign(li);
  expect(kase.view.readings['countersign']).toMatchObject({ state: 'running' });
  const { dueAt } = kase.view.readings['countersign'] ?? {};
  expect(kase.view.waitsFor).toMatchObject([{ to: customer, command: 'sign', dueAt }]);
  kase.to(Number(dueAt) - 1);
  expect(kase.view.status).toBe('signing');
  expect(toldOf(kase, 'clockWarned').filter(({ template }) => template === 'inspection-countersign-warned')).toEqual(
    expect.arrayContaining([
      { to: customer, template: 'inspection-countersign-warned' },
      { to: supervisor, template: 'inspection-countersign-warned' },
    ]),
  );
  kase.to(Number(dueAt) + hours(30));
  expect(kase.events().slice(-3)).toEqual(['clockBreached', 'deemedSigned', 'archived']);
  expect(kase.view).toMatchObject({
    status: 'archived',
    closedAt: dueAt,
    signatures: [
      { side: 'service', by: li.id },
      { side: 'customer', by: 'silence', deemed: true },
    ],
  });
  const event = kase.world.eventsOf(kase.number).find(({ type }) => type === 'inspection.deemedSigned');
  expect(event).toMatchObject({ by: { role: 'system' }, data: { by: 'silence', record: kase.hash } });
  expect(toldOf(kase, 'deemedSigned').map(({ to }) => to)).toEqual(
    expect.arrayContaining([customer, supervisor, { person: li.id }]),
  );
  expect(copiesOf(kase).map(({ side }) => side)).toEqual(['inner', 'outward']);
});

test('the report says that it was silence that signed', () => {
  const kase = byContract().signing();
  kase.sign(li);
  kase.to(inDays(30));
  for (const side of ['inner', 'outward'] as const) {
    const printed = printedOf(kase.world, kase.number, 'inspection-report', { checklist, side });
    expect(sectionOf(printed, '签字')).toMatchObject({
      rows: [
        ['服务方', `[person:${li.id}]`, expect.any(String), kase.hash],
        ['客户方', '逾期未签，按合同视为已签字', expect.any(String), kase.hash],
      ],
    });
    expect(sectionOf(printed, '签署')).toBeUndefined();
  }
});

test('without that term it stays open however long, the supervisor is told, and the customer may still sign', () => {
  for (const terms of [{}, { deemedSigned: false }]) {
    const kase = new InspectionCase(cityHead, {}, {}, { terms }).signing();
    kase.sign(li);
    kase.to(inDays(90));
    expect(kase.view).toMatchObject({ status: 'signing', signatures: [{ side: 'service' }] });
    expect(kase.view.readings).not.toHaveProperty('countersign');
    expect(toldOf(kase, 'clockWarned')).toContainEqual({ to: supervisor, template: 'inspection-sign-breached' });
    expect(copiesOf(kase)).toEqual([]);
    expect(kase.sign(principal)).toEqual(['signed', 'archived']);
  }
});

test('silence signs nothing that was withdrawn or refused meanwhile, nor before the service side has signed', () => {
  const withdrawn = byContract().signing();
  withdrawn.sign(li);
  withdrawn.to(inDays(5));
  withdrawn.give(li, 'withdrawSignature', why);
  withdrawn.to(inDays(60));
  expect(withdrawn.view.status).toBe('settling');
  const refused = byContract().signing();
  refused.sign(li);
  refused.to(inDays(5));
  refused.give(principal, 'refuseSignature', why);
  refused.give(li, 'presentRecord');
  refused.to(inDays(60));
  expect(refused.view).toMatchObject({ status: 'signing' });
  expect(refused.view).not.toHaveProperty('signatures');
  // Signed anew the customer has all its days again.
  refused.sign(li);
  refused.to(refused.world.now + hours(24));
  expect(refused.view.status).toBe('signing');
});

test('a signature in time is the customer’s own, at the last instant too', () => {
  const kase = byContract().signing();
  kase.sign(li);
  const due = Number(kase.view.readings['countersign']?.['dueAt']);
  kase.to(due - 1);
  kase.sign(principal);
  expect(kase.view).toMatchObject({ signatures: [{ by: li.id }, { side: 'customer', by: principal.id }] });
  expect(kase.events()).not.toContain('deemedSigned');
});

test('who signs for the wrong side is refused: a stranger, a supervisor, an inspector for the customer', () => {
  const kase = byContract().signing();
  expect(kase.refused(head, 'sign', { recordHash: kase.hash })).toBe('not-permitted');
  expect(kase.refused(principal, 'sign', { recordHash: kase.hash })).toBe('service-signs-first');
  kase.sign(li);
  expect(kase.refused(li, 'sign', { recordHash: kase.hash })).toBe('signed-already');
  expect(kase.refused(head, 'sign', { recordHash: kase.hash })).toBe('not-permitted');
  expect(kase.refused(head, 'refuseSignature', why)).toBe('not-permitted');
  expect(kase.refused(principal, 'withdrawSignature', why)).toBe('not-permitted');
  kase.sign(principal);
  expect(kase.refused(li, 'withdrawSignature', why)).toBe('case-ended');
});

test('a policy that tells nobody has no copies made either', () => {
  const kase = new InspectionCase(cityHead, {}, {}, { silent: ['document-ready'] }).archived();
  expect(copiesOf(kase)).toEqual([]);
  expect(copiesOf(new InspectionCase().archived())).toHaveLength(2);
});
