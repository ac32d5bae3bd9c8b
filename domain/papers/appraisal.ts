/** What an appraisal must have once it has ended: both signatures, and a rectification for each item that starts one. */
import { isWeak } from '../appraisal/calculus/scoring.ts';
import type { Appraisal } from '../appraisal/state.ts';
import { scoredFor, termsOf } from '../appraisal/totals.ts';
import { itemsOf } from '../appraisal/whom.ts';
import type { PapersOf } from './model.ts';

export const appraisalPapers: PapersOf<Appraisal> = {
  process: 'appraisal',
  papers: (appraisal) =>
    appraisal.status !== 'archived'
      ? []
      : [
          {
            key: 'signed-statement',
            isThere: appraisal.signed?.judge !== undefined && appraisal.signed.subject !== undefined,
            person: appraisal.signed?.judge?.by,
          },
          ...termsOf(appraisal).items.flatMap((item) =>
            isWeak(item, scoredFor(appraisal, item.id))
              ? [
                  {
                    key: `rectification:${item.id}`,
                    isThere: itemsOf(appraisal)[item.id]?.rectification !== undefined,
                    person: appraisal.signed?.judge?.by,
                  },
                ]
              : [],
          ),
        ],
};
