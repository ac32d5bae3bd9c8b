/** Colours, density and language for all that antd draws; the policy of the page lets only styles with its nonce in. */
import { App as Antd, ConfigProvider, theme as algorithms } from 'antd';
import enUS from 'antd/locale/en_US';
import zhCN from 'antd/locale/zh_CN';
import { createContext, type ReactNode, useEffect, useSyncExternalStore } from 'react';
import { useSettings } from '../shell/settings.ts';
import { LocaleContext } from '../words/words.ts';
import { nonce } from './nonce.ts';
import { dark, light } from './tokens.ts';

export const ThemeContext = createContext<'light' | 'dark'>('light');

const bySystem = window.matchMedia('(prefers-color-scheme: dark)');
const followSystem = (hear: () => void): (() => void) => {
  bySystem.addEventListener('change', hear);
  return () => bySystem.removeEventListener('change', hear);
};
const wantsCalm = window.matchMedia('(prefers-reduced-motion: reduce)').matches;

export function Theme({ children }: { children: ReactNode }): ReactNode {
  const { locale, theme, density } = useSettings();
  const systemIsDark = useSyncExternalStore(followSystem, () => bySystem.matches);
  const tone = theme === 'system' ? (systemIsDark ? 'dark' : 'light') : theme;
  useEffect(() => {
    const page = document.documentElement;
    page.lang = locale === 'zh' ? 'zh-CN' : 'en';
    page.style.colorScheme = tone;
    page.style.background = tone === 'dark' ? '#000' : '#f5f7fa';
    page.style.setProperty('--page', page.style.background);
    page.style.setProperty('--quiet', tone === 'dark' ? '#bfbfbf' : '#595959');
    page.style.setProperty('--ground', tone === 'dark' ? '#141414' : '#fff');
    page.style.setProperty('--line', tone === 'dark' ? '#303030' : '#e4e7ec');
    page.style.setProperty('--over', tone === 'dark' ? '#ff7875' : '#a8071a');
    page.style.setProperty('--focus', tone === 'dark' ? '#69b1ff' : '#0958d9');
  }, [locale, tone]);
  return (
    <ConfigProvider
      csp={{ nonce }}
      locale={locale === 'zh' ? zhCN : enUS}
      button={{ autoInsertSpace: false }}
      componentSize={density === 'compact' ? 'small' : 'middle'}
      theme={{
        token: { ...(tone === 'dark' ? dark : light), ...(wantsCalm ? { motion: false } : {}) },
        algorithm: tone === 'dark' ? algorithms.darkAlgorithm : algorithms.defaultAlgorithm,
      }}
    >
      <Antd>
        <ThemeContext value={tone}>
          <LocaleContext value={locale}>{children}</LocaleContext>
        </ThemeContext>
      </Antd>
    </ConfigProvider>
  );
}
