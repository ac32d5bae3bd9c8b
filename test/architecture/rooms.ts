/** The rooms of large folders, as data: who may import whom inside them. `imports.test.ts` holds the code to it. */

/** A folder with more files of its own than a list shows at once is divided. */
export const MOST_FILES = 20;

/**
 * Lowest first: a room may import itself and those before it, types included. A room is a folder, or files that stand
 * beside the folders; `*` is whatever no other room names. Of two rooms that fit the closer name counts.
 */
export const rooms: Readonly<Record<string, readonly (readonly string[])[]>> = {
  api: [
    ['deps.ts', 'http'],
    ['sign-in'],
    ['http/mount.ts'], // the door asks who comes in
    ['cases'],
    ['event-log'],
    ['files'],
    ['archives'],
    ['appraisals'],
    ['registers'],
    ['runs'],
    ['notices'],
    ['live'],
    ['console'],
    ['rehearsals'],
    ['audit'],
    ['docs'],
    ['*'],
    ['docs/docs.ts', 'docs/specification.ts', 'docs/check-openapi.ts'], // they describe the whole app
  ],
  client: [
    ['registers'],
    ['changes'],
    ['files'],
    ['cases'],
    ['documents'],
    ['actions'],
    ['record'],
    ['archives'],
    ['figures'],
    ['service-reports'],
    ['appraisals'],
    ['rehearsals'],
    ['upgrade'],
  ],
  'domain/kernel': [
    // the shapes that all is told in
    [
      'units.ts',
      'pinned.ts',
      'part.ts',
      'facts.ts',
      'shapes',
      'process.ts',
      'own-fields.ts',
      'approval/shapes.ts',
      'steps/shapes.ts',
      'time/calendar-snapshot.ts',
      'clocks/clock-types.ts',
    ],
    [
      'errors.ts',
      'ids.ts',
      'search/invisible.ts',
      'picks',
      'search/folded.ts',
      'contract.ts',
      'approval',
      'steps',
      'clocks/clock-names.ts',
      'parts',
    ],
    ['record'],
    ['time'],
    ['clocks'],
    ['people'],
    ['common', 'definition.ts'],
    ['approving', 'gating'],
    ['search'],
    ['*', 'parts/completed.ts'],
    ['policy', 'record/proof.ts'], // a proof folds the case again
  ],
  models: [
    ['store', 'migrations/done.ts'],
    ['cases'],
    ['files'],
    ['figures'],
    ['registers'],
    ['documents'],
    ['archives'],
    ['appraisals'],
    ['notices'],
    ['access'],
    ['record'],
    ['rehearsal.ts'],
    ['migrations'],
  ],
  'models/migrations': [
    ['done.ts', 'lock.ts', 'vouch.ts'],
    ['seeds'],
    ['migration.ts'],
    ['steps', 'first-policies.ts', 'first-templates.ts'],
    ['index.ts'],
  ],
};
