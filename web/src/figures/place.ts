/** What a screen of figures shows: its address says all of it. */
import { useSearchParams } from 'react-router';

export const BOARDS = ['service', 'change', 'field', 'appraisal'] as const;
export type BoardName = (typeof BOARDS)[number];
export const KINDS = ['day', 'week', 'month', 'quarter', 'year'] as const;
export const BYS = ['organisation', 'team', 'service', 'person'] as const;
export type By = (typeof BYS)[number];
/** One of these at a time. */
export const ONLY = ['team', 'application', 'person'] as const;
export type Only = (typeof ONLY)[number];

const TREND = 12;
const asOne = <T extends string>(all: readonly T[], word: string | null): T | undefined =>
  all.find((one) => one === word);

export type Place = {
  board: BoardName;
  by: By | undefined;
  only: { kind: Only; key: string } | undefined;
  organisation: string | undefined;
  period: string | undefined;
  /** The indicator whose details are open, and which part's cases. */
  open: string | undefined;
  part: number;
  query: Readonly<Record<string, string | number | undefined>>;
  set: (change: Readonly<Record<string, string | undefined>>, replace?: boolean) => void;
};

export function usePlace(): Place {
  const [search, setSearch] = useSearchParams();
  const word = (name: string): string | undefined => search.get(name) ?? undefined;
  const board = asOne(BOARDS, search.get('board')) ?? 'service';
  const kind = ONLY.find((one) => search.has(one));
  const key = kind && word(kind);
  const only = kind && key ? { kind, key } : undefined;
  const by = only ? undefined : asOne(BYS, search.get('by'));
  const [organisation, period] = [word('organisation'), word('period')];
  return {
    board,
    by,
    only,
    organisation,
    period,
    open: word('indicator'),
    part: Number(word('part') ?? 0) || 0,
    query: {
      board,
      organisation,
      period,
      fiscal: word('fiscal'),
      by,
      trend: TREND,
      ...(only ? { [only.kind]: only.key } : {}),
    },
    set: (change, replace = false) =>
      setSearch(
        (before) => {
          const next = new URLSearchParams(before);
          for (const [name, value] of Object.entries(change))
            if (value === undefined || value === '') next.delete(name);
            else next.set(name, value);
          return next;
        },
        { replace },
      ),
  };
}
