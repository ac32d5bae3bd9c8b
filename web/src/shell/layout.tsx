/** The frame of every screen: rail, search, live mark, the screen itself. */
import { Layout as Frame } from 'antd';
import { type ReactNode, Suspense, useState } from 'react';
import { Navigate, Route, Routes, useNavigate } from 'react-router';
import { caseWords } from '../case/words.ts';
import { Waiting } from '../ui/waiting.tsx';
import { useWords } from '../words/words.ts';
import { Boundary } from './boundary.tsx';
import { type Key, useKeys } from './keys.tsx';
import { KeySheet } from './key-sheet.tsx';
import { Live, LiveBar } from './live.tsx';
import { NotFound } from './not-found.tsx';
import { Palette } from './palette.tsx';
import { Rail } from './rail.tsx';
import { landing, type ScreenName } from './led-to.ts';
import { screens } from './screens.tsx';
import { Top } from './top.tsx';
import { shellWords } from './words.ts';
import { useMe } from './me.ts';

const GO = [
  { keys: 'g q', name: 'queue' },
  { keys: 'g d', name: 'desk' },
  { keys: 'g b', name: 'board' },
  { keys: 'g a', name: 'approvals' },
] as const satisfies readonly { keys: string; name: ScreenName }[];
/** The field by which the list of a screen is narrowed. */
const FILTER = '#screen input[type="search"], #screen .ant-input-search input, #screen [data-filter] input';

const to = (keys: string, does: string, act: () => void): Key => ({ keys, does, act, everywhere: true });

export function Layout(): ReactNode {
  const t = useWords(shellWords);
  const say = useWords(caseWords);
  const me = useMe();
  const navigate = useNavigate();
  const [open, setOpen] = useState<'palette' | 'new' | 'keys' | undefined>(undefined);
  const isThere = (name: ScreenName): boolean => me.navigation.includes(name);
  useKeys([
    to('ctrl+k', t.key.palette, () => setOpen('palette')),
    to('?', t.key.sheet, () => setOpen('keys')),
    to('c', t.key.create, () => setOpen('new')),
    to('/', t.key.filter, () => document.querySelector<HTMLElement>(FILTER)?.focus()),
    ...GO.flatMap(({ keys, name }) =>
      isThere(name) ? [to(keys, t.key.go(t.screens[name]), () => void navigate(`/${name}`))] : [],
    ),
  ]);
  return (
    <Live>
      <a className="skip" href="#screen">
        {t.skip}
      </a>
      <Frame className="frame">
        <Rail />
        <Frame>
          <Top onSearch={() => setOpen('palette')} onKeys={() => setOpen('keys')} />
          <LiveBar />
          <main id="screen" className="screen" tabIndex={-1}>
            <Boundary>
              <Suspense fallback={<Waiting />}>
                <Routes>
                  <Route path="/" element={<Navigate to={landing(me)} replace />} />
                  <Route path="/signin" element={<Navigate to={landing(me)} replace />} />
                  {screens.map(({ path, view: View }) => (
                    <Route key={path} path={path} element={<View />} />
                  ))}
                  <Route path="*" element={<NotFound />} />
                </Routes>
              </Suspense>
            </Boundary>
          </main>
        </Frame>
      </Frame>
      {(open === 'palette' || open === 'new') && (
        <Palette key={open} begins={open === 'new' ? say.newCase : ''} onClose={() => setOpen(undefined)} />
      )}
      {open === 'keys' && <KeySheet onClose={() => setOpen(undefined)} />}
    </Live>
  );
}
