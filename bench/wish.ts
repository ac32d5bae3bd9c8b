/** What one run of the bench is asked for. */
import type { Results } from './results.ts';

export type Wish = {
  pairs: number;
  seconds: number;
  cases: number;
  /** Planned ones. */
  changes: number;
  /** Configuration items. */
  items: number;
  results: Results;
  command: string;
};
