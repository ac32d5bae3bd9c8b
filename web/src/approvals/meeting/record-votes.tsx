/** Seat by seat who decided what in the meeting: sent as one, on the plan that was before the board. */
import { useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Input, Radio, Select } from 'antd';
import { type ReactNode, useState } from 'react';
import { useTakeAnswer } from '../../case/reading.ts';
import { newKey, useSending } from '../../form/sending.ts';
import { formWords } from '../../form/words.ts';
import { useName } from '../../names/names.ts';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { useWords } from '../../words/words.ts';
import { useSeatWords } from '../as-whom.ts';
import { approvalWords } from '../words.ts';
import type { Before } from './reading.ts';
import { decisionsOf, type Says, type Seat, seatsOf, unsaidIn, type Written } from './votes.ts';

const SAYS = ['approve', 'reject', 'abstain'] as const;

export function RecordVotes(props: { meeting: string; one: Before; onClose: () => void }): ReactNode {
  const { meeting, one, onClose } = props;
  const t = useWords(approvalWords);
  const form = useWords(formWords);
  const words = useSeatWords();
  const client = useQueryClient();
  const take = useTakeAnswer();
  const [written, setWritten] = useState<Written>({});
  const [isAsked, setAsked] = useState(false);
  const [key] = useState(newKey);
  const sending = useSending({
    key,
    onDone: (answer) => {
      take(answer);
      void client.invalidateQueries({ queryKey: ['list', 'meeting'] });
      onClose();
    },
  });
  const seats = seatsOf(one.seats);
  const decisions = decisionsOf(seats, written);
  const unsaid = unsaidIn(decisions);
  const submit = (): void => {
    setAsked(true);
    if (decisions.length === 0 || unsaid.length > 0) return;
    sending.go({
      path: `/api/changes/${one.number}/recordMinutes`,
      data: { meeting, planHash: one.planHash, stage: seats[0]?.stage, decisions },
      version: undefined,
    });
  };
  return (
    <form
      className="command-form"
      aria-label={`${t.meeting.record} ${one.number}`}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <p className="quiet">{t.meeting.recordHint}</p>
      {seats.map((seat) => (
        <Line
          key={seat.seat}
          seat={seat}
          written={written[seat.seat] ?? {}}
          onChange={(next) => setWritten({ ...written, [seat.seat]: next })}
        />
      ))}
      {isAsked && decisions.length === 0 && <Alert type="error" role="alert" title={t.meeting.nothing} />}
      {isAsked && unsaid.length > 0 && (
        <Alert type="error" role="alert" title={t.meeting.missing(unsaid.map(words.seat).join(', '))} />
      )}
      {sending.error !== null && sending.error !== undefined && <ErrorPanel error={sending.error} />}
      <div className="row form-foot">
        <Button htmlType="submit" type="primary" loading={sending.isPending}>
          {t.meeting.send}
        </Button>
        <Button onClick={onClose}>{t.cancel}</Button>
        <span role="status" aria-live="polite" className="quiet">
          {sending.doubt === 'waiting' ? form.waiting : sending.doubt === 'checking' ? form.checking : ''}
        </span>
      </div>
    </form>
  );
}

type LineProps = {
  seat: Seat;
  written: { person?: string; says?: Says; reason?: string };
  onChange: (written: LineProps['written']) => void;
};
function Line({ seat, written, onChange }: LineProps): ReactNode {
  const t = useWords(approvalWords);
  const nameOf = useName();
  const words = useSeatWords();
  const [only, ...others] = seat.people;
  return (
    <fieldset className="plain-group meeting-seat" data-seat={seat.seat}>
      <legend className="seen-by-readers">{words.seat(seat.seat)}</legend>
      <div>
        <div className="quiet">{words.seat(seat.seat)}</div>
        {others.length === 0 ? (
          <strong>{nameOf('person', only)}</strong>
        ) : (
          <Select
            aria-label={t.meeting.person}
            value={written.person ?? only}
            onChange={(person) => onChange({ ...written, ...(person === undefined ? {} : { person }) })}
            options={seat.people.map((value) => ({ value, label: nameOf('person', value) }))}
          />
        )}
      </div>
      <Radio.Group
        aria-label={words.seat(seat.seat)}
        value={written.says ?? 'none'}
        onChange={({ target }) => {
          const { says: _, ...rest } = written;
          onChange(target.value === 'none' ? rest : { ...rest, says: target.value as Says });
        }}
        options={[
          ...SAYS.map((value) => ({ value, label: t.seatStates[value] })),
          { value: 'none', label: t.meeting.skip },
        ]}
      />
      <Input.TextArea
        aria-label={`${words.seat(seat.seat)} ${t.meeting.reason}`}
        placeholder={t.meeting.reason}
        autoSize={{ minRows: 1, maxRows: 4 }}
        maxLength={2_000}
        value={written.reason ?? ''}
        onChange={({ target }) => onChange({ ...written, reason: target.value })}
      />
    </fieldset>
  );
}
