/** Lines of a list of cases that open to what happened to each. */
import { DownOutlined, RightOutlined } from '@ant-design/icons';
import { Button, type TableProps } from 'antd';
import { useWords } from '../words/words.ts';
import { EventsOf } from './events-of.tsx';
import { figureWords } from './words.ts';

export function useExpanding<T extends { number: string }>(): NonNullable<TableProps<T>['expandable']> {
  const t = useWords(figureWords);
  return {
    expandedRowRender: ({ number }) => <EventsOf number={number} />,
    expandIcon: ({ expanded, onExpand, record }) => (
      <Button
        type="text"
        size="small"
        aria-expanded={expanded}
        aria-label={expanded ? t.hideEvents(record.number) : t.showEvents(record.number)}
        icon={expanded ? <DownOutlined aria-hidden /> : <RightOutlined aria-hidden />}
        onClick={(event) => onExpand(record, event)}
      />
    ),
  };
}
