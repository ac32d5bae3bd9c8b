/** A promise's clock: icon, word and colour together; it ticks by the server's time and announces when it turns. */
import {
  CheckCircleOutlined,
  ClockCircleOutlined,
  ExclamationCircleOutlined,
  PauseCircleOutlined,
  WarningOutlined,
} from '@ant-design/icons';
import { Tooltip } from 'antd';
import { type ReactNode, use } from 'react';
import { useNow } from '../live/clock.ts';
import { clockIn, instantIn, useTimes } from '../words/times.ts';
import { useWords } from '../words/words.ts';
import { ThemeContext } from './theme.tsx';
import { type ClockState, clockTones } from './tokens.ts';
import { clockState, type Reading } from './clock-state.ts';
import { clockWords } from './words.ts';

export type { Reading } from './clock-state.ts';

const icons: Readonly<Record<ClockState, ReactNode>> = {
  running: <ClockCircleOutlined aria-hidden />,
  soon: <WarningOutlined aria-hidden />,
  over: <ExclamationCircleOutlined aria-hidden />,
  paused: <PauseCircleOutlined aria-hidden />,
  met: <CheckCircleOutlined aria-hidden />,
};
export function ClockTag({
  reading,
  name,
}: {
  reading: Reading & { soonAt?: string | null };
  name?: string;
}): ReactNode {
  const now = useNow();
  const t = useWords(clockWords);
  const { left } = useTimes();
  const tone = use(ThemeContext);
  const state = clockState(reading, now);
  const { ink, ground } = clockTones[tone][state];
  const due = reading.dueAt === null ? undefined : Date.parse(reading.dueAt);
  const said = saidOf();
  return (
    <Tooltip title={due === undefined ? undefined : instantIn(due)}>
      <span className="clock numbers" tabIndex={-1} style={{ color: ink, background: ground }}>
        {icons[state]}
        {name !== undefined && <span>{name}</span>}
        <span>{said}</span>
      </span>
    </Tooltip>
  );

  function saidOf(): string {
    if (reading.state === 'paused') return t.paused;
    if (reading.state === 'waiting') return t.waiting;
    if (reading.state === 'cancelled') return t.cancelled;
    const stopped = reading.stoppedAt === null ? '' : clockIn(reading.stoppedAt);
    if (reading.state === 'met') return t.met(stopped);
    if (reading.state === 'late') return t.late(stopped);
    if (due === undefined) return '';
    // not over before the engine has said so
    return reading.state === 'running' && due <= now ? t.due : left(due - now);
  }
}

/** Of lists, which show one instant and know no reading. */
export function DueTag({ dueAt, paused = false }: { dueAt: string | null; paused?: boolean }): ReactNode {
  const reading = { state: paused ? ('paused' as const) : ('running' as const), dueAt, targetMs: 4 * 3_600_000 };
  if (dueAt === null) return null;
  return <ClockTag reading={{ ...blank, ...reading }} />;
}
const blank = {
  kind: '',
  generation: 0,
  startedAt: null,
  breachedAt: null,
  pausedSince: null,
  stoppedAt: null,
  remainingMs: null,
  retroactive: false,
  provisional: false,
};
