/** What the events of an appraisal do to what it keeps. Statuses of its items are folded by the kernel before. */
import type { PartRecord } from '../kernel/part.ts';
import type { Appraisal, Folds } from './state.ts';
import { itemsIn, itemsOf } from './whom.ts';

type Item = ReturnType<typeof itemsOf>[string];
type OwnItem = Omit<Partial<Item>, keyof PartRecord>;
function withItem(state: Appraisal, id: string | undefined, more: OwnItem): Appraisal {
  const item = { ...itemsOf(state) };
  const record = id === undefined ? undefined : item[id];
  if (id !== undefined && record) item[id] = { ...record, ...more };
  return { ...state, parts: { ...state.parts, item } };
}
/** He has judged it: he says nothing for the other side. */
const judgedBy = (state: Appraisal, id: string): Appraisal => ({
  ...state,
  judges: [...new Set([...state.judges, id])],
});
/** He has spoken for who is judged. */
const spokenBy = (state: Appraisal, id: string): Appraisal => ({
  ...state,
  spoke: [...new Set([...(state.spoke ?? []), id])],
});
/** It is published again where nothing waits to be answered any more. */
const answered = (state: Appraisal): Appraisal => ({
  ...state,
  status: itemsIn(state, 'disputed', 'appealed').length > 0 ? 'disputed' : 'published',
});

export const folds: Folds = {
  schemePinned: (state, { data: { scheme, terms } }) => ({ ...state, schemeRef: scheme, terms }),
  taken: (state, { by }) => ({ ...state, assignee: by.id }),
  collectingBegun: ({ stuck: _stuck, ...state }, { data: { attempt } }) => ({ ...state, attempt, begun: true }),
  stuck: (state, { data: { code } }) => ({ ...state, stuck: code }),
  frozen({ stuck: _stuck, ...state }, { data: { figures, points, breaches, list } }) {
    const frozen: Appraisal = { ...state, status: 'scoring', breaches, list };
    const values = new Map(figures.map((one) => [one.item, one]));
    return Object.entries(points).reduce((kept, [id, has]) => {
      const { value = null, cases = 0 } = values.get(id) ?? {};
      return withItem(kept, id, {
        cases,
        ...(value === null ? {} : { value: String(value) }),
        ...(has === null ? {} : { points: has }),
      });
    }, frozen);
  },
  scored: (state, { data: { part, points }, by }) => judgedBy(withItem(state, part, { points, first: by.id }), by.id),
  published: (state, { data: { score, penalty, lines }, by }) => ({
    ...judgedBy(state, by.id),
    status: 'published',
    totals: { score, penalty, lines },
  }),
  disputed: (state, { data: { part, cases }, by }) => ({
    ...spokenBy(cases ? withItem(state, part, { disputed: cases }) : state, by.id),
    status: 'disputed',
  }),
  adjustmentAdded(state, { data: { part, points, relief, score, penalty, lines } }) {
    const { relief: before = 0 } = itemsOf(state)[part ?? ''] ?? {};
    return withItem({ ...state, totals: { score, penalty, lines } }, part, {
      ...(points === undefined ? {} : { adjusted: points }),
      ...(relief === undefined ? {} : { relief: before + relief }),
    });
  },
  disputeAnswered({ appealsOver: _over, ...state }, { data: { part }, by }) {
    return answered(judgedBy(withItem(state, part, { answered: by.id }), by.id));
  },
  appealed: (state, { by }) => ({ ...spokenBy(state, by.id), status: 'disputed' }),
  appealDecided: (state, { by }) => answered(judgedBy(state, by.id)),
  windowClosed: (state, { data: { window } }) => ({
    ...state,
    ...(window === 'dispute' ? { disputesOver: true as const } : { appealsOver: true as const }),
  }),
  accepted: (state, { data: { statementHash, score, penalty, lines }, by, at }) => ({
    ...spokenBy(state, by.id),
    status: 'confirming',
    totals: { score, penalty, lines },
    statementHash,
    accepted: { by: by.id, at },
  }),
  acceptedBySilence: (state, { data: { by, statementHash, score, penalty, lines }, at }) => ({
    ...state,
    status: 'confirming',
    totals: { score, penalty, lines },
    statementHash,
    accepted: { by, at, silence: true },
  }),
  signed: (state, { data: { side }, by, at }) => ({
    ...(side === 'subject' ? spokenBy(state, by.id) : state),
    signed: { ...state.signed, [side]: { by: by.id, at } },
  }),
  statementIssued: null,
  voidAsked: (state, { data: { reason }, by }) => ({ ...state, voiding: { by: by.id, reason } }),
  criteriaProposed: (state) => ({ ...state, proposed: true }),
  archived: null,
  voided: null,
};

/** For a definition's `also.caseStarted`: which case puts an item right. */
export const rectificationStarted = (state: Appraisal, rectification: string, ref: object | undefined): Appraisal =>
  ref && 'item' in ref && typeof ref.item === 'string' ? withItem(state, ref.item, { rectification }) : state;
