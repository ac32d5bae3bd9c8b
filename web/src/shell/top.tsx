/** The head of the page: search, language, keys, person. */
import { BellOutlined, GlobalOutlined, QuestionCircleOutlined, SearchOutlined, UserOutlined } from '@ant-design/icons';
import { Badge, Button, Dropdown, type MenuProps } from 'antd';
import { type ReactNode, useState } from 'react';
import { useNavigate } from 'react-router';
import { hasDrafts } from '../form/drafts.ts';
import { useWords } from '../words/words.ts';
import { useMe, useSignOut } from './me.ts';
import { useCounts } from './rail.tsx';
import { choose, useSettings } from './settings.ts';
import { SignOut } from './sign-out.tsx';
import { shellWords } from './words.ts';

export function Top({ onSearch, onKeys }: { onSearch: () => void; onKeys: () => void }): ReactNode {
  const t = useWords(shellWords);
  const me = useMe();
  const settings = useSettings();
  const signOut = useSignOut();
  const navigate = useNavigate();
  const unread = useCounts()['notices'] ?? 0;
  const [asksDrafts, setAsksDrafts] = useState(false);
  const leave = async (): Promise<void> => ((await hasDrafts(me.id)) ? setAsksDrafts(true) : await signOut());
  const choice = <K extends 'theme' | 'density'>(name: K, values: readonly (typeof settings)[K][]) =>
    values.map((value) => ({
      key: `${name}-${value}`,
      label: t[value],
      onClick: () => choose(me.settings, { [name]: value }),
    }));
  const items: MenuProps['items'] = [
    { key: 'theme', label: t.theme, children: choice('theme', ['light', 'dark', 'system']) },
    { key: 'density', label: t.density, children: choice('density', ['comfortable', 'compact']) },
    {
      key: 'keys',
      label: `${t.singleKeys}: ${settings.singleKeys ? t.on : t.off}`,
      onClick: () => choose(me.settings, { singleKeys: !settings.singleKeys }),
    },
    { key: 'account', label: t.account, onClick: () => void navigate('/account') },
    { type: 'divider' },
    { key: 'out', label: t.signOut, onClick: () => void leave() },
  ];
  return (
    <header className="top no-print">
      <Button className="top-search" icon={<SearchOutlined aria-hidden />} aria-label={t.searchHint} onClick={onSearch}>
        {t.searchHint}
      </Button>
      <span className="grow" />
      <Button
        type="text"
        icon={<GlobalOutlined aria-hidden />}
        aria-label={`${t.otherLanguage} ${t.language}`}
        onClick={() => choose(me.settings, { locale: settings.locale === 'zh' ? 'en' : 'zh' })}
      >
        <span lang={settings.locale === 'zh' ? 'en' : 'zh-CN'}>{t.otherLanguage}</span>
      </Button>
      <Button
        type="text"
        icon={<BellOutlined aria-hidden />}
        aria-label={[t.screens.notices, unread > 99 ? '99+' : unread || ''].join(' ').trim()}
        data-top="notices"
        onClick={() => void navigate('/notices')}
      >
        {unread > 0 ? <Badge count={unread} overflowCount={99} size="small" /> : null}
      </Button>
      <Button type="text" icon={<QuestionCircleOutlined aria-hidden />} aria-label={t.keys} onClick={onKeys} />
      <Dropdown menu={{ items }} trigger={['click']}>
        <Button type="text" icon={<UserOutlined aria-hidden />}>
          {me.name}
        </Button>
      </Dropdown>
      {asksDrafts && <SignOut onClose={() => setAsksDrafts(false)} />}
    </header>
  );
}
