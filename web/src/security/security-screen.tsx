/** S16 for security administrators: what waits for consent, locking an account, and keys of others. */
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { NotReady } from '../setup/not-ready.tsx';
import { useMe } from '../shell/me.ts';
import { useWords } from '../words/words.ts';
import { Consents } from './consents.tsx';
import { OnePerson } from './one-person.tsx';
import './security.css';
import { securityWords } from './words.ts';

export default function SecurityScreen(): ReactNode {
  const t = useWords(securityWords);
  const { grants } = useMe();
  const isSecurity = grants.some(({ role }) => role === 'security-administrator');
  return (
    <div className="page security">
      <NotReady />
      <div className="row">
        <h1>{t.title}</h1>
        {isSecurity && (
          <Link to="/admin/people/new" data-security="person-new">
            {t.newPerson}
          </Link>
        )}
        <Link to="/admin/people">{t.people}</Link>
        <Link to="/account">{t.account}</Link>
      </div>
      {isSecurity && <OnePerson />}
      <Consents />
    </div>
  );
}
