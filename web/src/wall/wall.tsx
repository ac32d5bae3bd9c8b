/** The panels, one after the other; grey once the figures are older than a minute. */
import { CloseOutlined, PauseOutlined, RightOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { type ReactNode, useEffect, useState } from 'react';
import { useNavigate } from 'react-router';
import type { Answers } from '../generated/api.ts';
import { useNow } from '../live/clock.ts';
import { useName } from '../names/names.ts';
import { useKeys } from '../shell/keys.tsx';
import { clockIn, useTimes } from '../words/times.ts';
import { useWords } from '../words/words.ts';
import { wallWords } from './words.ts';

export type WallData = Answers['GET /api/wall']['answer'];
const TURN_MS = 30_000;
const STALE_MS = 60_000;
const ROWS = 7;
type Panel = { key: string; title: string; body: ReactNode };

export function Wall({ wall }: { wall: WallData }): ReactNode {
  const t = useWords(wallWords);
  const now = useNow();
  const navigate = useNavigate();
  const [at, setAt] = useState(0);
  const [isPaused, setPaused] = useState(false);
  const panels = usePanels(wall);
  const next = (): void => setAt((before) => before + 1);
  useEffect(() => {
    if (isPaused) return undefined;
    const timer = setInterval(next, TURN_MS);
    return () => clearInterval(timer);
  }, [isPaused]);
  useKeys([
    { keys: ' ', does: t.pause, act: () => setPaused(!isPaused) },
    { keys: 'ArrowRight', does: t.next, act: next },
  ]);
  const shown = panels[at % panels.length];
  const isStale = now - Date.parse(wall.at) > STALE_MS;
  return (
    <div className={isStale ? 'wall stale' : 'wall'} data-stale={isStale}>
      <header className="wall-head">
        <h1>{wall.name}</h1>
        <span className="grow" />
        <span className="numbers" role="status">
          {isStale ? t.stale(clockIn(wall.at)) : t.asOf(clockIn(wall.at))}
        </span>
        <span className="numbers">{clockIn(now)}</span>
      </header>
      <section className="wall-panel" aria-label={shown?.title} data-panel={shown?.key}>
        {shown?.body}
      </section>
      <footer className="wall-foot">
        {panels.map(({ key, title }, place) => (
          <span key={key} className={place === at % panels.length ? 'wall-dot current' : 'wall-dot'}>
            {title}
          </span>
        ))}
        <span className="grow" />
        <span>{isPaused ? t.paused : t.turning}</span>
        <Button
          ghost
          icon={<PauseOutlined aria-hidden />}
          aria-label={t.pause}
          aria-pressed={isPaused}
          onClick={() => setPaused(!isPaused)}
        />
        <Button ghost icon={<RightOutlined aria-hidden />} aria-label={t.next} onClick={next} />
        <Button
          ghost
          icon={<CloseOutlined aria-hidden />}
          aria-label={t.leave}
          onClick={() => void navigate('/board')}
        />
      </footer>
    </div>
  );
}

function usePanels(wall: WallData): readonly Panel[] {
  const t = useWords(wallWords);
  const below = Array.from({ length: Math.ceil(wall.below.length / ROWS) }, (_, page) => ({
    key: `below-${page}`,
    title: t.panels.below,
    body: <Below wall={wall} from={page * ROWS} />,
  }));
  return [
    { key: 'sums', title: t.panels.sums, body: <Sums wall={wall} /> },
    { key: 'majors', title: t.panels.majors, body: <Majors wall={wall} /> },
    ...below,
  ];
}

function Figure({ value, name, tone }: { value: number; name: string; tone?: 'over' | 'soon' }): ReactNode {
  return (
    <div className={tone && value > 0 ? `wall-figure ${tone}` : 'wall-figure'}>
      <span className="wall-number numbers">{value}</span>
      <span className="wall-name">{name}</span>
    </div>
  );
}

function Sums({ wall }: { wall: WallData }): ReactNode {
  const t = useWords(wallWords);
  return (
    <div className="wall-sums">
      <Figure value={wall.open} name={t.open} />
      <Figure value={wall.over} name={t.over} tone="over" />
      <Figure value={wall.soon} name={t.soon} tone="soon" />
      <Figure value={wall.lastDay.opened} name={t.opened} />
      <Figure value={wall.lastDay.closed} name={t.closed} />
      {wall.priorities.map(({ priority, open, over }) => (
        <Figure
          key={priority}
          value={open}
          name={over > 0 ? `${priority} · ${t.over} ${over}` : priority}
          {...(over > 0 ? { tone: 'over' as const } : {})}
        />
      ))}
    </div>
  );
}

function Majors({ wall }: { wall: WallData }): ReactNode {
  const t = useWords(wallWords);
  const nameOf = useName();
  const now = useNow();
  const { length } = useTimes();
  if (wall.majors.length === 0) return <p className="wall-calm">{t.noMajors}</p>;
  return (
    <ul className="plain wall-majors">
      {wall.majors.map(({ application, priority, openedAt }) => (
        <li key={openedAt}>
          <span className="wall-number">{priority}</span>
          <span>{nameOf('application', application)}</span>
          <span className="numbers">{`${t.elapsed} ${length(now - Date.parse(openedAt))}`}</span>
        </li>
      ))}
    </ul>
  );
}

function Below({ wall, from }: { wall: WallData; from: number }): ReactNode {
  const t = useWords(wallWords);
  return (
    <table className="wall-below">
      <thead>
        <tr>
          <th scope="col">{t.unit}</th>
          <th scope="col">{t.open}</th>
          <th scope="col">{t.over}</th>
          <th scope="col">{t.majors}</th>
        </tr>
      </thead>
      <tbody>
        {wall.below.slice(from, from + ROWS).map(({ organisation, name, open, over, majors }) => (
          <tr key={organisation}>
            <th scope="row">{name}</th>
            <td className="numbers">{open}</td>
            <td className={over > 0 ? 'numbers over' : 'numbers'}>{over}</td>
            <td className={majors > 0 ? 'numbers over' : 'numbers'}>{majors}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
