/** Broken chains on top, the last seal and its check, and a verification of all. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Table } from 'antd';
import type { ReactNode } from 'react';
import { send } from '../api/ask.ts';
import { Answered } from '../ui/answered.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { instantIn } from '../words/times.ts';
import { useWords } from '../words/words.ts';
import { useFinding } from './checking/finding.ts';
import { isUnderWay, useSeals, useVerifications } from './reading.ts';
import { auditWords } from './words.ts';

export function Seals(): ReactNode {
  const t = useWords(auditWords);
  const client = useQueryClient();
  const seals = useSeals(true);
  const verify = useMutation({
    mutationFn: async () => (await send('POST', '/api/audit/verify')) as { id: string },
    onSettled: () => void client.invalidateQueries({ queryKey: ['audit', 'verifications'] }),
  });
  const verifications = useVerifications(true, verify.data?.id);
  const last = verifications.data?.items.find(({ finishedAt }) => finishedAt !== null);
  const isRunning = isUnderWay(verifications.data?.items ?? [], verify.data?.id);
  return (
    <section aria-label={t.seal} className="audit-seals">
      {last && last.broken.length > 0 && <Broken items={last.broken} found={last.found ?? last.broken.length} />}
      <div className="row">
        <Answered query={seals} rows={1}>
          {({ newest: seal, late, key }) => (
            <dl className="facts grow">
              <div>
                <dt className="quiet">{t.seal}</dt>
                <dd data-audit="seal">
                  {seal === null ? t.noSeal : t.sealOf(seal.number, instantIn(seal.at))}
                  {late && <strong className="fault">{` ${t.sealLate}`}</strong>}
                </dd>
              </div>
              <div>
                <dt className="quiet">{t.lastCheck}</dt>
                <dd data-audit="verification">
                  <span role="status">{isRunning ? t.verifying : last === undefined ? t.never : saidOf(last)}</span>
                </dd>
              </div>
              <div>
                <dt className="quiet">{t.fingerprint}</dt>
                <dd className="numbers hash">{key.fingerprint}</dd>
              </div>
            </dl>
          )}
        </Answered>
        <Button
          type="primary"
          loading={verify.isPending || isRunning}
          onClick={() => verify.mutate()}
          data-audit="verify-all"
        >
          {t.verifyAll}
        </Button>
      </div>
      {verify.isError && <ErrorPanel error={verify.error} />}
    </section>
  );

  function saidOf({ finishedAt, found }: NonNullable<typeof last>): string {
    const at = finishedAt === null ? '' : instantIn(finishedAt);
    return (found ?? 0) === 0 ? t.whole(at) : t.found(at, found ?? 0);
  }
}

type Break = { chain: string; seq: number; code: string };
function Broken({ items, found }: { items: readonly Break[]; found: number }): ReactNode {
  const t = useWords(auditWords);
  const said = useFinding();
  return (
    <Alert
      type="error"
      role="alert"
      title={t.found('', found)}
      description={
        <Table<Break>
          size="small"
          pagination={false}
          rowKey={({ chain, seq, code }) => `${chain} ${seq} ${code}`}
          dataSource={[...items]}
          columns={[
            { title: t.chain, dataIndex: 'chain' },
            { title: t.place, dataIndex: 'seq', align: 'right' },
            { title: t.fault, dataIndex: 'code', render: (code: string) => said(code) },
          ]}
        />
      }
    />
  );
}
