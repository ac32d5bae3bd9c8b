/** What waits: on the own seat, then for others; by mouse and by keys. */
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { statusOf, useProcesses } from '../case/processes.ts';
import { useName } from '../names/names.ts';
import { useKeys } from '../shell/keys.tsx';
import { DueTag } from '../ui/clock-tag.tsx';
import { useSaid, useWords } from '../words/words.ts';
import { useAsWhom } from './as-whom.ts';
import type { Waiting } from './reading.ts';
import { approvalWords } from './words.ts';

const isForOthers = ({ seats }: Waiting): boolean => seats.length > 0 && seats.every(({ as }) => as === 'delegate');

type Props = {
  rows: readonly Waiting[];
  open: string | undefined;
  fresh: number;
  onFresh: () => void;
  onOpen: (number: string) => void;
  hasMore: boolean;
  onMore: () => void;
};

export function Inbox({ rows, open, fresh, onFresh, onOpen, hasMore, onMore }: Props): ReactNode {
  const t = useWords(approvalWords);
  const groups = [
    { title: t.own, rows: rows.filter((one) => !isForOthers(one)) },
    { title: t.standing, rows: rows.filter(isForOthers) },
  ];
  const inOrder = groups.flatMap((group) => group.rows);
  const move = (by: number): void => {
    const at = inOrder.findIndex(({ number }) => number === open);
    const next = inOrder[Math.max(0, Math.min(inOrder.length - 1, at + by))];
    if (next) onOpen(next.number);
  };
  useKeys([
    { keys: 'j', does: t.next, act: () => move(1) },
    { keys: 'k', does: t.previous, act: () => move(-1) },
    ...(fresh > 0 ? [{ keys: '.', does: t.fresh(fresh), act: onFresh }] : []),
  ]);
  return (
    <nav className="approvals-list" aria-label={t.list}>
      <div role="status" aria-live="polite">
        {fresh > 0 && (
          <Button block onClick={onFresh}>
            {t.fresh(fresh)}
          </Button>
        )}
      </div>
      {groups
        .filter((group) => group.rows.length > 0)
        .map((group) => (
          <section key={group.title}>
            <h2 className="side-title">{`${group.title} ${group.rows.length}`}</h2>
            <ul className="plain">
              {group.rows.map((row) => (
                <li key={row.number}>
                  <Row row={row} isOpen={row.number === open} onOpen={() => onOpen(row.number)} />
                </li>
              ))}
            </ul>
          </section>
        ))}
      {hasMore && (
        <Button block onClick={onMore}>
          {t.more}
        </Button>
      )}
    </nav>
  );
}

function Row({ row, isOpen, onOpen }: { row: Waiting; isOpen: boolean; onOpen: () => void }): ReactNode {
  const nameOf = useName();
  const said = useSaid();
  const asWhom = useAsWhom();
  const process = useProcesses().get(row.process);
  const others = row.seats.filter(({ as }) => as !== 'own').map(asWhom);
  return (
    <button type="button" className="approval-row" data-approval={row.number} aria-current={isOpen} onClick={onOpen}>
      <span className="row">
        <span className="numbers">{row.number}</span>
        <span className="quiet grow">{said(statusOf(process, row.status).title)}</span>
        <DueTag dueAt={row.dueAt} />
      </span>
      <span className="approval-title">{row.title}</span>
      <span className="quiet">
        {[nameOf('person', row.requester), nameOf('organisation', row.unit), ...others]
          .filter((word) => word !== '')
          .join(' · ')}
      </span>
    </button>
  );
}
