/** The boards that are shipped: which indicators each shows, in order. One that nobody publishes, or that was withdrawn, is left out. */
export const boards = {
  service: [],
  change: [],
  field: [],
  appraisal: [],
} as const satisfies Record<string, readonly string[]>;
export type BoardKey = keyof typeof boards;
