/** What I decided on, what was recorded of me in a meeting, and what somebody decided for me: the newest first. */
import { Button, Empty, Segmented, Tag, Typography } from 'antd';
import { type ReactNode, useState } from 'react';
import { Link } from 'react-router';
import { statusOf, useProcesses } from '../case/processes.ts';
import { useName } from '../names/names.ts';
import { useMe } from '../shell/me.ts';
import { Answered } from '../ui/answered.tsx';
import { instantIn } from '../words/times.ts';
import { useSaid, useWords } from '../words/words.ts';
import { useSeatWords } from './as-whom.ts';
import { type Decided, useDecided } from './reading.ts';
import { approvalWords } from './words.ts';

export function DecidedList(): ReactNode {
  const t = useWords(approvalWords);
  const query = useDecided();
  const [isDelegated, setDelegated] = useState(false);
  return (
    <div className="narrow">
      <Segmented
        aria-label={t.decidedList.which}
        value={isDelegated ? 'delegated' : 'all'}
        onChange={(value) => setDelegated(value === 'delegated')}
        options={(['all', 'delegated'] as const).map((value) => ({ value, label: t.decidedList[value] }))}
      />
      <Answered query={query} rows={8}>
        {({ pages }) => {
          const rows = pages.flatMap(({ items }) => items).filter((one) => !isDelegated || one.for !== undefined);
          if (rows.length === 0)
            return <Empty description={isDelegated ? t.decidedList.noneDelegated : t.decidedList.none} />;
          return (
            <ul className="plain" data-approvals="decided">
              {rows.map((one) => (
                <Line key={`${one.number} ${one.at} ${one.seat} ${one.decision}`} one={one} />
              ))}
            </ul>
          );
        }}
      </Answered>
      {query.hasNextPage && <Button onClick={() => void query.fetchNextPage()}>{t.more}</Button>}
    </div>
  );
}

function Line({ one }: { one: Decided }): ReactNode {
  const t = useWords(approvalWords);
  const said = useSaid();
  const nameOf = useName();
  const seats = useSeatWords();
  const me = useMe();
  const process = useProcesses().get(one.process);
  const notes = [
    ...(one.for === undefined
      ? []
      : [
          one.by === me.id
            ? t.decidedList.byYou(nameOf('person', one.for))
            : t.decidedList.forYou(nameOf('person', one.by)),
        ]),
    ...(one.recordedBy === undefined
      ? []
      : [t.decidedList.recorded(one.meeting ?? '', nameOf('person', one.recordedBy))]),
  ];
  return (
    <li className="decided-line" data-approval={one.number} data-decision={one.decision}>
      <div className="row">
        <Tag {...(one.decision === 'reject' ? { color: 'error' } : {})}>{t.decidedList.as[one.decision]}</Tag>
        <Link className="grow" to={`/cases/${one.number}`}>
          <span className="numbers">{one.number}</span> {one.title}
        </Link>
        <span className="quiet numbers">{instantIn(one.at)}</span>
      </div>
      <div className="quiet">
        {[
          seats.stage(one.stage),
          seats.seat(one.seat),
          ...notes,
          `${t.decidedList.now}: ${said(statusOf(process, one.status).title)}`,
        ].join(' · ')}
      </div>
      {one.reason !== undefined && <div className="said">{one.reason}</div>}
      {one.planHash !== undefined && (
        <div className="quiet">
          {`${t.shown} · ${t.hash} `}
          <Typography.Text code copyable={{ text: one.planHash }}>
            {one.planHash.slice(0, 16)}
          </Typography.Text>
        </div>
      )}
    </li>
  );
}
