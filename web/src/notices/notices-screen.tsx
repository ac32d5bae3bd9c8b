/** What was sent to me, what of it did not arrive, and for those who answer for people what could not be delivered to them. */
import { Tabs } from 'antd';
import type { ReactNode } from 'react';
import { useSearchParams } from 'react-router';
import { useHasRole } from '../shell/me.ts';
import { useWords } from '../words/words.ts';
import { Inbox } from './inbox.tsx';
import { Mails } from './mails.tsx';
import './notices.css';
import { Undelivered } from './undelivered.tsx';
import { noticesWords } from './words.ts';

export default function NoticesScreen(): ReactNode {
  const t = useWords(noticesWords);
  const [search, setSearch] = useSearchParams();
  const answers = useHasRole('supervisor', 'process-owner', 'security-administrator');
  const items = [
    { key: 'inbox', label: t.inbox, children: <Inbox /> },
    { key: 'failed', label: t.failed, children: <Undelivered of="me" /> },
    ...(answers ? [{ key: 'people', label: t.ofPeople, children: <Undelivered of="people" /> }] : []),
    { key: 'mails', label: t.mails, children: <Mails /> },
  ];
  const asked = search.get('tab') ?? 'inbox';
  return (
    <div className="page notices">
      <h1>{t.title}</h1>
      <Tabs
        activeKey={items.some(({ key }) => key === asked) ? asked : 'inbox'}
        onChange={(tab) => setSearch({ tab }, { replace: true })}
        items={items}
        destroyOnHidden
      />
    </div>
  );
}
