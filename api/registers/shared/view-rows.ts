/** The register of saved views 视图: a list of cases by name, with its filter and order. */
import { z } from 'zod';
import { line } from '../../../domain/kernel/contract.ts';
import type { SavedView } from '../../../models/registers/shared/kept.ts';
import { processKey } from '../../http/schemas.ts';
import { sharedRegister } from './shared-row.ts';
import { queryOf } from './view-query.ts';

const SCREENS = ['queue', 'board'] as const;

export const viewRegister = sharedRegister({
  name: 'views',
  title: 'Saved view',
  fields: {
    screen: z.enum(SCREENS).default('queue').describe('Where it is opened'),
    process: processKey.optional().describe('Of which the list is; absent: of all'),
    query: line(2_000)
      .optional()
      .describe(
        'As the list of cases takes it, `status=queued&clock=over&sort=dueAt`, without cursor and limit; absent: all. Whoever opens the view asks as himself',
      ),
  },
  faults: (body, actor) => {
    const { process, query }: Partial<SavedView> = body;
    return queryOf({ process, query }, actor).errors;
  },
});
