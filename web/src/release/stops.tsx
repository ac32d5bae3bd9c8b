/** What keeps the release from its next wave, in a sentence, and who goes on. */
import { Alert } from 'antd';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { useForms } from '../case/processes.ts';
import type { CaseAnswer, ReleaseAnswer } from '../generated/api.ts';
import { useNow } from '../live/clock.ts';
import { useName } from '../names/names.ts';
import { ClockTag } from '../ui/clock-tag.tsx';
import { useRoleWords } from '../words/fields.ts';
import { instantIn } from '../words/times.ts';
import { useSaid, useWords } from '../words/words.ts';
import { currentOf, type Stop, stopOf, type Wave } from './waves.ts';
import { releaseWords } from './words.ts';

const WORRIES = new Set(['halted', 'going-back', 'held', 'decision']);

export function Stops({ kase, waves }: { kase: ReleaseAnswer & CaseAnswer; waves: readonly Wave[] }): ReactNode {
  const t = useWords(releaseWords);
  const said = useSaid();
  const nameOf = useName();
  const roleOf = useRoleWords();
  const now = useNow();
  const { data: forms } = useForms(kase.process);
  const stop = stopOf(kase, waves, now);
  if (!stop) return null;
  const current = currentOf(waves);
  const soak = stop.is === 'soak' ? kase.readings[`soak~${stop.gate}`] : undefined;
  const isWorrying = WORRIES.has(stop.is) || (stop.is === 'sites' && stop.failed > 0);
  return (
    <Alert
      type={isWorrying ? 'warning' : 'info'}
      role="status"
      data-release="stop"
      title={
        <span className="row">
          {current && <strong>{t.wave(current.place, current.title ?? '')}</strong>}
          <span>
            {stop.is === 'not-admitted' && stop.change !== undefined ? (
              <Link to={`/cases/${stop.change}`}>{t.stop.changeOf(stop.change)}</Link>
            ) : (
              wordsOf(stop)
            )}
          </span>
          {soak && <ClockTag reading={soak} />}
        </span>
      }
      description={
        kase.waitsFor.length > 0 && (
          <ul className="plain">
            {kase.waitsFor.map(({ to, command, count }) => {
              const who =
                'person' in to
                  ? nameOf('person', String(to.person))
                  : 'team' in to
                    ? nameOf('queue', String(to.team))
                    : `${roleOf(to.role)} · ${nameOf('organisation', to.orgPath)}`;
              const what = said(forms?.get(command)?.title, command);
              return (
                <li key={`${JSON.stringify(to)} ${command}`}>
                  {t.decides(who, (count ?? 1) < 2 ? what : `${what} × ${count}`)}
                </li>
              );
            })}
          </ul>
        )
      }
    />
  );

  function wordsOf(one: Stop): string {
    switch (one.is) {
      case 'window':
        return t.stop.window(instantIn(one.from));
      case 'sites':
        return [t.stop.sites(one.left), ...(one.failed > 0 ? [t.stop.failed(one.failed)] : [])].join(' · ');
      default:
        return t.stop[one.is];
    }
  }
}
