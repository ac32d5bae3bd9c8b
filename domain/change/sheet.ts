/** The sheet: what is shown to those who assess, consent and approve. */
import { contentHash } from '../kernel/record/hash.ts';
import type { Change } from './state.ts';

type Shown = Pick<Change, 'kind' | 'title' | 'description' | 'items' | 'customers' | 'planHash'>;
/** SHA-256, hex, of it: change it, and each of them looks again. */
export const sheetHash = ({ kind, title, description, items, customers, planHash }: Shown): string =>
  contentHash({ kind, title, description, items, customers, planHash: planHash ?? '' });
