/**
 * Likely duplicates: open cases of the same application of the last week whose title is alike, the most alike first; of the
 * own process those of the branch, and of the one that it may join all within reach.
 */
import { z } from 'zod';
import type { Directory } from '../../client/registers/directory.ts';
import { key, line, orgPath } from '../../domain/kernel/contract.ts';
import type { Keyset } from '../../domain/kernel/ids.ts';
import type { CaseView, OrgPath } from '../../domain/kernel/process.ts';
import { likenessTo } from '../../domain/kernel/search/folded.ts';
import { isProcessKey, type ProcessEntry, type ProcessKey, processes } from '../../domain/processes.ts';
import type { CaseFilter } from '../../models/cases/scoped.ts';
import type { Reads } from './reads.ts';
import { type Identity, type Route, route } from '../http/route.ts';
import { instantOut, processKey } from '../http/schemas.ts';

const WEEK_MS = 7 * 24 * 3_600_000;
/** So many are compared, the newest first: more open ones of one branch and application within a week were never seen. */
const MOST_COMPARED = 3_000;
const AT_ONCE = 500;
const NAMED = 5;
/** Titles that are less alike have no more in common than any two of one application. */
const LEAST = 0.4;

export const suggestionSchema = z.object({
  number: z.string(),
  process: z.string(),
  status: z.string(),
  title: z.string(),
  openedAt: instantOut,
  similarity: z.number().describe('0 to 1, of the titles'),
  incident: z.string().optional().describe('That it became or joined'),
});
const suggestionsSchema = z.object({
  items: z.array(suggestionSchema),
  capped: z.boolean().describe(`More than ${MOST_COMPARED} would have to be compared; the newest were`),
});
type Suggestion = {
  number: string;
  process: string;
  status: string;
  title: string;
  openedAt: number;
  similarity: number;
  incident?: string;
};
export type Suggestions = {
  /**
   * The most alike within the asker's reach, none when `data` do not say title, application and unit. `capped`: there were more
   * to compare than are compared at once.
   */
  like(identity: Identity, process: ProcessKey, data: object): Promise<{ items: Suggestion[]; capped: boolean }>;
};

const wanted = z.object({ title: line(200), application: key(), unit: orgPath() });

export function createSuggestions({ reads, directory }: { reads: Reads; directory: Directory }): Suggestions {
  return {
    like: async (identity, process, data) => {
      const asked = wanted.safeParse(data);
      if (!asked.success) return { items: [], capped: false };
      const { title, application, unit } = asked.data;
      const filter: CaseFilter = {
        application: { is: application },
        openedAt: { range: { gte: Date.now() - WEEK_MS } },
        closedAt: { present: false },
      };
      const branch: CaseFilter = { ...filter, orgLine: { is: await branchOf(directory, unit, application) } };
      const { joins }: ProcessEntry = processes[process];
      const [toJoin, own] = await Promise.all([
        joins !== undefined && isProcessKey(joins)
          ? mostAlike(reads.scoped(identity, [joins]), filter, title)
          : { items: [], capped: false },
        mostAlike(reads.scoped(identity, [process]), branch, title),
      ]);
      // Of equal likeness what may be joined comes first: sorting keeps the order.
      const items = [...toJoin.items, ...own.items].toSorted((a, b) => b.similarity - a.similarity).slice(0, NAMED);
      return { items: await withIncidents(reads, identity, items), capped: toJoin.capped || own.capped };
    },
  };
}

/** Each with the incident that it belongs to, where that is within the asker's reach. */
async function withIncidents(reads: Reads, identity: Identity, items: readonly Suggestion[]): Promise<Suggestion[]> {
  if (items.length === 0) return [];
  const numbers = items.map(({ number }) => number);
  const order = { field: '_id' } as const;
  const found = await reads.scoped(identity).find({ _id: { in: numbers } }, { order, limit: NAMED });
  const incidents = new Map(
    (await reads.seenIn(identity, found)).flatMap((view) =>
      'incident' in view && typeof view.incident === 'string' ? [[view._id, view.incident] as const] : [],
    ),
  );
  return items.map((item) => {
    const incident = incidents.get(item.number);
    return incident === undefined ? item : { ...item, incident };
  });
}

/** All of them are compared, but for those behind as many as are named that say the very same. */
async function mostAlike(cases: ReturnType<Reads['scoped']>, filter: CaseFilter, title: string) {
  const likeness = likenessTo(title);
  let alike: Suggestion[] = [];
  let after: Keyset | undefined;
  for (let compared = 0; ; compared += AT_ONCE) {
    const isFull = alike.filter(({ similarity }) => similarity === 1).length >= NAMED;
    if (isFull || compared >= MOST_COMPARED) return { items: alike, capped: !isFull };
    const { items, next } = await cases.seek(filter, { order: NEWEST, limit: AT_ONCE, after, only: COMPARED });
    const rows = items.map((view) => suggestionOf(view, likeness(view.title)));
    alike = [...alike, ...rows.filter(({ similarity }) => similarity >= LEAST)]
      .toSorted(mostAlikeFirst)
      .slice(0, NAMED);
    if (!next) return { items: alike, capped: false };
    after = next;
  }
}

const COMPARED = ['process', 'status', 'title', 'openedAt'] as const;
const NEWEST = { field: 'openedAt', descending: true } as const;
/** Of equal likeness the newer one. */
const mostAlikeFirst = (a: Suggestion, b: Suggestion): number =>
  b.similarity - a.similarity || b.openedAt - a.openedAt || (a.number < b.number ? -1 : 1);

/** The organisation whose first line serves the unit: those below it call about the same thing. */
async function branchOf(directory: Directory, unit: OrgPath, application: string): Promise<OrgPath> {
  const { L1 } = await directory.desksFor(unit, application);
  return L1?.orgPath ?? unit;
}

const suggestionOf = ({ _id, process, status, title, openedAt }: CaseView, similarity: number): Suggestion => ({
  number: _id,
  process,
  status,
  title,
  openedAt,
  similarity,
});

export function suggestRoutes({ suggestions }: { suggestions: Suggestions }): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/suggest',
      operationId: 'cases.suggest',
      tag: 'cases',
      summary: 'Likely duplicates within the reach of the asker',
      access: { rule: 'reader' },
      query: z.strictObject({
        process: processKey.describe('Of the case that is about to be opened'),
        title: line(200).describe('Its title'),
        application: key().describe('Its application'),
        unit: orgPath().describe('The unit that reports it'),
      }),
      responses: { 200: { description: 'At most five', schema: suggestionsSchema } },
      handle: async ({ identity, query: { process, ...asked } }) => ({
        body: await suggestions.like(identity, process, asked),
      }),
    }),
  ];
}
