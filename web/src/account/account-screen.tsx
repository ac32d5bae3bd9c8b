/** Everything of one's own account, part by part. */
import type { ReactNode } from 'react';
import { useMe } from '../shell/me.ts';
import { useRoleWords } from '../words/fields.ts';
import { useName } from '../names/names.ts';
import { securityWords } from '../security/words.ts';
import { useWords } from '../words/words.ts';
import '../security/security.css';
import './account.css';
import { ApiKeys } from './api-keys.tsx';
import { Appearance } from './appearance.tsx';
import { Away } from './away.tsx';
import { Notices } from './notices.tsx';
import { OwnFactor } from './own-factor.tsx';
import { OwnPassword } from './own-password.tsx';
import { Sessions } from './sessions.tsx';

export default function AccountScreen(): ReactNode {
  const t = useWords(securityWords);
  const role = useRoleWords();
  const nameOf = useName();
  const { id, name, grants } = useMe();
  return (
    <div className="page security account">
      <h1>{t.account}</h1>
      <p>
        <strong>{name}</strong> <span className="quiet">{id}</span>
        {grants.map((grant) => (
          <span key={`${grant.role} ${grant.orgPath}`} className="quiet">
            {` · ${role(grant.role)} ${nameOf('organisation', grant.orgPath)}`}
          </span>
        ))}
      </p>
      <Appearance />
      <OwnPassword />
      <OwnFactor />
      <Away />
      <Notices />
      <Sessions />
      <ApiKeys />
    </div>
  );
}
