/** S2: the desk; phone calls, one after the other or three at once. */
import { Drawer } from 'antd';
import { lazy, type ReactNode, Suspense } from 'react';
import { Link, useSearchParams } from 'react-router';
import { useKeys } from '../shell/keys.tsx';
import { Waiting } from '../ui/waiting.tsx';
import { useWords } from '../words/words.ts';
import { CallForm } from './call-form.tsx';
import { CallTabs } from './call-tabs.tsx';
import { type Calls, useCalls } from './calls.ts';
import './desk.css';
import { Help } from './help.tsx';
import { LastCalls } from './last-calls.tsx';
import { deskWords } from './words.ts';

const Case = lazy(async () => ({ default: (await import('../case/case-screen.tsx')).Case }));

export default function DeskScreen(): ReactNode {
  const [search] = useSearchParams();
  const calls = useCalls(search.get('phone') ?? undefined);
  return calls ? <Desk calls={calls} /> : <Waiting />;
}

function Desk({ calls }: { calls: Calls }): ReactNode {
  const t = useWords(deskWords);
  const [search, setSearch] = useSearchParams();
  const opened = search.get('case') ?? undefined;
  const open = (number: string | undefined): void =>
    setSearch(
      (before) => {
        const next = new URLSearchParams(before);
        if (number === undefined) next.delete('case');
        else next.set('case', number);
        return next;
      },
      { replace: true },
    );
  useKeys([{ keys: 'F2', does: t.key.fresh, act: () => calls.add() }]);
  const call = calls.calls.find(({ id }) => id === calls.current);
  return (
    <div className="page desk">
      <CallTabs calls={calls} />
      {call && <CallForm key={call.id} call={call} calls={calls} opened={opened} onOpen={open} />}
      {calls.last.length === 0 && <Help />}
      <LastCalls last={calls.last} onOpen={open} />
      <Drawer
        open={opened !== undefined}
        onClose={() => open(undefined)}
        size="min(760px, 100vw)"
        title={opened}
        extra={opened !== undefined && <Link to={`/cases/${opened}`}>{t.openPage}</Link>}
        className="case-drawer"
        destroyOnHidden
      >
        {opened !== undefined && (
          <Suspense fallback={<Waiting rows={10} />}>
            <Case key={opened} number={opened} />
          </Suspense>
        )}
      </Drawer>
    </div>
  );
}
