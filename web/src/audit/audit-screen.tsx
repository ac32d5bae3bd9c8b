/** S14: the record of the whole: its seals and verifications, what people did, and the way to a case. */
import { Button, Collapse, Input } from 'antd';
import { type ReactNode, useState } from 'react';
import { useNavigate } from 'react-router';
import { Consents } from '../security/consents.tsx';
import { useMe } from '../shell/me.ts';
import { useWords } from '../words/words.ts';
import './audit.css';
import { useSeals } from './reading.ts';
import { SealList } from './seal-list.tsx';
import { Seals } from './seals.tsx';
import { Trail } from './trail.tsx';
import { VerifyFile } from './checking/verify-file.tsx';
import { auditWords } from './words.ts';

export default function AuditScreen(): ReactNode {
  const t = useWords(auditWords);
  const { grants } = useMe();
  const seesTrail = grants.some(({ role }) => role === 'auditor' || role === 'audit-administrator');
  const seals = useSeals(seesTrail);
  const opensCases = grants.some(({ role }) => role === 'auditor' || role === 'process-owner');
  return (
    <div className="page audit">
      <div className="row">
        <h1>{t.title}</h1>
        <span className="quiet grow">{t.recorded}</span>
        {opensCases && <ByNumber />}
      </div>
      {grants.some(({ role }) => role === 'audit-administrator') && <Consents isQuiet />}
      {seesTrail && <Seals />}
      {seesTrail && (
        <Collapse
          className="audit-seals"
          destroyOnHidden
          items={[
            { key: 'seals', label: t.sealList, children: <SealList /> },
            { key: 'file', label: t.verifyFile, children: <VerifyFile fingerprint={seals.data?.key.fingerprint} /> },
          ]}
        />
      )}
      {seesTrail && <Trail />}
    </div>
  );
}

function ByNumber(): ReactNode {
  const t = useWords(auditWords);
  const navigate = useNavigate();
  const [number, setNumber] = useState('');
  const open = (): void => {
    if (number.trim() !== '') void navigate(`/audit/cases/${encodeURIComponent(number.trim().toUpperCase())}`);
  };
  return (
    <form
      className="row"
      onSubmit={(event) => {
        event.preventDefault();
        open();
      }}
    >
      <Input
        autoFocus
        data-audit="number"
        aria-label={t.openCase}
        placeholder={t.openCase}
        value={number}
        onChange={({ target }) => setNumber(target.value)}
      />
      <Button htmlType="submit" type="primary">
        {t.open}
      </Button>
    </form>
  );
}
