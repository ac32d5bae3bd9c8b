/** Likely duplicates: open cases of the same application and branch of the last week, the most similar title first. */
import { z } from 'zod';
import type { Directory } from '../../client/registers/directory.ts';
import { key, line, orgPath } from '../../domain/kernel/contract.ts';
import type { CaseView, OrgPath } from '../../domain/kernel/process.ts';
import type { ProcessKey } from '../../domain/processes.ts';
import type { Reads } from './reads.ts';
import { type Identity, type Route, route } from '../http/route.ts';
import { instantOut, processKey } from '../http/schemas.ts';

const WEEK_MS = 7 * 24 * 3_600_000;
const LOOKED_AT = 50;
const NAMED = 5;

export const suggestionSchema = z.object({
  number: z.string(),
  process: z.string(),
  status: z.string(),
  title: z.string(),
  openedAt: instantOut,
  similarity: z.number().describe('0 to 1, of the titles'),
});
type Suggestion = {
  number: string;
  process: string;
  status: string;
  title: string;
  openedAt: number;
  similarity: number;
};
export type Suggestions = {
  /** Within the asker's reach; empty when `data` do not say application and unit. */
  like(identity: Identity, process: ProcessKey, data: object): Promise<Suggestion[]>;
};

const wanted = z.object({ title: line(200), application: key(), unit: orgPath() });

export function createSuggestions({ reads, directory }: { reads: Reads; directory: Directory }): Suggestions {
  return {
    like: async (identity, process, data) => {
      const asked = wanted.safeParse(data);
      if (!asked.success) return [];
      const { title, application, unit } = asked.data;
      const now = Date.now();
      const found = await reads.scoped(identity, [process]).find(
        {
          application: { is: application },
          orgLine: { is: await branchOf(directory, unit, application) },
          openedAt: { range: { gte: now - WEEK_MS } },
          closedAt: { present: false },
        },
        { order: { field: 'openedAt', descending: true }, limit: LOOKED_AT },
      );
      return found
        .map((view) => suggestionOf(view, title))
        .toSorted((a, b) => b.similarity - a.similarity || (a.number < b.number ? -1 : 1))
        .slice(0, NAMED);
    },
  };
}

/** The organisation whose first line serves the unit: those below it call about the same thing. */
async function branchOf(directory: Directory, unit: OrgPath, application: string): Promise<OrgPath> {
  const { L1 } = await directory.desksFor(unit, application);
  return L1?.orgPath ?? unit;
}

const suggestionOf = ({ _id, process, status, title, openedAt }: CaseView, asked: string): Suggestion => ({
  number: _id,
  process,
  status,
  title,
  openedAt,
  similarity: similarityOf(title, asked),
});

/** Share of common pairs of characters (Dice), which serves Chinese and English alike. */
function similarityOf(one: string, other: string): number {
  const [a, b] = [pairsOf(one), pairsOf(other)];
  const common = [...a].filter((pair) => b.has(pair)).length;
  return a.size + b.size === 0 ? 0 : Math.round((200 * common) / (a.size + b.size)) / 100;
}

function pairsOf(text: string): Set<string> {
  const plain = text.normalize('NFKC').toLowerCase();
  const letters = Array.from(plain.replaceAll(/[^\p{L}\p{N}]/gu, ''));
  return new Set(letters.map((letter, at) => letter + (letters[at + 1] ?? '')));
}

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
      responses: { 200: { description: 'At most five', schema: z.object({ items: z.array(suggestionSchema) }) } },
      handle: async ({ identity, query: { process, ...asked } }) => ({
        body: { items: await suggestions.like(identity, process, asked) },
      }),
    }),
  ];
}
