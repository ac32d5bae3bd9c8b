/** The minutes as the record has them: each change with its votes and its result, under one hash. */
import { Tag, Typography } from 'antd';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { useName } from '../../names/names.ts';
import { Answered } from '../../ui/answered.tsx';
import { instantIn } from '../../words/times.ts';
import { useLocale, useWords } from '../../words/words.ts';
import { useSeatWords } from '../as-whom.ts';
import { approvalWords } from '../words.ts';
import { type Minutes, useMinutes } from './reading.ts';

export function MinutesPart({ id }: { id: string }): ReactNode {
  const t = useWords(approvalWords);
  const lang = useLocale();
  const query = useMinutes(id);
  return (
    <section aria-label={t.meeting.minutes} data-meeting="minutes">
      <h3 className="side-title">{t.meeting.minutes}</h3>
      <Answered query={query} rows={3}>
        {(minutes) => (
          <>
            {minutes.changes.length === 0 && <p className="quiet">{t.meeting.noMinutes}</p>}
            <ul className="plain">
              {minutes.changes.map((one) => (
                <Decided key={`${one.number} ${one.stage} ${one.recordedAt}`} one={one} />
              ))}
            </ul>
            {minutes.others > 0 && <p className="quiet">{t.meeting.others(minutes.others)}</p>}
            {minutes.changes.length > 0 && (
              <p className="row">
                <Typography.Text code copyable={{ text: minutes.hash }}>
                  {minutes.hash.slice(0, 16)}
                </Typography.Text>
                <a href={`/api/meetings/${id}/minutes?format=md&lang=${lang}`} target="_blank" rel="noreferrer">
                  {t.meeting.text}
                </a>
              </p>
            )}
          </>
        )}
      </Answered>
    </section>
  );
}

function Decided({ one }: { one: Minutes['changes'][number] }): ReactNode {
  const t = useWords(approvalWords);
  const nameOf = useName();
  const seats = useSeatWords();
  return (
    <li className="meeting-item" data-approval={one.number}>
      <div className="row">
        <Link className="grow" to={`/cases/${one.number}`}>
          <span className="numbers">{one.number}</span> {one.title}
        </Link>
        <Tag>{t.meeting.results[one.result]}</Tag>
        <span className="quiet numbers">{`${nameOf('person', one.recordedBy)} ${instantIn(one.recordedAt)}`}</span>
      </div>
      <ul className="plain">
        {one.votes.map((vote) => (
          <li key={`${vote.seat} ${vote.person}`}>
            <span className="quiet">{seats.seat(vote.seat)}</span>{' '}
            {vote.for === undefined
              ? nameOf('person', vote.person)
              : t.by(nameOf('person', vote.person), nameOf('person', vote.for))}
            {` · ${t.seatStates[vote.decision]}`}
            {vote.reason !== undefined && ` · ${vote.reason}`}
            {vote.withdrawnAt !== undefined && <Tag>{t.decidedList.as.withdrawn}</Tag>}
          </li>
        ))}
      </ul>
    </li>
  );
}
