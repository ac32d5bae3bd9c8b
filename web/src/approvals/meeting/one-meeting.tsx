/** One meeting: what is before it, who was there, and its minutes; its chair writes the votes down here. */
import { ArrowLeftOutlined } from '@ant-design/icons';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Checkbox, Tag } from 'antd';
import { type ReactNode, useState } from 'react';
import { Link } from 'react-router';
import { change } from '../../api/ask.ts';
import { statusOf, useProcesses } from '../../case/processes.ts';
import { useName } from '../../names/names.ts';
import { useMe } from '../../shell/me.ts';
import { Answered } from '../../ui/answered.tsx';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { useValueWords } from '../../words/fields.ts';
import { useSaid, useWords } from '../../words/words.ts';
import { useSeatWords } from '../as-whom.ts';
import { approvalWords } from '../words.ts';
import { MinutesPart } from './minutes-part.tsx';
import { type Before, instantOf, type Meeting, useAgenda, useMeeting } from './reading.ts';
import { RecordVotes } from './record-votes.tsx';

export function OneMeeting({ id, onBack }: { id: string; onBack: () => void }): ReactNode {
  const t = useWords(approvalWords);
  const nameOf = useName();
  const query = useMeeting(id);
  const agenda = useAgenda(id);
  return (
    <Answered query={query} rows={8}>
      {(meeting) => (
        <article className="sheet" aria-label={meeting.name ?? id} data-meeting={id}>
          <header className="sheet-head">
            <Button className="sheet-back" icon={<ArrowLeftOutlined aria-hidden />} onClick={onBack}>
              {t.meeting.backToMeetings}
            </Button>
            <h2 className="case-title">{meeting.name ?? id}</h2>
            <div className="row quiet">
              {meeting.status !== undefined && <Tag>{t.meeting.statuses[meeting.status]}</Tag>}
              <span className="numbers">{`${instantOf(meeting.from)} – ${instantOf(meeting.until)}`}</span>
              {meeting.place !== undefined && <span>{`${t.meeting.place} ${meeting.place}`}</span>}
              <span>{`${t.meeting.chair} ${nameOf('person', meeting.chair)}`}</span>
              {meeting.secretary !== undefined && (
                <span>{`${t.meeting.secretary} ${nameOf('person', meeting.secretary)}`}</span>
              )}
            </div>
          </header>
          <section aria-label={t.meeting.agenda}>
            <h3 className="side-title">{t.meeting.agenda}</h3>
            <Answered query={agenda} rows={4}>
              {({ items }) =>
                items.length === 0 ? (
                  <p className="quiet">{t.meeting.noAgenda}</p>
                ) : (
                  <ul className="plain">
                    {items.map((one) => (
                      <Item key={one.number} meeting={meeting} one={one} />
                    ))}
                  </ul>
                )
              }
            </Answered>
          </section>
          <Attendance key={meeting.version} meeting={meeting} />
          <MinutesPart id={id} />
        </article>
      )}
    </Answered>
  );
}

function Item({ meeting, one }: { meeting: Meeting; one: Before }): ReactNode {
  const t = useWords(approvalWords);
  const said = useSaid();
  const nameOf = useName();
  const value = useValueWords();
  const seats = useSeatWords();
  const me = useMe();
  const ofChange = useProcesses().get('change');
  const [isRecording, setRecording] = useState(false);
  const isChair = meeting.chair === me.id;
  return (
    <li className="meeting-item" data-approval={one.number}>
      <div className="row">
        <Link className="grow" to={`/cases/${one.number}`}>
          <span className="numbers">{one.number}</span> {one.title}
        </Link>
        {one.risk !== undefined && <Tag>{value('change', 'risk', one.risk)}</Tag>}
        <Tag>{one.decided ? t.meeting.decided : t.meeting.open}</Tag>
      </div>
      <div className="quiet">
        {[
          nameOf('organisation', one.unit),
          said(statusOf(ofChange, one.status).title),
          ...one.seats.map(
            ({ seat, people }) => `${seats.seat(seat)} ${people.map((id) => nameOf('person', id)).join('/')}`,
          ),
        ].join(' · ')}
      </div>
      {!one.decided && one.seats.length > 0 && !isRecording && (
        <Button
          data-command="recordMinutes"
          disabled={one.planHash === undefined}
          {...(isChair ? {} : { 'aria-disabled': true, className: 'blocked' })}
          onClick={() => isChair && setRecording(true)}
        >
          {isChair ? t.meeting.record : `${t.meeting.record} · ${t.meeting.notChair}`}
        </Button>
      )}
      {isRecording && <RecordVotes meeting={meeting.id} one={one} onClose={() => setRecording(false)} />}
    </li>
  );
}

function Attendance({ meeting }: { meeting: Meeting }): ReactNode {
  const t = useWords(approvalWords);
  const nameOf = useName();
  const me = useMe();
  const client = useQueryClient();
  const people = [
    ...new Set([
      meeting.chair,
      ...(meeting.secretary === undefined ? [] : [meeting.secretary]),
      ...(meeting.members ?? []),
    ]),
  ].filter((one) => one !== undefined);
  const [there, setThere] = useState<readonly string[]>(meeting.attended ?? []);
  const mayWrite = me.id === meeting.chair || me.id === meeting.secretary;
  const saving = useMutation({
    mutationFn: () =>
      change('PUT /api/meetings/{id}/attendance', {
        at: { id: meeting.id },
        body: { attended: [...there] },
        version: meeting.version,
      }),
    onSettled: () => client.invalidateQueries({ queryKey: ['list', 'meeting'] }),
  });
  return (
    <section aria-label={t.meeting.attendance} data-meeting="attendance">
      <h3 className="side-title">{t.meeting.attendance}</h3>
      <div className="row">
        {people.map((one) => (
          <Checkbox
            key={one}
            disabled={!mayWrite}
            checked={there.includes(one)}
            onChange={({ target }) =>
              setThere(target.checked ? [...there, one] : there.filter((person) => person !== one))
            }
          >
            {nameOf('person', one)}
          </Checkbox>
        ))}
      </div>
      {saving.isError && <ErrorPanel error={saving.error} />}
      {mayWrite && (
        <Button loading={saving.isPending} onClick={() => saving.mutate()}>
          {t.meeting.saveAttendance}
        </Button>
      )}
    </section>
  );
}
