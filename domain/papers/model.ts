/** Papers 资料 that the ended cases of a process must have: what a monthly archive looks for. */

/** `key`: once among all; `isThere`: the case has it; `person`: who is asked for it where it does not. */
export type Paper = { key: string; isThere: boolean; person?: string | undefined };
/** As a process declares it (`domain/papers/<process>.ts`). */
export type PapersOf<S = object> = {
  process: string;
  /** Of a case as it ended. Throws nothing. */
  papers(state: S): readonly Paper[];
};
