/** What the run of a release does with its waves, sites and gates (kernel/running/rules.ts). */
import type { RunUse } from '../kernel/running/following.ts';
import type { Release, RulesCtx, Word } from './state.ts';
import { doneSites, goingBack, goneBack, isOpenAt, statusOf, waveOfPart, windowOf } from './waves.ts';

const waveIn = (back: Release['back']): string | undefined =>
  back === undefined || back === 'all' ? undefined : back.part;

export const releaseRun: RunUse<Release, Word, RulesCtx> = {
  going: 'deploying',
  scopeOf(part, release) {
    const wave = waveOfPart(release, part);
    return wave === undefined ? 'all' : { part: wave };
  },
  begins({ id, kind, in: wave }, release, { now, mode }) {
    switch (kind) {
      case 'wave':
        return waveBegins(release, id, now);
      case 'site':
        return [{ type: 'siteStarted', data: { part: id, to: 'running' } }];
      default:
        return [
          {
            type: 'soakStarted',
            data: { part: id, to: 'soaking', ...(wave === undefined ? {} : { also: { [wave]: 'gating' } }) },
          },
          // Of a drill nothing is there to be watched.
          ...(mode === 'drill' ? [{ type: 'soaked', data: { part: id, to: 'ready' } } as const] : []),
        ];
    }
  },
  along: (release) =>
    doneSites(release).map((part): Word => ({ type: 'siteVerified', data: { part, to: 'verified' } })),
  goesBack: (scope, release) => goingBack(release, scope === 'all' ? undefined : scope.part),
  over(result, release, ctx, words) {
    if (result === 'done') return [{ type: 'stepsEnded', data: {} }];
    const wave = waveIn(release.back);
    const also = goneBack(release, wave);
    if (wave !== undefined) return [{ type: 'waveRolledBack', data: { part: wave, to: 'rolled-back', also } }];
    // The facts are frozen over all that the command made happen; what ends it comes last.
    const ended = ctx.ending(words, (facts) => ({ type: 'rolledBack', data: { facts, also } }));
    return ended.slice(-1);
  },
};

/** Let in by the gate before it, it opens by itself once its window is open: by a command, since time looks nothing up. */
function waveBegins(release: Release, id: string, now: number): readonly Word[] {
  if (statusOf(release, id) !== 'admitted') return [{ type: 'waveAdmitted', data: { part: id, to: 'admitted' } }];
  const isDue = release.parts?.wave?.[id]?.due !== true && isOpenAt(windowOf(release, id), now);
  return isDue ? [{ type: 'waveDue', data: { part: id } }] : [];
}
