/** Change minutes: who decided what, in which meeting, and what of it counts. */
import { kindsFor } from '../../../domain/documents/kinds.ts';
import { board, cabMeeting, ChangeCase, raiser } from '../../support/changes.ts';
import { printedOf, sectionOf, textIn, wordsIn } from '../../support/documents/printed.ts';
import { people } from '../../support/sample.ts';

const { cityHead, head, chen, wang, hu, quality } = people;
const KEY = 'change-minutes';
const print = (change: ChangeCase, how: Parameters<typeof printedOf>[3] = {}) =>
  printedOf(change.world, change.number, KEY, how);
const possible = (change: ChangeCase, sides: readonly ('inner' | 'outward')[] = ['inner']) =>
  kindsFor('change', change.world.kaseOf(change.number).state, sides).map(({ refusal }) => refusal?.code);
const rowsOf = (change: ChangeCase, title: string, how: Parameters<typeof printedOf>[3] = {}) => {
  const section = sectionOf(print(change, how), title);
  return section?.is === 'table' ? section.rows.map((row) => row.map(textIn)) : [];
};

test('there are minutes once somebody is asked, and none for the requester’s side', () => {
  const change = new ChangeCase();
  expect(possible(change)).toEqual(['nothing-decided']);
  change.submitted();
  expect(possible(change)).toEqual(['nothing-decided']);
  change.assessed();
  expect(possible(change)).toEqual([undefined]);
  expect(possible(change, ['outward'])).toEqual([]);
});

test('each vote stands with its reason, and an edit makes those before it void', () => {
  const change = new ChangeCase().submitted().assessed();
  change.give(cityHead, 'approve', { planHash: change.hash, reason: 'Agreed' });
  expect(rowsOf(change, '表决情况')).toEqual([
    ['1 head', expect.anything(), `[person:${cityHead.id}]`, '同意', 'Agreed', '会外', expect.anything()],
  ]);
  expect(rowsOf(change, '会审结论').map(([, result]) => result)).toEqual(['通过']);
  expect(rowsOf(change, '评估意见').map(([as, , opinion]) => [as, opinion])).toEqual([
    ['技术', 'Fine'],
    ['安全', 'Fine'],
    ['业务', 'Fine'],
  ]);
  change.give(raiser, 'revise', { reason: 'Another window' });
  expect(rowsOf(change, '表决情况').map((row) => row[3])).toEqual(['同意（已作废）']);
  change.submitted().assessed();
  change.give(cityHead, 'reject', { planHash: change.hash, reason: 'Too late' });
  expect(rowsOf(change, '表决情况').map((row) => [row[0]?.[0], row[3]])).toEqual([
    ['1', '同意（已作废）'],
    ['2', '反对'],
  ]);
  expect(rowsOf(change, '会审结论').map(([round, result]) => [round?.[0], result])).toEqual([
    ['1', '通过'],
    ['1', '作废'],
    ['2', '未通过'],
  ]);
});

test('votes of a meeting are those of who cast them, with the meeting as the register has it', () => {
  const change = new ChangeCase().submitted().assessed({ 'first-of-kind': true, 'untested-way-back': true });
  const seats = board.map(({ id }) => id);
  const decisions = [chen, wang, hu, quality, head].map(({ id }) => ({
    seat: seatOf(change, id),
    person: id,
    decision: 'approve',
  }));
  change.give(
    head,
    'recordMinutes',
    { meeting: 'cab-1', planHash: change.hash, stage: stageOf(change), decisions },
    { facts: { meeting: cabMeeting } },
  );
  const meetings = new Map([
    [
      'cab-1',
      {
        name: '变更委员会例会',
        board: '/dx' as const,
        from: cabMeeting.from,
        until: cabMeeting.until,
        place: '二楼',
        chair: head.id,
        secretary: quality.id,
        attended: seats,
      },
    ],
  ]);
  const votes = rowsOf(change, '表决情况', { meetings });
  expect(votes.map((row) => row[2])).toEqual([chen, wang, hu, quality, head].map(({ id }) => `[person:${id}]`));
  expect(new Set(votes.map((row) => row[5]))).toEqual(new Set(['变更委员会例会']));
  expect(rowsOf(change, '会议', { meetings })).toEqual([
    [
      '变更委员会例会',
      expect.stringContaining(' – '),
      '二楼',
      `[person:${head.id}]`,
      seats.map((id) => `[person:${id}]`).join('、'),
    ],
  ]);
  expect(sectionOf(print(change, { meetings }), '签署')).toMatchObject({
    boxes: [
      { title: '主席', name: `[person:${head.id}]` },
      { title: '记录人', name: `[person:${quality.id}]` },
      { title: '变更申请人', name: `[person:${raiser.id}]` },
    ],
  });
  // A meeting that the register has no more is named by its id.
  expect(rowsOf(change, '会议').map(([name]) => name)).toEqual(['cab-1']);
  expect(wordsIn(print(change, { locale: 'en', meetings: new Map() }))).not.toMatch(/\p{Script=Han}/u);
});

type Asked = { stages: readonly { key: string; seats: readonly { id: string; sitters: readonly string[] }[] }[] };
const roundOf = (change: ChangeCase): Asked =>
  (change.world.kaseOf(change.number).state as unknown as { approval: Asked }).approval;
const stageOf = (change: ChangeCase): string => roundOf(change).stages.at(-1)?.key ?? '';
const seatOf = (change: ChangeCase, person: string): string =>
  roundOf(change)
    .stages.at(-1)
    ?.seats.find(({ sitters }) => sitters.includes(person))?.id ?? '';
