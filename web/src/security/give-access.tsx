/** For whoever cannot get in: a password for one use, shown once; his second factor taken away. Of an administrator by consent. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Typography } from 'antd';
import type { ReactNode } from 'react';
import { change } from '../api/ask.ts';
import { toldOf } from '../api/problem.ts';
import { useName } from '../names/names.ts';
import { shellWords } from '../shell/words.ts';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { useWords } from '../words/words.ts';
import { securityWords } from './words.ts';

type Kind = 'password' | 'second-factor';

/** `reason`: what stands in the field; a reset and a consent need one. */
export function GiveAccess({ person, reason }: { person: string; reason: string }): ReactNode {
  const t = useWords(securityWords);
  const say = useWords(shellWords);
  const nameOf = useName();
  const client = useQueryClient();
  const at = { id: person };
  const give = useMutation({
    mutationFn: async (kind: Kind): Promise<{ kind: Kind; password?: string }> => {
      if (kind === 'password') return { kind, ...(await change('POST /api/people/{id}/password', { at })) };
      await change('POST /api/people/{id}/second-factor/reset', { at, body: { reason } });
      return { kind };
    },
  });
  const ask = useMutation({
    mutationFn: (kind: Kind) => change('POST /api/consents', { body: { kind, person, reason } }),
    onSuccess: () => void client.invalidateQueries({ queryKey: ['consents'] }),
  });
  const hasReason = reason.trim() !== '';
  const kind = give.variables;
  const needsConsent = kind !== undefined && toldOf(give.error).code === 'consent-needed';
  const begin = (wanted: Kind): void => {
    ask.reset();
    give.mutate(wanted);
  };
  return (
    <div className="security-access">
      <div className="row security-act">
        <Button loading={give.isPending} onClick={() => begin('password')} data-security="password">
          {t.temporary}
        </Button>
        <Button
          loading={give.isPending}
          disabled={!hasReason}
          onClick={() => begin('second-factor')}
          data-security="second-factor"
        >
          {t.resetFactor}
        </Button>
        <span className="quiet">{t.cutsOff}</span>
      </div>
      {give.data?.password !== undefined && (
        <Alert
          type="success"
          role="status"
          title={t.temporaryOf(nameOf('person', person))}
          description={
            <Typography.Text
              code
              copyable={{ text: give.data.password, tooltips: [say.copy, say.copied] }}
              data-security="temporary"
            >
              {give.data.password}
            </Typography.Text>
          }
        />
      )}
      {give.data?.kind === 'second-factor' && <Alert type="success" role="status" title={t.factorGone} />}
      {needsConsent && (
        <Alert
          type="info"
          role="status"
          title={ask.isSuccess ? t.consentAsked : t.consentFirst}
          action={
            !ask.isSuccess && (
              <Button disabled={!hasReason} loading={ask.isPending} onClick={() => ask.mutate(kind)}>
                {t.askConsent}
              </Button>
            )
          }
        />
      )}
      {give.isError && !needsConsent && <ErrorPanel error={give.error} />}
      {ask.isError && <ErrorPanel error={ask.error} />}
    </div>
  );
}
