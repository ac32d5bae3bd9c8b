/** The frame of every screen: rail, search, live mark, the screen itself. */
import { Layout as Frame } from 'antd';
import { type ReactNode, Suspense, useState } from 'react';
import { Navigate, Route, Routes, useNavigate } from 'react-router';
import { Waiting } from '../ui/waiting.tsx';
import { useWords } from '../words/words.ts';
import { Boundary } from './boundary.tsx';
import { useKeys } from './keys.tsx';
import { KeySheet } from './key-sheet.tsx';
import { Live, LiveBar } from './live.tsx';
import { NotFound } from './not-found.tsx';
import { Palette } from './palette.tsx';
import { Rail } from './rail.tsx';
import { landing, screens } from './screens.tsx';
import { Top } from './top.tsx';
import { shellWords } from './words.ts';
import { useMe } from './me.ts';

export function Layout(): ReactNode {
  const t = useWords(shellWords);
  const me = useMe();
  const navigate = useNavigate();
  const [open, setOpen] = useState<'palette' | 'keys' | undefined>(undefined);
  useKeys([
    { keys: 'ctrl+k', does: t.key.palette, act: () => setOpen('palette') },
    { keys: '?', does: t.key.sheet, act: () => setOpen('keys') },
    { keys: 'g q', does: t.key.queue, act: () => void navigate('/queue') },
    { keys: 'g d', does: t.key.desk, act: () => void navigate('/desk') },
    { keys: 'g b', does: t.key.board, act: () => void navigate('/board') },
    { keys: 'g a', does: t.key.approvals, act: () => void navigate('/approvals') },
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
      {open === 'palette' && <Palette onClose={() => setOpen(undefined)} />}
      {open === 'keys' && <KeySheet onClose={() => setOpen(undefined)} />}
    </Live>
  );
}
