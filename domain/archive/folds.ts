/** What the events of a monthly archive do to what it keeps. Statuses of its gaps are folded by the kernel before. */
import { MOST_BROKEN } from './statuses.ts';
import type { Archive, Folds } from './state.ts';

type Gap = NonNullable<NonNullable<Archive['parts']>['gap']>[string];
type OwnGap = Partial<Pick<Gap, 'case' | 'paper' | 'of' | 'files'>>;
function withGap(state: Archive, part: string | undefined, more: OwnGap): Archive {
  const gap = { ...state.parts?.gap };
  const record = part === undefined ? undefined : gap[part];
  if (part !== undefined && record) gap[part] = { ...record, ...more };
  return { ...state, parts: { ...state.parts, gap } };
}

/** Nothing of what was found, packed or signed before counts any more. */
function afresh(state: Archive): Archive {
  const { broken: _broken, brokenMore: _more, stuck: _stuck, package: _package, signed: _signed, ...rest } = state;
  return rest;
}

export const folds: Folds = {
  taken: (state, { by }) => ({ ...state, assignee: by.id }),
  collected: (state, { data }) => ({ ...state, ...data, status: 'checking' }),
  gapFound: (state, { data }) => withGap(state, data.part, { case: data.case, paper: data.paper }),
  gapCarried: (state, { data }) => withGap(state, data.part, { case: data.case, paper: data.paper, of: data.of }),
  gapFilled: (state, { data }) => (data.files ? withGap(state, data.part, { files: data.files.length }) : state),
  gapAssigned: null,
  gapAccepted: null,
  chainBroken: (state, { data: { case: number, seq, code } }) => ({
    ...state,
    broken: [...(state.broken ?? []), { case: number, seq, code }].slice(0, MOST_BROKEN),
  }),
  checked: (state, { data: { gaps, broken, moreBroken } }) => ({
    ...state,
    ...(moreBroken > 0 ? { brokenMore: moreBroken } : {}),
    status: broken > 0 ? 'needs-human' : gaps > 0 ? 'gaps-open' : 'checking',
  }),
  checkBegun: (state, { data: { attempt } }) => ({ ...afresh(state), status: 'checking', attempt }),
  packaged: (state, { data }) => ({ ...state, status: 'signing', package: data }),
  stuck: (state, { data: { code } }) => ({ ...state, status: 'needs-human', stuck: code }),
  halted: (state) => {
    const { signed: _signed, ...rest } = state;
    return { ...rest, status: 'needs-human' };
  },
  brokenAccepted: (state, { data: { chains } }) => ({ ...state, accepted: [...(state.accepted ?? []), ...chains] }),
  signed: (state, { data: { side }, by, at }) => ({
    ...state,
    [side === 'keeper' ? 'signed' : 'countersigned']: { by: by.id, at },
  }),
  archived: null,
};
