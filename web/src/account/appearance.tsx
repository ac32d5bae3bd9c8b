/** How the console looks and where it begins; kept with the person, not with the browser. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Radio, Select, Switch } from 'antd';
import type { ReactNode } from 'react';
import { change } from '../api/ask.ts';
import { asked } from '../api/keys.ts';
import { type Me, useMe } from '../shell/me.ts';
import { ledTo } from '../shell/led-to.ts';
import { choose, useSettings } from '../shell/settings.ts';
import { shellWords } from '../shell/words.ts';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { useWords } from '../words/words.ts';
import { Setting } from './setting.tsx';
import { accountWords } from './words.ts';

const BY_ROLE = '';

export function Appearance(): ReactNode {
  const t = useWords(accountWords);
  const say = useWords(shellWords);
  const me = useMe();
  const settings = useSettings();
  const client = useQueryClient();
  const begin = useMutation({
    mutationFn: (landing: string | null) => {
      const { theme, density, singleKeys } = settings;
      return change('PUT /api/me/settings', { body: { theme, density, singleKeys, landing } });
    },
    onSuccess: (chosen) =>
      client.setQueryData<Me | null>(asked.me, (known) => (known ? { ...known, settings: chosen } : known)),
  });
  const own = me.settings.landing;
  const screens = ledTo(me.navigation).map(({ name, path }) => ({ value: path, label: say.screens[name] }));
  const isOther = own !== null && !screens.some(({ value }) => value === own); // a saved view, say
  return (
    <section aria-label={t.appearance}>
      <h2 className="side-title">{t.appearance}</h2>
      <Setting label={t.language}>
        <Radio.Group
          aria-label={t.language}
          value={settings.locale}
          onChange={({ target }) => choose(me.settings, { locale: target.value })}
          options={[
            { value: 'zh', label: t.chinese },
            { value: 'en', label: t.english },
          ]}
        />
      </Setting>
      <Setting label={say.theme}>
        <Radio.Group
          aria-label={say.theme}
          value={settings.theme}
          onChange={({ target }) => choose(me.settings, { theme: target.value })}
          options={(['light', 'dark', 'system'] as const).map((value) => ({ value, label: say[value] }))}
        />
      </Setting>
      <Setting label={say.density}>
        <Radio.Group
          aria-label={say.density}
          value={settings.density}
          onChange={({ target }) => choose(me.settings, { density: target.value })}
          options={(['comfortable', 'compact'] as const).map((value) => ({ value, label: say[value] }))}
        />
      </Setting>
      <Setting label={say.singleKeys}>
        <Switch
          aria-label={say.singleKeys}
          checked={settings.singleKeys}
          onChange={(singleKeys) => choose(me.settings, { singleKeys })}
        />
      </Setting>
      <Setting label={t.landing}>
        <Select
          className="setting-choice grow"
          aria-label={t.landing}
          loading={begin.isPending}
          value={own ?? BY_ROLE}
          onChange={(path: string) => begin.mutate(path === BY_ROLE ? null : path)}
          options={[{ value: BY_ROLE, label: t.byRole }, ...screens, ...(isOther ? [{ value: own, label: own }] : [])]}
        />
      </Setting>
      {begin.isError && <ErrorPanel error={begin.error} />}
    </section>
  );
}
