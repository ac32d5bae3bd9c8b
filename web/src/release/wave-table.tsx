/** The same as a table: what fits a narrow page, a reader and a printer. */
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { PartButtons } from '../case/part-buttons.tsx';
import { useName } from '../names/names.ts';
import { instantIn } from '../words/times.ts';
import { useWords } from '../words/words.ts';
import type { Shown } from './board.tsx';
import { Missing } from './missing.tsx';
import { SiteState, useCause, usePartStatus } from './site-state.tsx';
import type { Site } from './waves.ts';
import { releaseWords } from './words.ts';

export function WaveTable({ kase, waves, run, onOpen, onUnit }: Shown): ReactNode {
  const t = useWords(releaseWords);
  const statusOf = usePartStatus();
  return (
    <table className="wave-table" data-release="table">
      <thead>
        <tr>
          <th scope="col">{t.unit}</th>
          <th scope="col">{t.state}</th>
          <th scope="col" className="right">
            {t.steps}
          </th>
          <th scope="col" className="wide-only">
            {t.now}
          </th>
        </tr>
      </thead>
      {waves.map((wave) => {
        const title = t.wave(wave.place, wave.title ?? '');
        const { gate } = wave;
        return (
          <tbody key={wave.id} data-wave={wave.id} data-status={wave.status}>
            <tr className="wave-row">
              <th scope="rowgroup" colSpan={4}>
                {`${title} · ${statusOf('wave', wave.status)}`}
                <div className="quiet numbers">{`${instantIn(wave.windowFrom)} – ${instantIn(wave.windowUntil)}`}</div>
                <PartButtons
                  kase={kase}
                  part={{ id: wave.id, kind: 'wave', status: wave.status, title }}
                  onOpen={onOpen}
                />
              </th>
            </tr>
            {wave.sites.map((site) => (
              <Row key={site.id} site={site} run={run} onUnit={onUnit} />
            ))}
            {gate && (
              <tr data-gate={gate.id}>
                <th scope="row">{t.gate}</th>
                <td colSpan={3}>
                  {statusOf('gate', gate.status)}
                  <PartButtons
                    kase={kase}
                    part={{ id: gate.id, kind: 'gate', status: gate.status, title: t.gate }}
                    only={gate.status === 'shut' ? [] : undefined}
                    onOpen={onOpen}
                  />
                  <Missing kase={kase} gate={gate} />
                </td>
              </tr>
            )}
          </tbody>
        );
      })}
    </table>
  );
}

function Row({ site, run, onUnit }: Pick<Shown, 'run' | 'onUnit'> & { site: Site }): ReactNode {
  const t = useWords(releaseWords);
  const nameOf = useName();
  const cause = useCause();
  const own = new Set(site.steps.map(({ part }) => part));
  const now = run?.current.filter(({ part }) => own.has(part)) ?? [];
  const unit = nameOf('organisation', site.orgPath);
  return (
    <tr data-unit={site.id} data-status={site.status}>
      <th scope="row">
        <Button type="link" className="as-text" aria-label={t.open(unit)} onClick={() => onUnit(site.id)}>
          {unit}
        </Button>
      </th>
      <td>
        <SiteState status={site.status} />
        {cause(site) !== undefined && <div className="unit-cause">{cause(site)}</div>}
      </td>
      <td className="right numbers">{site.steps.length > 0 && t.stepsOf(site.done, site.steps.length)}</td>
      <td className="wide-only">
        {now.map(({ part, title, who }) => (
          <div key={part}>{[title, who === undefined ? t.nobody : (who.name ?? who.id)].join(' · ')}</div>
        ))}
      </td>
    </tr>
  );
}
