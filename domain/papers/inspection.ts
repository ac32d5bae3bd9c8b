/** What an inspection must have once it has ended: both signatures, and a rectification for each agreed finding that is not minor. */
import type { PapersOf } from './model.ts';
import type { Inspection } from '../inspection/state.ts';

export const inspectionPapers: PapersOf<Inspection> = {
  process: 'inspection',
  papers: ({ status, signed, countersigned, inspectors, parts }) =>
    status !== 'archived'
      ? []
      : [
          {
            key: 'signed-inspection',
            isThere: signed !== undefined && countersigned !== undefined,
            person: inspectors[0],
          },
          ...Object.entries(parts?.finding ?? {}).flatMap(([id, { status: stands, class: grade, rectification }]) =>
            stands === 'agreed' && grade !== 'minor'
              ? [{ key: `rectification:${id}`, isThere: rectification !== undefined, person: inspectors[0] }]
              : [],
          ),
        ],
};
