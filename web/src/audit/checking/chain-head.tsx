/** Whether the chain holds: worked out by this browser, and held against seals and engine by the server. */
import { useMutation } from '@tanstack/react-query';
import { Alert, Button } from 'antd';
import { type ReactNode, useState } from 'react';
import { change } from '../../api/ask.ts';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { useWords } from '../../words/words.ts';
import type { ChainCheck } from './chain.ts';
import { useFinding } from './finding.ts';
import { checkHere, type Recorded } from '../reading.ts';
import { auditWords } from '../words.ts';

export function ChainHead({ number, recorded }: { number: string; recorded: Recorded }): ReactNode {
  const t = useWords(auditWords);
  const said = useFinding();
  const [check, setCheck] = useState(recorded.check);
  const server = useMutation({
    mutationFn: () => change('POST /api/audit/cases/{number}/verify', { at: { number }, body: {} }),
  });
  const broken = server.data?.broken ?? check?.broken;
  return (
    <>
      <Alert
        data-audit="chain"
        type={broken ? 'error' : check || server.data ? 'success' : 'info'}
        role={broken ? 'alert' : 'status'}
        showIcon
        title={<Said check={check} />}
        description={
          server.data &&
          (server.data.broken
            ? t.serverBroken(server.data.broken.seq, said(server.data.broken.code))
            : server.data.seals === 0
              ? t.notSealed
              : t.serverHolds(server.data.seals, server.data.engine))
        }
        action={
          <span className="row">
            <Button
              size="small"
              disabled={!globalThis.isSecureContext}
              onClick={() => void checkHere(recorded.commits).then(setCheck)}
            >
              {t.checkHere}
            </Button>
            <Button size="small" loading={server.isPending} onClick={() => server.mutate()}>
              {t.checkServer}
            </Button>
          </span>
        }
      />
      {server.isError && <ErrorPanel error={server.error} />}
    </>
  );
}

function Said({ check }: { check: ChainCheck | undefined }): ReactNode {
  const t = useWords(auditWords);
  const said = useFinding();
  if (!check) return t.notHere;
  const { broken, events, head } = check;
  if (!broken)
    return (
      <>
        {t.holds(events, head.slice(0, 8))} <span className="quiet">{t.hereDone}</span>
      </>
    );
  return (
    <>
      {`${t.broken(broken.seq)} · ${said(broken.code)}`}
      <div className="numbers hash">{`${t.stored} ${broken.stored}`}</div>
      <div className="numbers hash">{`${t.computed} ${broken.computed}`}</div>
    </>
  );
}
