/** All that an inspector needs on the way: the case, its lines with their versions, and what the checklist asks. */
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { read, send } from '../../api/ask.ts';
import type { Answers, CaseAnswer, Part } from '../../generated/api.ts';
import { isWaiting, type Row } from '../../off-line/row.ts';
import { useMe } from '../../shell/me.ts';
import { keep, kept } from '../kept.ts';

type Asked = Answers['GET /api/checklists/{id}']['answer']['source']['lines'][number];
export type Line = Pick<Asked, 'id' | 'title' | 'help' | 'answer' | 'photo'> & { part: Part | undefined };
type Own = { line: string; zh: string; en: string };
export type Pack = { view: CaseAnswer; lines: Line[]; isKept: boolean };

async function partsOf(number: string, signal: AbortSignal): Promise<Part[]> {
  const all: Part[] = [];
  for (let after: string | undefined; ; ) {
    const query = { limit: 100, after };
    const { items, next } = await read('GET /api/cases/{number}/parts', { at: { number }, query, signal });
    all.push(...items);
    if (next === null) return all;
    after = next;
  }
}

async function packed(number: string): Promise<Omit<Pack, 'isKept'>> {
  const signal = AbortSignal.timeout(15_000);
  const view = (await send('GET', `/api/inspections/${number}`, { signal })) as CaseAnswer;
  const of = view as CaseAnswer & { checklist?: string; ownLines?: Own[] };
  const [parts, list] = await Promise.all([
    partsOf(number, signal),
    read('GET /api/checklists/{id}', { at: { id: of.checklist ?? '' }, signal }),
  ]);
  const own = (of.ownLines ?? []).map(
    ({ line: id, zh, en }): Omit<Line, 'part'> => ({ id, title: { zh, en }, answer: { type: 'state' } }),
  );
  const lines = [...list.source.lines, ...own].map(({ id, title, help, answer, photo }) => ({
    id,
    title,
    answer,
    part: parts.find((one) => one.id === id && one.kind === 'line'),
    ...(help ? { help } : {}),
    ...(photo ? { photo } : {}),
  }));
  return { view, lines: lines.filter(({ part }) => part !== undefined) };
}

export function usePack(number: string): UseQueryResult<Pack> {
  const me = useMe();
  const before = kept<Pack>(me.id, number);
  return useQuery({
    queryKey: ['seen', number],
    queryFn: async () => {
      const pack = { ...(await packed(number)), isKept: true };
      return keep(me.id, number, pack) ? pack : { ...pack, isKept: false };
    },
    ...(before ? { initialData: before.data, initialDataUpdatedAt: before.at } : {}),
    staleTime: 0,
    refetchInterval: 20_000,
  });
}

export type Says = 'ok' | 'abnormal' | 'not-applicable';
export type Recorded = { line: string; says?: Says; value?: string | number; note?: string };
/** What this phone itself said last of a line, unless it was let be. */
export function ownOf(rows: readonly Row[], line: string): { row: Row; recorded: Recorded } | undefined {
  const found = rows.findLast(
    (row) =>
      row.command === 'recordItems' &&
      (isWaiting(row) || row.fate.is === 'taken') &&
      (row.data as { lines: Recorded[] }).lines[0]?.line === line,
  );
  const recorded = (found?.data as { lines: Recorded[] } | undefined)?.lines[0];
  return found && recorded ? { row: found, recorded } : undefined;
}
