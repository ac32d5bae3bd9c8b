import type { Actor, Effect } from '../../../domain/kernel/process.ts';
import { MOST_GAPS, MOST_OPEN_GAPS } from '../../../domain/archive/statuses.ts';
import { MOST_STATE_BYTES } from '../../../domain/kernel/part.ts';
import { ArchiveCase, found, HASH, made, missing, THIRD } from '../../support/archive/archives.ts';
import { hours } from '../../support/given.ts';
import { at, people } from '../../support/sample.ts';

const { li, zhao, archivist, manager, auditor, system, head, requester } = people;
const why = { reason: 'So it is' };
const gathered = (one: ArchiveCase): object[] =>
  one.world.done.flatMap(({ effect }) =>
    effect.kind === 'gather' ? [{ attempt: effect.attempt, step: effect.step }] : [],
  );
const told = (one: ArchiveCase, event: string): object[] =>
  one.world.done
    .flatMap(({ event: of, effect }): Effect[] => (of === `archive.${event}` ? [effect] : []))
    .flatMap((effect) => (effect.kind === 'notify' ? [effect.to] : []));
const opening = (by: Actor = system, data: object = {}, facts: object = {}): string => {
  try {
    return new ArchiveCase(by, data, facts).view.status;
  } catch (error) {
    return (error as { code: string }).code;
  }
};

test('archive.create: of a month that is over by the clock of the organisation', () => {
  const one = new ArchiveCase();
  expect(one.view).toMatchObject({
    status: 'collecting',
    month: '2026-02',
    from: at('2026-02-01 00:00'),
    until: at('2026-03-01 00:00'),
    zone: 'Asia/Shanghai',
    title: '2026-02 月度归档',
  });
  expect(gathered(one)).toEqual([{ attempt: 1, step: 'collect' }]);
  expect(one.events()).toEqual(['created']);
  expect(opening(archivist)).toBe('collecting');
  expect(opening(manager)).toBe('collecting');
  expect(opening(li)).toBe('not-permitted');
  expect(opening(system, { month: '2026-03' })).toBe('month-not-over');
  expect(opening(system, { unit: '/nowhere' })).toBe('invalid-data');
});

test('of a month there is one, but for drills', () => {
  const facts = { archived: 'ARC-000007' };
  expect(opening(archivist, {}, facts)).toBe('already-archived');
  expect(opening(system, {}, facts)).toBe('already-archived');
  expect(opening(archivist, { drill: true }, facts)).toBe('collecting');
  expect(opening(archivist, { scripted: 'gap' })).toBe('invalid-data');
  expect(new ArchiveCase(archivist, { drill: true, scripted: 'gap' }).holds()).toEqual([]);
});

test('as long as it is open no second one of the month can be opened beside it', () => {
  expect(new ArchiveCase().holds()).toEqual([
    { item: 'archive:/dx', from: at('2026-02-01 00:00'), until: at('2026-03-01 00:00') },
  ]);
});

test('archive.noteCollected, archive.noteChecked, archive.notePackaged: what the product reports goes on by itself, and only of the present look', () => {
  const one = new ArchiveCase();
  expect(one.refused(archivist, 'noteCollected', { attempt: 1, cases: 1, supplements: 0 })).toBe('not-permitted');
  expect(one.refused(system, 'noteChecked', found)).toBe('wrong-status');
  one.collected(3);
  expect(one.view).toMatchObject({ status: 'checking', cases: 3, supplements: 0 });
  expect(one.refused(system, 'noteChecked', { ...found, attempt: 2 })).toBe('stale-attempt');
  expect(one.checked()).toEqual(['checked']);
  expect(one.view.status).toBe('checking');
  expect(one.refused(system, 'notePackaged', { ...made, attempt: 2 })).toBe('stale-attempt');
  one.packed();
  expect(one.events()).toEqual(['created', 'collected', 'checked', 'packaged']);
  expect(one.view).toMatchObject({ status: 'signing', manifestHash: HASH, packageSize: 1_000 });
});

test('a gap is told to whoever has the paper, else to who keeps the archive', () => {
  const one = new ArchiveCase().collected();
  expect(one.checked({ gaps: [...missing(1), { case: 'INC-000009', paper: 'fault-report' }] })).toEqual([
    'gapFound',
    'gapFound',
    'checked',
  ]);
  expect(one.view).toMatchObject({ status: 'gaps-open', gaps: { all: 2, open: 2, accepted: 0, late: 0 } });
  expect(told(one, 'gapFound')).toEqual([{ person: li.id }, { role: 'records-keeper', orgPath: '/dx' }]);
  expect(one.part('g-1')).toMatchObject({
    status: 'open',
    assignees: [li.id],
    case: 'WO-000001',
    paper: 'signed-work-order',
  });
  expect(one.waits()).toEqual([`${li.id}: fillGap g-1`, 'records-keeper: fillGap g-2']);
});

test('archive.fillGap: by a paper that is there, and by nothing else', () => {
  const one = new ArchiveCase().gapsOpen(2);
  expect(one.refused(li, 'fillGap', {}, 'g-1')).toBe('paper-missing');
  expect(one.refused(li, 'fillGap', { text: 'It is there' }, 'g-1')).toBe('paper-missing');
  expect(one.refused(li, 'fillGap', { files: ['other'] }, 'g-1')).toBe('invalid-data /files/0 unknown');
  expect(one.refused(zhao, 'fillGap', { files: ['scan'] }, 'g-1')).toBe('not-permitted');
  expect(one.refused(li, 'fillGap', { files: ['scan'] }, 'g-9')).toBe('unknown-part');
  expect(one.give(li, 'fillGap', { files: ['scan'] }, 'g-1')).toEqual(['gapFilled']);
  one.facts = { ...one.facts, paper: true };
  expect(one.give(archivist, 'fillGap', {}, 'g-2')).toEqual(['gapFilled', 'checkBegun']);
  expect(one.view).toMatchObject({ status: 'checking', gaps: { all: 2, open: 0 } });
  expect(gathered(one).at(-1)).toEqual({ attempt: 2, step: 'check' });
});

test('archive.acceptGap: by the project manager, who is not whoever owes it', () => {
  const one = new ArchiveCase().collected();
  one.checked({ gaps: missing(1, manager.id) });
  expect(one.refused(archivist, 'acceptGap', why, 'g-1')).toBe('not-permitted');
  expect(one.refused(manager, 'acceptGap', why, 'g-1')).toBe('separation-of-duties');
  expect(one.give(archivist, 'assignGap', { person: zhao.id }, 'g-1')).toEqual(['gapAssigned']);
  expect(one.part('g-1').assignees).toEqual([zhao.id]);
  expect(one.give(manager, 'acceptGap', why, 'g-1')).toEqual(['gapAccepted', 'checkBegun']);
  expect(one.view).toMatchObject({ status: 'checking', gaps: { accepted: 1 } });
  // The next look does not ask for it again.
  expect(one.checked({ attempt: 2, gaps: missing(1) })).toEqual(['checked']);
  expect(one.view.status).toBe('checking');
});

test('archive.assignGap: to nobody who has left, or takes part in nothing', () => {
  const one = new ArchiveCase().gapsOpen();
  one.facts = { ...one.facts, person: { id: 'gone', active: false, teams: [] } };
  expect(one.refused(archivist, 'assignGap', { person: 'gone' }, 'g-1')).toBe('invalid-data /person unknown');
  one.facts = { ...one.facts, person: { id: 'r', active: true, teams: [], roleMissing: true } };
  expect(one.refused(archivist, 'assignGap', { person: 'r' }, 'g-1')).toBe('invalid-data /person role-missing');
});

test('who owes a paper is chased for five working days, then those above him hear of it', () => {
  const one = new ArchiveCase().gapsOpen();
  one.to(THIRD + hours(24 * 5));
  expect(told(one, 'clockWarned')).toContainEqual({ person: li.id });
  one.to(THIRD + hours(24 * 8));
  expect(told(one, 'clockBreached').length + told(one, 'clockWarned').length).toBeGreaterThan(1);
  expect(one.part('g-1').status).toBe('open');
});

test('what a look finds there by itself is filled, and what one finds twice is one gap', () => {
  const one = new ArchiveCase().gapsOpen(2);
  expect(one.give(archivist, 'recheck', why)).toEqual(['checkBegun']);
  expect(one.checked({ attempt: 2, filled: ['g-1'], gaps: missing(2) })).toEqual(['gapFilled', 'checked']);
  expect(one.view).toMatchObject({ status: 'gaps-open', gaps: { all: 2, open: 1 } });
});

test('archive.acceptBroken: a broken chain stops it, the auditor hears of it, and alone may have it archived so', () => {
  const one = new ArchiveCase().collected();
  const broken = [{ case: 'INC-000001', seq: 4, code: 'content' }];
  expect(one.checked({ broken, gaps: missing(1) })).toEqual(['gapFound', 'chainBroken', 'checked']);
  expect(one.view).toMatchObject({ status: 'needs-human', broken });
  expect(told(one, 'chainBroken')).toContainEqual({ role: 'auditor', orgPath: '/dx' });
  expect(one.waits()).toEqual(['auditor: recheck']);
  expect(one.refused(manager, 'acceptBroken', why)).toBe('not-permitted');
  expect(one.refused(archivist, 'sign', { manifestHash: HASH })).toBe('wrong-status');
  expect(one.give(auditor, 'acceptBroken', why)).toEqual(['brokenAccepted', 'checkBegun']);
  expect(one.checked({ attempt: 2 })).toEqual(['checked']);
  expect(one.view).toMatchObject({ status: 'gaps-open' });
  expect(one.view).not.toHaveProperty('broken');
});

test('archive.halt: nothing is accepted as broken that is not', () => {
  const one = new ArchiveCase().gapsOpen();
  expect(one.give(manager, 'halt', why)).toEqual(['halted']);
  expect(one.view.status).toBe('needs-human');
  expect(one.refused(auditor, 'acceptBroken', why)).toBe('nothing-broken');
  expect(one.refused(li, 'recheck', why)).toBe('not-permitted');
  expect(one.give(auditor, 'recheck', why)).toEqual(['checkBegun']);
});

test('archive.noteStuck: one that cannot go on says why, and lists its month at the next look if it never did', () => {
  const one = new ArchiveCase();
  expect(one.give(system, 'noteStuck', { attempt: 1, code: 'not-archived' })).toEqual(['stuck']);
  expect(one.view).toMatchObject({ status: 'needs-human', stuck: 'not-archived' });
  one.give(archivist, 'recheck', why);
  expect(gathered(one).at(-1)).toEqual({ attempt: 2, step: 'collect' });
});

test('archive.sign: by the records keeper, then by another as project manager, over one manifest', () => {
  const one = new ArchiveCase().signing();
  expect(one.refused(manager, 'sign', { manifestHash: HASH })).toBe('keeper-signs-first');
  expect(one.refused(head, 'sign', { manifestHash: HASH })).toBe('not-permitted');
  expect(one.refused(archivist, 'sign', { manifestHash: 'ff'.repeat(32) })).toBe('hash-differs');
  expect(one.sign(archivist)).toEqual(['signed']);
  expect(one.refused(archivist, 'sign', { manifestHash: HASH })).toBe('signed-already');
  expect(one.refused(manager, 'sign', { manifestHash: 'ff'.repeat(32) })).toBe('hash-differs');
  expect(one.sign(manager)).toEqual(['signed', 'archived']);
  expect(one.view).toMatchObject({
    status: 'archived',
    signatures: [
      { side: 'keeper', by: archivist.id },
      { side: 'manager', by: manager.id },
    ],
  });
  expect(one.holds()).toEqual([]);
  expect(one.refused(archivist, 'recheck', why)).toBe('case-ended');
  expect(one.refused(li, 'fillGap', { files: ['scan'] }, 'g-1')).toBe('case-ended');
});

test('whoever holds both roles signs once', () => {
  const both = { ...archivist, grants: [...archivist.grants, ...manager.grants] };
  const one = new ArchiveCase().signing();
  one.sign(both);
  expect(one.refused(both, 'sign', { manifestHash: HASH })).toBe('signed-already');
  // Nor a second records keeper who manages projects of another branch.
  const elsewhere = {
    ...both,
    id: 'other',
    grants: [...archivist.grants, { role: 'project-manager', orgPath: '/lone' } as const],
  };
  expect(one.refused(elsewhere, 'sign', { manifestHash: HASH })).toBe('signed-already');
  one.sign(manager);
  expect(one.view.status).toBe('archived');
});

test('archive.recheck: what was signed counts no more once it is looked at again', () => {
  const one = new ArchiveCase().signing();
  one.sign(archivist);
  one.give(manager, 'recheck', why);
  expect(one.view).toMatchObject({ status: 'checking' });
  for (const gone of ['manifestHash', 'signatures']) expect(one.view).not.toHaveProperty(gone);
  one.checked({ attempt: 2 });
  one.packed({ attempt: 2, manifestHash: 'aa'.repeat(32) });
  expect(one.refused(manager, 'sign', { manifestHash: 'aa'.repeat(32) })).toBe('keeper-signs-first');
  expect(one.refused(archivist, 'sign', { manifestHash: HASH })).toBe('hash-differs');
});

test('what an earlier month went without holds nothing up, and is packed when it comes in time', () => {
  const one = new ArchiveCase().collected();
  const carried = [{ case: 'WO-000009', paper: 'signed-work-order', of: 'ARC-000001', person: li.id }];
  expect(one.checked({ carried })).toEqual(['gapCarried', 'checked']);
  expect(one.view).toMatchObject({ status: 'checking', gaps: { late: 1, open: 0 } });
  one.packed();
  expect(one.refused(manager, 'acceptGap', why, 'g-1')).toBe('wrong-status');
  expect(one.give(li, 'fillGap', { files: ['scan'] }, 'g-1')).toEqual(['gapFilled', 'checkBegun']);
  expect(one.view).toMatchObject({ status: 'checking', gaps: { late: 0 } });
});

test('what was accepted may still come in time', () => {
  const one = new ArchiveCase().gapsOpen();
  one.give(manager, 'acceptGap', why, 'g-1');
  one.checked({ attempt: 2 });
  one.packed({ attempt: 2 });
  expect(one.give(li, 'fillGap', { files: ['scan'] }, 'g-1')).toEqual(['gapFilled', 'checkBegun']);
  expect(one.view).toMatchObject({ gaps: { accepted: 0 } });
});

test('archive.take: a records keeper looks after it, and is whom it is urged of', () => {
  const one = new ArchiveCase().gapsOpen();
  expect(one.refused(manager, 'take')).toBe('not-permitted');
  expect(one.give(archivist, 'take')).toEqual(['taken']);
  expect(one.view.parties).toMatchObject({ assignee: archivist.id });
  one.give(head, 'urge', { text: 'Today' });
  expect(one.give(archivist, 'answerUrge', { text: 'Tomorrow' })).toEqual(['urgeAnswered']);
});

test('a requester sees nothing of it, and gives no command', () => {
  const one = new ArchiveCase().gapsOpen();
  expect(one.refused(requester, 'comment', { text: 'x', audience: 'public' })).toBe('not-permitted');
});

test('a month with more gaps than can be chased stays small, and stops where they are too many', () => {
  const one = new ArchiveCase().collected();
  let attempt = 1;
  for (let begun = 0; begun + MOST_OPEN_GAPS <= MOST_GAPS; begun += MOST_OPEN_GAPS) {
    const gaps = Array.from({ length: MOST_OPEN_GAPS }, (_, n) => ({
      case: `WO-${100_000 + begun + n}`,
      paper: 'signed-work-order',
      person: li.id,
    }));
    one.checked({ attempt, gaps, more: 7 });
    const { state, clocks } = one.world.kaseOf(one.number);
    expect(JSON.stringify({ state, clocks }).length).toBeLessThan(MOST_STATE_BYTES);
    for (let n = 1; n <= MOST_OPEN_GAPS; n += 1) one.give(manager, 'acceptGap', why, `g-${begun + n}`);
    attempt += 1;
  }
  const gaps = Array.from({ length: MOST_OPEN_GAPS }, (_, n) => ({
    case: `WO-${200_000 + n}`,
    paper: 'signed-work-order',
  }));
  expect(one.checked({ attempt, gaps })).toEqual(['stuck']);
  expect(one.view).toMatchObject({ status: 'needs-human', stuck: 'too-many-gaps' });
});
