/** How clocks leave the API. */
import { z } from 'zod';
import { instantOut } from '../../http/schemas.ts';

/** A length reckoned date by date. */
export const explainedDay = z.object({
  date: z.string(),
  lastDate: z.string().optional().describe('Of a run of dates'),
  weeks: z.int().optional().describe('So many whole weeks that are alike'),
  weekday: z.int(),
  rule: z.enum(['week', 'closed', 'like', 'open', 'set']),
  like: z.int().optional(),
  name: z.string().optional().describe('Of the holiday, where the calendar has it'),
  frames: z.array(z.array(z.int())).describe('Minutes of the local day'),
  pieces: z.array(z.object({ from: instantOut, until: instantOut })),
  countedMs: z.int(),
  totalMs: z.int(),
});
