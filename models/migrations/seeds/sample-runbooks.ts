/** Runbooks of the sample organisation: those shipped, as one of its engineers wrote them and its process owner approved. */
import { shippedRunbooks } from '../../../domain/runbooks/shipped/all.ts';
import type { KeptRunbook } from '../../registers/runbooks/runbook.ts';

export const runbooks = (now: number): KeptRunbook[] =>
  shippedRunbooks('/dx').map(({ id, ...text }) => ({
    _id: `${id}@1`,
    runbook: id,
    version: 1,
    ...text,
    note: '样例预案',
    publishedAt: now,
    publishedBy: 'owner',
    authors: ['expert-3'],
  }));
