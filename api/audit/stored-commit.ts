import { z } from 'zod';

/** A commit as it is stored, under the names of outside. */
export const storedCommit = z.looseObject({
  id: z.string().describe('`_id` in the text that `hash` is over (docs/record.md)'),
  seq: z.int().describe('Of its first event'),
  key: z.string(),
  at: z.int().meta({ format: 'epoch-ms', description: 'As it was hashed' }),
  by: z.object({ id: z.string(), role: z.string() }),
  events: z.array(z.looseObject({ type: z.string(), schema: z.int(), data: z.looseObject({}) })),
  effects: z.array(z.looseObject({ key: z.string() })).describe('What followed from them'),
  prevHash: z.string(),
  hash: z.string(),
  mac: z.string(),
  keyId: z.string(),
});
