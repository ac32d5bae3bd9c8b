/** What the API needs to know of a process beyond its contract and lifecycle. */
import type { z } from 'zod';

/** Fields, or what they are for these data. */
export type OpenEvents = Readonly<Record<string, readonly string[] | ((data: object) => readonly string[])>>;
export type ProcessApi = {
  /** Own fields of its view, for the specification. */
  fields: z.ZodObject;
  /** Own fields of its view that only those who work on the case, and its requester, may see. */
  personal: readonly string[];
  /**
   * Event (bare name) → fields of its data that the requester's side may see. An event that is not named here is not
   * shown to that side at all.
   */
  open: OpenEvents;
  /** Lists likely duplicates with the answer to an intake. */
  namesDuplicates?: true;
};
