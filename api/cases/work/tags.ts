/** Tags that are in use: what is proposed to somebody who tags a case, or looks for one by its tag. */
import { z } from 'zod';
import { suggestedAmong } from '../../../domain/kernel/common/work/tags.ts';
import { line } from '../../../domain/kernel/contract.ts';
import { folded } from '../../../domain/kernel/search/folded.ts';
import { bothFilters, type CaseFilter } from '../../../models/cases/scoped.ts';
import { type Route, route } from '../../http/route.ts';
import { instantOut } from '../../http/schemas.ts';
import { type Reads, workedOnBy, workingRoles } from '../reads.ts';

const SHOWN = 20;
/** So many cases are looked through, the newest first: what was tagged long ago and never again is proposed to nobody. */
const MOST_CASES = 2_000;
const AT_ONCE = 500;

export const tagRoute = ({ reads }: { reads: Reads }): Route =>
  route({
    method: 'get',
    path: '/api/tags',
    operationId: 'tags.suggest',
    tag: 'cases',
    summary: `Tags of the newest ${MOST_CASES} tagged cases on which the asker works or that he watches over, the most used first`,
    access: { rule: 'role', roles: workingRoles },
    unrecorded: true,
    query: z.strictObject({
      q: line(40).optional().describe('Only those that hold this, whatever its case and width'),
    }),
    responses: {
      200: {
        description: `At most ${SHOWN}`,
        schema: z.object({ items: z.array(z.object({ tag: z.string(), count: z.int() })), serverNow: instantOut }),
      },
    },
    handle: async ({ identity, actor, query: { q = '' } }) => {
      const tagged: CaseFilter = { tagKeys: folded(q) === '' ? { present: true } : { holds: folded(q) } };
      const filters = workedOnBy(actor).map((where) => bothFilters(tagged, where));
      const cases = reads.scoped(identity);
      const found: string[][] = [];
      let after: { value: string | number | null; id: string } | undefined;
      while (found.length < MOST_CASES) {
        const page = {
          order: { field: 'openedAt', descending: true },
          limit: AT_ONCE,
          after,
          only: ['openedAt', 'tags'],
        } as const;
        const { items, next } = await cases.seek(filters, page);
        found.push(...items.map(tagsIn));
        if (!next) break;
        after = next;
      }
      return { body: { items: suggestedAmong(found, q, SHOWN), serverNow: Date.now() } };
    },
  });

function tagsIn(view: object): string[] {
  const tags: unknown = 'tags' in view ? view.tags : undefined;
  return Array.isArray(tags) ? tags.filter((tag) => typeof tag === 'string') : [];
}
