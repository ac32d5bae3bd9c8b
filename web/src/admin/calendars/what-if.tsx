/** 'What if': when a promise of so many working hours, given then, would fall due by this calendar, day by day. */
import { useMutation } from '@tanstack/react-query';
import { Button, Checkbox, DatePicker, InputNumber } from 'antd';
import dayjs from 'dayjs';
import { type ReactNode, useId, useState } from 'react';
import { change } from '../../api/ask.ts';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { instantIn } from '../../words/times.ts';
import { useWords } from '../../words/words.ts';
import { Days, useWorkHours } from '../days.tsx';
import { calendarWords } from './words.ts';

const HOUR = 3_600_000;
export function CalendarDue({ id, hasDraft }: { id: string; hasDraft: boolean }): ReactNode {
  const t = useWords(calendarWords);
  const length = useWorkHours();
  const field = useId();
  const [hours, setHours] = useState<number | null>(8);
  const [at, setAt] = useState<string | undefined>(undefined);
  const [draft, setDraft] = useState(false);
  const work = useMutation({
    mutationFn: async () =>
      await change('POST /api/calendars/{id}/due', {
        at: { id },
        body: { ms: Math.round((hours ?? 8) * HOUR), draft, ...(at === undefined ? {} : { at }) },
      }),
  });
  return (
    <form
      className="command-form"
      aria-label={t.whatIf}
      onSubmit={(event) => {
        event.preventDefault();
        work.mutate();
      }}
    >
      <p className="quiet">{t.whatIfHint}</p>
      <div className="row what-if">
        <label htmlFor={`${field}h`}>{t.promise}</label>
        <InputNumber id={`${field}h`} min={0.1} max={8_784} value={hours} onChange={setHours} suffix={t.hours} />
        <label htmlFor={`${field}at`}>{t.givenAt}</label>
        <DatePicker
          id={`${field}at`}
          showTime={{ format: 'HH:mm' }}
          format="YYYY-MM-DD HH:mm"
          placeholder={t.now}
          value={at === undefined ? null : dayjs(at)}
          onChange={(next) => setAt(next ? next.toISOString() : undefined)}
        />
        {hasDraft && (
          <Checkbox checked={draft} onChange={({ target }) => setDraft(target.checked)}>
            {t.byDraft}
          </Checkbox>
        )}
        <Button
          type="primary"
          htmlType="submit"
          disabled={hours === null}
          loading={work.isPending}
          data-admin="what-if"
        >
          {t.workOut}
        </Button>
      </div>
      {work.isError && <ErrorPanel error={work.error} />}
      {work.data && (
        <section aria-live="polite">
          <p className="what-if-due">
            {work.data.dueAt === null
              ? t.never
              : t.dueBy(
                  instantIn(work.data.at, work.data.zone),
                  length(work.data.ms),
                  instantIn(work.data.dueAt, work.data.zone),
                )}
          </p>
          <p className="quiet">{`${work.data.calendar} · ${work.data.zone}`}</p>
          {work.data.provisional && <p className="fault">{t.provisional}</p>}
          <Days days={work.data.days} zone={work.data.zone} />
        </section>
      )}
    </form>
  );
}
