/** What a rectification tells a case that it keeps shut: commands of the product alone, beside those of its process. */
import { z } from 'zod';
import { caseNumber, partId } from '../contract.ts';
import type { CommandTable } from '../process.ts';

const rectification = caseNumber();
export const gatingCommands = {
  noteRectification: {
    title: { zh: '登记整改', en: 'Note a rectification' },
    internal: true,
    input: z.strictObject({
      rectification,
      step: partId().optional().describe('Of its parts the one that stays shut; absent: the case as a whole'),
    }),
  },
  noteRectified: {
    title: { zh: '登记整改结束', en: 'Note the end of a rectification' },
    internal: true,
    input: z.strictObject({ rectification, outcome: z.enum(['closed', 'withdrawn']) }),
  },
} satisfies CommandTable;
