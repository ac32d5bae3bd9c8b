/** The record of a case as a signed file, made by the server and saved here; the taking is on record. */
import { useMutation } from '@tanstack/react-query';
import { Alert, Button } from 'antd';
import type { ReactNode } from 'react';
import { change } from '../api/ask.ts';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { useWords } from '../words/words.ts';
import { useFinding } from './checking/finding.ts';
import { saveAs } from './saved.ts';
import { auditWords } from './words.ts';

export function useSignedExport(number: string) {
  return useMutation({
    mutationFn: () => change('POST /api/audit/cases/{number}/export', { at: { number }, body: {} }),
    onSuccess: (file) => saveAs(`${number}-record.json`, file),
  });
}

export function SignedExport({ of }: { of: ReturnType<typeof useSignedExport> }): ReactNode {
  const t = useWords(auditWords);
  const said = useFinding();
  if (of.isError) return <ErrorPanel error={of.error} onRetry={() => of.mutate()} />;
  if (!of.data) return null;
  const { events, verification, key } = of.data.manifest;
  return (
    <Alert
      data-audit="exported"
      type={verification.broken ? 'error' : 'success'}
      role="status"
      closable
      title={t.exported(events)}
      description={
        <>
          <div>
            {verification.broken
              ? t.serverBroken(verification.broken.seq, said(verification.broken.code))
              : t.serverHolds(verification.seals, verification.engine)}
          </div>
          <div className="hash numbers">{`${t.fingerprint} ${key.fingerprint}`}</div>
          <div className="quiet">{t.exportedHint}</div>
        </>
      }
    />
  );
}

export function SignedExportButton({ of }: { of: ReturnType<typeof useSignedExport> }): ReactNode {
  const t = useWords(auditWords);
  return (
    <Button loading={of.isPending} onClick={() => of.mutate()} data-audit="export">
      {t.exportSigned}
    </Button>
  );
}
