/** A signed record that somebody brings: reckoned again in this browser, nothing of it is sent anywhere. */
import { useMutation } from '@tanstack/react-query';
import { Alert, Upload } from 'antd';
import type { ReactNode } from 'react';
import { useWords } from '../../words/words.ts';
import { fileFinding } from './file-finding.ts';
import { useFinding } from './finding.ts';
import { auditWords } from '../words.ts';

/** `fingerprint`: of the key that signs here. */
export function VerifyFile({ fingerprint }: { fingerprint: string | undefined }): ReactNode {
  const t = useWords(auditWords);
  const said = useFinding();
  const judge = useMutation({ mutationFn: async (file: File) => await fileFinding(await file.text()) });
  const found = judge.data;
  return (
    <section aria-label={t.verifyFile}>
      <Upload.Dragger
        accept="application/json,.json"
        showUploadList={false}
        beforeUpload={(file) => {
          judge.mutate(file);
          return false;
        }}
      >
        <p>{t.verifyFile}</p>
        <p className="quiet">{t.verifyFileHint}</p>
      </Upload.Dragger>
      {judge.isError && <Alert type="error" role="alert" title={t.notARecord} />}
      {found && (
        <Alert
          data-audit="file"
          role="status"
          type={found.fault === undefined ? 'success' : 'error'}
          showIcon
          title={
            found.fault === undefined
              ? t.fileHolds(found.number, found.events)
              : t.fileBroken(found.number, found.fault.seq, said(found.fault.code))
          }
          description={
            <>
              <div>{t.signatures[found.signature]}</div>
              <div className="hash numbers">{`${t.fingerprint} ${found.fingerprint}`}</div>
              {fingerprint !== undefined && <div>{fingerprint === found.fingerprint ? t.sameKey : t.otherKey}</div>}
            </>
          }
        />
      )}
    </section>
  );
}
