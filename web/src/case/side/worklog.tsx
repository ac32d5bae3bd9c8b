/** Time spent 工时: who worked how long, entry by entry; put down in a press or two, put right with a reason. */
import { EditOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import type { ReactNode } from 'react';
import type { CaseAnswer } from '../../generated/api.ts';
import { useName } from '../../names/names.ts';
import { useHasRole, useMe } from '../../shell/me.ts';
import { useTimes } from '../../words/times.ts';
import { useWords } from '../../words/words.ts';
import { type Entry, spentBy } from './facts-of.ts';
import type { Opened } from '../opened.ts';
import { caseWords } from '../words.ts';

const MINUTE = 60_000;
const QUICK = [15, 30, 60, 120];
const isEntry = (value: unknown): value is Entry =>
  typeof value === 'object' && value !== null && 'entry' in value && 'minutes' in value;

export function Worklog({ kase, onOpen }: { kase: CaseAnswer; onOpen: (opened: Opened) => void }): ReactNode {
  const t = useWords(caseWords);
  const nameOf = useName();
  const me = useMe();
  const leads = useHasRole('supervisor');
  const { length } = useTimes();
  const given: unknown = Reflect.get(kase, 'worklog');
  const entries = Array.isArray(given) ? given.filter(isEntry) : [];
  const sums = spentBy(entries);
  const total = sums.reduce((sum, { minutes }) => sum + minutes, 0);
  const mayCorrect = ({ person }: Entry): boolean =>
    kase.allowed.includes('correctTime') && (person === me.id || leads);
  return (
    <>
      {entries.length === 0 && <p className="quiet">{t.noTime}</p>}
      {sums.length > 0 && (
        <dl className="facts" data-sum={total}>
          {sums.map(({ person, minutes }) => (
            <div key={person}>
              <dt className="quiet">{nameOf('person', person)}</dt>
              <dd className="numbers">{length(minutes * MINUTE)}</dd>
            </div>
          ))}
          {sums.length > 1 && (
            <div>
              <dt className="quiet">{t.inAll}</dt>
              <dd className="numbers">{length(total * MINUTE)}</dd>
            </div>
          )}
        </dl>
      )}
      <ul className="plain">
        {entries.toReversed().map((one) => (
          <li key={one.entry} className="row" data-entry={one.entry}>
            <span className="quiet numbers">{one.day}</span>
            <span className="grow cut">{nameOf('person', one.person)}</span>
            <span className="numbers">{length(one.minutes * MINUTE)}</span>
            {mayCorrect(one) && (
              <Button
                size="small"
                type="text"
                icon={<EditOutlined aria-hidden />}
                aria-label={t.correctTime(one.day)}
                title={t.correctTime(one.day)}
                onClick={() =>
                  onOpen({
                    command: 'correctTime',
                    fixed: { entry: one.entry },
                    initial: { minutes: one.minutes },
                    of: String(one.entry),
                  })
                }
              />
            )}
          </li>
        ))}
      </ul>
      {kase.allowed.includes('logTime') && (
        <div className="row no-print" role="group" aria-label={t.logTime}>
          <span className="quiet">{t.logTime}</span>
          {QUICK.map((minutes) => (
            <Button
              key={minutes}
              size="small"
              data-log={minutes}
              onClick={() => onOpen({ command: 'logTime', initial: { minutes }, of: String(minutes) })}
            >
              {length(minutes * MINUTE)}
            </Button>
          ))}
          <Button size="small" data-log="other" onClick={() => onOpen({ command: 'logTime' })}>
            {t.otherTime}
          </Button>
        </div>
      )}
    </>
  );
}
