/** A test message and what came back; a new secret, shown once. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Popconfirm } from 'antd';
import type { ReactNode } from 'react';
import { change } from '../../api/ask.ts';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { useCodeOf } from '../../words/codes.ts';
import { useWords } from '../../words/words.ts';
import { webhookWords } from './words.ts';

export function WebhookActs({ id, version }: { id: string; version: number }): ReactNode {
  const t = useWords(webhookWords);
  const code = useCodeOf();
  const client = useQueryClient();
  const test = useMutation({ mutationFn: async () => await change('POST /api/webhooks/{id}/test', { at: { id } }) });
  const renew = useMutation({
    mutationFn: async () => await change('POST /api/webhooks/{id}/secret', { at: { id }, version }),
    onSuccess: () => void client.invalidateQueries({ queryKey: ['register', 'webhooks'] }),
  });
  return (
    <section className="closing" aria-label={t.acts}>
      <div className="row">
        <Button loading={test.isPending} onClick={() => test.mutate()} data-admin="test">
          {t.test}
        </Button>
        <Popconfirm title={t.renewAsked} okText={t.renew} cancelText={t.cancel} onConfirm={() => renew.mutate()}>
          <Button danger loading={renew.isPending}>
            {t.renew}
          </Button>
        </Popconfirm>
      </div>
      {test.isError && <ErrorPanel error={test.error} />}
      {renew.isError && <ErrorPanel error={renew.error} />}
      {test.data && (
        <Alert
          type={test.data.outcome === 'sent' ? 'success' : 'warning'}
          showIcon
          role="status"
          title={t.tested(t.outcomes[test.data.outcome], test.data.tookMs)}
          description={
            <>
              {[test.data.status, test.data.code === undefined ? '' : code(test.data.code)]
                .filter((one) => one !== undefined && one !== '')
                .join(' · ')}
              {test.data.answer !== '' && <pre className="raw">{test.data.answer}</pre>}
            </>
          }
        />
      )}
      {renew.data && (
        <Alert
          type="success"
          role="status"
          title={t.secretOnce}
          description={<code className="secret">{renew.data.secret}</code>}
        />
      )}
    </section>
  );
}
