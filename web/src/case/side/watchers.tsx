/** Watchers 关注者: who follows the case; one adds others, and takes them away again. */
import { CloseOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { type ReactNode, useState } from 'react';
import { PickField } from '../../form/pick-field.tsx';
import type { CaseAnswer } from '../../generated/api.ts';
import { useName } from '../../names/names.ts';
import { useMe } from '../../shell/me.ts';
import { useCodeWords } from '../../words/codes.ts';
import { useFaultWords } from '../../words/faults.ts';
import { useWords } from '../../words/words.ts';
import { toldOf } from '../../api/problem.ts';
import { textsOf } from './facts-of.ts';
import { useGive } from '../give.ts';
import { caseWords } from '../words.ts';

export const followersOf = ({ parties }: Pick<CaseAnswer, 'parties'>): readonly string[] =>
  textsOf(parties['followers']);

export function Watchers({ kase }: { kase: CaseAnswer }): ReactNode {
  const t = useWords(caseWords);
  const say = useCodeWords();
  const sayFault = useFaultWords();
  const nameOf = useName();
  const me = useMe();
  const { give, isPending, error } = useGive(kase);
  const [person, setPerson] = useState<string | undefined>(undefined);
  const followers = followersOf(kase);
  const { errors } = toldOf(error);
  return (
    <>
      {followers.length === 0 && <p className="quiet">{t.noWatchers}</p>}
      <ul className="plain">
        {followers.map((one) => (
          <li key={one} className="row" data-watcher={one}>
            <span className="grow">{nameOf('person', one)}</span>
            {one !== me.id && kase.allowed.includes('removeWatcher') && (
              <Button
                size="small"
                type="text"
                icon={<CloseOutlined aria-hidden />}
                aria-label={t.removeWatcher(nameOf('person', one))}
                onClick={() => give('removeWatcher', { person: one })}
              />
            )}
          </li>
        ))}
      </ul>
      {kase.allowed.includes('addWatcher') && (
        <div className="row no-print">
          <div className="grow">
            <PickField
              id={`watcher-${kase.number}`}
              pick="person"
              name="person"
              pointer="/person"
              pattern="/person"
              schema={{ type: 'string' }}
              about={{ process: kase.process, picks: {}, defs: {}, faults: [] }}
              isRequired={false}
              isFaulty={errors.length > 0}
              value={person}
              onChange={(next) => setPerson(typeof next === 'string' ? next : undefined)}
              label={t.addWatcher}
            />
          </div>
          <Button
            loading={isPending}
            disabled={person === undefined}
            data-add="watcher"
            onClick={() => {
              give('addWatcher', { person });
              setPerson(undefined);
            }}
          >
            {t.addWatcher}
          </Button>
        </div>
      )}
      {error !== null && error !== undefined && (
        <div className="fault" role="alert">
          {errors.length > 0 ? errors.map(sayFault).join(' · ') : say(error)}
        </div>
      )}
    </>
  );
}
