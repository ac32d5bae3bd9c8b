/** What a release that signs found in the registers when it took over. */
export type RegistersSigned = {
  /** Rows of versions, of all registers together. */
  rows: number;
  /** The newest version of each entry: `policies/incident@3`, `people/owner@1`. In parts, one a record. */
  newest: readonly string[];
  /** Of those whose first versions nobody kept, the oldest that there is. */
  oldest: readonly string[];
};
