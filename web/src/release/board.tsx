/** Waves as columns, one behind the other, a gate at the foot of each. */
import { Tag } from 'antd';
import type { ReactNode } from 'react';
import type { Opened } from '../case/opened.ts';
import { PartButtons } from '../case/part-buttons.tsx';
import type { CaseAnswer, Run } from '../generated/api.ts';
import { useName } from '../names/names.ts';
import { ClockTag } from '../ui/clock-tag.tsx';
import { instantIn } from '../words/times.ts';
import { useWords } from '../words/words.ts';
import { Missing } from './missing.tsx';
import { SiteState, useCause, usePartStatus } from './site-state.tsx';
import type { Site, Wave } from './waves.ts';
import { releaseWords } from './words.ts';

export type Shown = {
  kase: CaseAnswer;
  waves: readonly Wave[];
  run: Run | undefined;
  onOpen: (opened: Opened) => void;
  onUnit: (id: string) => void;
};

export function Board({ kase, waves, run, onOpen, onUnit }: Shown): ReactNode {
  return (
    <ol className="waves" data-release="board">
      {waves.map((wave) => (
        <Column key={wave.id} kase={kase} wave={wave} run={run} onOpen={onOpen} onUnit={onUnit} />
      ))}
    </ol>
  );
}

function Column({ kase, wave, run, onOpen, onUnit }: Omit<Shown, 'waves'> & { wave: Wave }): ReactNode {
  const t = useWords(releaseWords);
  const statusOf = usePartStatus();
  const { sites, gate, windowFrom, windowUntil } = wave;
  const title = t.wave(wave.place, wave.title ?? '');
  const meant = sites.filter(({ status }) => status !== 'left-out');
  return (
    <li className="wave" data-wave={wave.id} data-status={wave.status}>
      <h3 className="wave-title">{title}</h3>
      <div className="row">
        <Tag>{statusOf('wave', wave.status)}</Tag>
        <span className="quiet numbers">
          {t.verified(meant.filter(({ status }) => status === 'verified').length, meant.length)}
        </span>
      </div>
      <div className="quiet numbers">{`${instantIn(windowFrom)} – ${instantIn(windowUntil)}`}</div>
      <PartButtons kase={kase} part={{ id: wave.id, kind: 'wave', status: wave.status, title }} onOpen={onOpen} />
      <ul className="plain wave-sites">
        {sites.map((site) => (
          <li key={site.id}>
            <Unit site={site} run={run} onUnit={onUnit} />
          </li>
        ))}
      </ul>
      {gate && (
        <div className="wave-gate" data-gate={gate.id}>
          <div className="row">
            <strong>{t.gate}</strong>
            <Tag>{statusOf('gate', gate.status)}</Tag>
            {gate.status === 'soaking' && kase.readings[`soak~${gate.id}`] && (
              <ClockTag reading={kase.readings[`soak~${gate.id}`] as CaseAnswer['readings'][string]} />
            )}
          </div>
          <PartButtons
            kase={kase}
            part={{ id: gate.id, kind: 'gate', status: gate.status, title: t.gate }}
            only={gate.status === 'shut' ? [] : undefined}
            onOpen={onOpen}
          />
          <Missing kase={kase} gate={gate} />
        </div>
      )}
    </li>
  );
}

function Unit({ site, run, onUnit }: { site: Site; run: Run | undefined; onUnit: (id: string) => void }): ReactNode {
  const t = useWords(releaseWords);
  const nameOf = useName();
  const cause = useCause();
  const unit = nameOf('organisation', site.orgPath);
  const own = new Set(site.steps.map(({ part }) => part));
  const now = run?.current.filter(({ part }) => own.has(part)) ?? [];
  return (
    <button
      type="button"
      className="unit"
      data-unit={site.id}
      data-status={site.status}
      onClick={() => onUnit(site.id)}
    >
      <span className="row">
        <strong className="grow">{unit}</strong>
        <SiteState status={site.status} />
      </span>
      {cause(site) !== undefined && <span className="unit-cause">{cause(site)}</span>}
      {now.map(({ part, title, who }) => (
        <span key={part} className="quiet">
          {[title, who === undefined ? t.nobody : (who.name ?? who.id)].join(' · ')}
        </span>
      ))}
      {site.steps.length > 0 && (
        <span className="quiet numbers">{`${t.steps} ${t.stepsOf(site.done, site.steps.length)}`}</span>
      )}
    </button>
  );
}
