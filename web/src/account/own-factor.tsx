/** The own second factor: its state, set up, new recovery codes, its end. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, Button } from 'antd';
import { type ReactNode, useState } from 'react';
import { change, read } from '../api/ask.ts';
import { asked } from '../api/keys.ts';
import { RecoveryCodes } from '../entry/recovery-codes.tsx';
import { SetSecondFactor } from '../entry/second-factor.tsx';
import { entryWords } from '../entry/words.ts';
import { Proof } from '../entry/proof.tsx';
import { useMe } from '../shell/me.ts';
import { Answered } from '../ui/answered.tsx';
import { useWords } from '../words/words.ts';
import { accountWords } from './words.ts';

const FEW = 3;
type Act = 'set' | 'renew' | 'remove';

export function OwnFactor(): ReactNode {
  const t = useWords(accountWords);
  const say = useWords(entryWords);
  const client = useQueryClient();
  const me = useMe();
  const [act, setAct] = useState<Act | undefined>(undefined);
  const query = useQuery({
    queryKey: ['second-factor'],
    queryFn: ({ signal }) => read('GET /api/second-factor', { signal }),
    staleTime: 0,
  });
  const renew = useMutation({
    mutationFn: (body: { password: string; code: string }) =>
      change('POST /api/second-factor/recovery-codes', { body }),
  });
  const remove = useMutation({
    mutationFn: (body: { password: string; code: string }) => change('POST /api/second-factor/remove', { body }),
    onSuccess: () => done(),
  });
  const done = (): void => {
    setAct(undefined);
    renew.reset();
    remove.reset();
    void client.invalidateQueries({ queryKey: ['second-factor'] });
    void client.invalidateQueries({ queryKey: asked.me });
  };
  return (
    <section aria-label={t.factor}>
      <h2 className="side-title">{t.factor}</h2>
      <Answered query={query} rows={1}>
        {({ state, required, recoveryCodesLeft }) => (
          <>
            <div className="row">
              <strong data-account="factor">{t.factorStates[state]}</strong>
              {required && <span className="quiet">{t.factorNeeded}</span>}
              {state === 'on' && <span className="quiet">{t.codesLeft(recoveryCodesLeft)}</span>}
              <span className="grow" />
              {act !== undefined ? (
                renew.data === undefined && <Button onClick={done}>{t.cancel}</Button>
              ) : state === 'on' ? (
                <>
                  <Button onClick={() => setAct('renew')}>{t.renew}</Button>
                  <Button danger onClick={() => setAct('remove')}>
                    {t.remove}
                  </Button>
                </>
              ) : (
                <Button type="primary" onClick={() => setAct('set')} data-account="set-factor">
                  {t.setUp}
                </Button>
              )}
            </div>
            {state !== 'on' && act === undefined && <p className="quiet">{say.factor.optional}</p>}
            {state === 'on' && recoveryCodesLeft < FEW && act === undefined && (
              <Alert type="warning" title={t.fewCodes} />
            )}
          </>
        )}
      </Answered>
      {act === 'set' && <SetSecondFactor account={me.id} doneWord={say.recovery.done} onDone={done} />}
      {act === 'renew' &&
        (renew.data ? (
          <RecoveryCodes account={me.id} codes={renew.data.recoveryCodes} doneWord={say.recovery.done} onDone={done} />
        ) : (
          <Proof
            account={me.id}
            label={t.proof}
            hint={`${t.proof} ${t.renewHint}`}
            passwordLabel={say.password.present}
            goWord={t.go}
            hasCode
            of={renew}
            onGo={renew.mutate}
          />
        ))}
      {act === 'remove' && (
        <Proof
          account={me.id}
          label={t.proof}
          hint={`${t.proof} ${t.removeHint}`}
          passwordLabel={say.password.present}
          goWord={t.go}
          hasCode
          of={remove}
          onGo={remove.mutate}
          isDanger
        />
      )}
    </section>
  );
}
