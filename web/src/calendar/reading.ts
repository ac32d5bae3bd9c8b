/** What lies in a time, which days are worked, and what stands against the changes of that time. */
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useSearchParams } from 'react-router';
import { read } from '../api/ask.ts';
import { asked } from '../api/keys.ts';
import type { Answers, ChangeAnswer } from '../generated/api.ts';

export type Calendar = Answers['GET /api/change-calendar']['answer'];
export type Entry = Calendar['entries'][number];
export type Day = NonNullable<Calendar['days']>[number];
export type Conflict = NonNullable<ChangeAnswer['conflicts']>[number];
export const VIEWS = ['month', 'week', 'day', 'list'] as const;
export const LANES = ['none', 'organisation', 'item'] as const;
export type View = (typeof VIEWS)[number];
export type Lane = (typeof LANES)[number];

export type Shown = {
  view: View;
  /** A day within it, `2026-12-02`; absent: today. */
  at: string | undefined;
  org: string | undefined;
  item: string | undefined;
  lanes: Lane;
  /** What is looked at: the number of a change, else the key of an entry (day.ts). */
  open: string | undefined;
  set: (change: Readonly<Record<string, string | undefined>>) => void;
};
/** The address says all of it. */
export function useShown(): Shown {
  const [search, setSearch] = useSearchParams();
  const of = (name: string): string | undefined => search.get(name) ?? undefined;
  const at = of('at');
  return {
    view: VIEWS.find((one) => one === of('view')) ?? 'month',
    at: at !== undefined && Number.isFinite(Date.parse(at)) ? at : undefined,
    org: of('org'),
    item: of('item'),
    lanes: LANES.find((one) => one === of('lanes')) ?? 'none',
    open: of('open'),
    set: (change) =>
      setSearch((before) => {
        const next = new URLSearchParams(before);
        for (const [name, value] of Object.entries(change))
          if (value === undefined || value === '') next.delete(name);
          else next.set(name, value);
        return next;
      }),
  };
}

export function useCalendar({ view, at, org, item }: Shown): UseQueryResult<Calendar> {
  // noon: whatever the zone of the browser, it is that day where the asker is
  // a day is one of its week
  const query = {
    view: view === 'day' ? 'week' : view,
    org,
    item,
    from: at === undefined ? undefined : new Date(`${at}T12:00:00`).toISOString(),
  };
  return useQuery({
    queryKey: asked.list('change-calendar', JSON.stringify(query)),
    queryFn: ({ signal }) => read('GET /api/change-calendar', { query, signal }),
    placeholderData: (before) => before,
  });
}

export type Holidays = { marks: Readonly<Record<string, 'off' | 'workday'>>; knownUntil: string };
/** Of a version of a calendar, what is read here. */
type Snapshot = { dates?: Readonly<Record<string, unknown>>; coveredUntil?: string };
const named = (one: Snapshot): number => Object.keys(one.dates ?? {}).length;
const MOST_CALENDARS = 20;

/** Of the calendar that names the most days: the one by which the country works. */
export const useHolidays = (): UseQueryResult<Holidays | null> =>
  useQuery({
    queryKey: asked.register('holidays'),
    queryFn: async ({ signal }) => {
      const { items } = await read('GET /api/calendars', { query: { limit: MOST_CALENDARS }, signal });
      const all = await Promise.all(
        items.map(({ id }) => read('GET /api/calendars/{id}', { at: { id: id.split('@')[0] ?? id }, signal })),
      );
      const known = all.map(({ snapshot }) => snapshot as Snapshot);
      const [most] = known.toSorted((a, b) => named(b) - named(a));
      if (most?.coveredUntil === undefined || named(most) === 0) return null;
      const marks = Object.fromEntries(
        Object.entries(most.dates ?? {}).map(([date, how]) => [
          date,
          how === 'closed' ? ('off' as const) : ('workday' as const),
        ]),
      );
      return { marks, knownUntil: most.coveredUntil };
    },
    staleTime: 60 * 60_000,
  });

/** By number of the change; as it was found when it was checked last. */
export function useConflicts(calendar: Calendar | undefined): ReadonlyMap<string, readonly Conflict[]> {
  const query = {
    process: 'change',
    open: true,
    windowUntilFrom: calendar?.from,
    windowFromTo: calendar?.until,
    limit: 100,
  };
  const { data } = useQuery({
    queryKey: asked.list('changes-of-calendar', JSON.stringify(query)),
    queryFn: async ({ signal }) => {
      const { items } = await read('GET /api/cases', { query, signal });
      return new Map(
        items.map((one) => [one.number, (one as Partial<Pick<ChangeAnswer, 'conflicts'>>).conflicts ?? []]),
      );
    },
    enabled: calendar !== undefined,
    // whoever reads no changes sees none of what stands against them
    retry: false,
  });
  return data ?? NONE;
}
const NONE: ReadonlyMap<string, readonly Conflict[]> = new Map();
