/** Begins a change in the evening of a day, where this person may raise one. */
import { PlusOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { useMe } from '../shell/me.ts';
import { useWords } from '../words/words.ts';
import { eveningOf } from './day.ts';
import type { Day } from './reading.ts';
import { calendarWords } from './words.ts';

export function NewOn({ day, isLong = false }: { day: Day; isLong?: boolean }): ReactNode {
  const t = useWords(calendarWords);
  const navigate = useNavigate();
  const { opens } = useMe();
  if (opens['change'] === undefined) return null;
  const begin = (): void => void navigate(`/new/change?${new URLSearchParams(eveningOf(day)).toString()}`);
  return isLong ? (
    <Button icon={<PlusOutlined aria-hidden />} data-calendar="new" onClick={begin}>
      {t.newOn(day.date)}
    </Button>
  ) : (
    <Button
      type="text"
      size="small"
      className="day-new no-print"
      data-calendar="new"
      icon={<PlusOutlined aria-hidden />}
      aria-label={t.newOn(day.date)}
      title={t.newOn(day.date)}
      onClick={begin}
    />
  );
}
