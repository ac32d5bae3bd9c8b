/** How notices reach one: mail, quiet hours, and the zone by whose clock they are. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Input, Radio, Select, Switch } from 'antd';
import type { ReactNode } from 'react';
import { change, read } from '../api/ask.ts';
import type { Answers } from '../generated/api.ts';
import { securityWords } from '../security/words.ts';
import { Answered } from '../ui/answered.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { useWords } from '../words/words.ts';
import { clockOf, minuteOf } from './minutes.ts';
import { Setting } from './setting.tsx';
import { accountWords } from './words.ts';

const MAILS = ['all', 'escalations', 'none'] as const;
const OF_ORGANISATION = '';
/** Ten in the evening until seven. */
const AS_PROPOSED: [number, number] = [22 * 60, 7 * 60];
type Preferences = Answers['GET /api/me/preferences']['answer'];

export function Notices(): ReactNode {
  const t = useWords(securityWords);
  const say = useWords(accountWords);
  const client = useQueryClient();
  const query = useQuery({
    queryKey: ['preferences'],
    queryFn: ({ signal }) => read('GET /api/me/preferences', { signal }),
  });
  const save = useMutation({
    mutationFn: async (wish: Partial<Preferences>) =>
      await change('PUT /api/me/preferences', { body: { ...(await read('GET /api/me/preferences')), ...wish } }),
    onSuccess: (kept) => client.setQueryData(['preferences'], kept),
  });
  return (
    <section aria-label={t.notices}>
      <div className="row">
        <h2 className="side-title grow">{t.notices}</h2>
        <span role="status" className="quiet">
          {save.isSuccess ? say.saved : ''}
        </span>
      </div>
      <Answered query={query} rows={3}>
        {({ mail, quietHours, zone }) => (
          <>
            <Setting label={t.mail}>
              <Radio.Group
                aria-label={t.mail}
                value={mail}
                onChange={({ target }) => save.mutate({ mail: target.value })}
                options={MAILS.map((value) => ({ value, label: t.mails[value] }))}
              />
            </Setting>
            <Setting label={say.quiet}>
              <Quiet value={quietHours} onChange={(next) => save.mutate({ quietHours: next })} />
            </Setting>
            <Setting label={say.zone}>
              <Select
                className="setting-choice grow"
                aria-label={say.zone}
                showSearch
                value={zone ?? OF_ORGANISATION}
                onChange={(value: string) => save.mutate({ zone: value === OF_ORGANISATION ? null : value })}
                options={[
                  { value: OF_ORGANISATION, label: say.zoneOfOrganisation },
                  ...Intl.supportedValuesOf('timeZone').map((value) => ({ value, label: value })),
                ]}
              />
            </Setting>
          </>
        )}
      </Answered>
      {save.isError && <ErrorPanel error={save.error} />}
    </section>
  );
}

type QuietProps = { value: readonly number[] | null; onChange: (value: number[] | null) => void };
function Quiet({ value, onChange }: QuietProps): ReactNode {
  const t = useWords(accountWords);
  const [from = AS_PROPOSED[0], to = AS_PROPOSED[1]] = value ?? [];
  const put = (place: 0 | 1, clock: string): void => {
    const minute = minuteOf(clock);
    if (minute === undefined) return;
    const next: [number, number] = place === 0 ? [minute, to] : [from, minute];
    if (next[0] !== next[1]) onChange(next);
  };
  return (
    <>
      <Switch aria-label={t.quiet} checked={value !== null} onChange={(on) => onChange(on ? AS_PROPOSED : null)} />
      {value !== null &&
        ([from, to] as const).map((minute, place) => (
          <Input
            key={place === 0 ? 'from' : 'to'}
            type="time"
            aria-label={place === 0 ? t.from : t.to}
            prefix={<span className="quiet">{place === 0 ? t.from : t.to}</span>}
            className="quiet-hour"
            defaultValue={clockOf(minute)}
            onBlur={({ target }) => {
              if (target.value !== clockOf(minute)) put(place === 0 ? 0 : 1, target.value);
            }}
          />
        ))}
      <span className="quiet">{t.quietHint}</span>
    </>
  );
}
