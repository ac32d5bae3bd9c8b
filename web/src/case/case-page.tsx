/** Head, commands, the one timeline, and what stands beside it. */
import { type ReactNode, useState } from 'react';
import type { CaseAnswer } from '../generated/api.ts';
import { Commands } from './commands.tsx';
import { CommandPanel } from './command-panel.tsx';
import { Head } from './head.tsx';
import type { Opened } from './opened.ts';
import { OwnScreen } from './own-screen.tsx';
import './case.css';
import { usePasted } from './pasted.ts';
import { Side } from './side/side.tsx';
import { TimelineList } from './time/timeline.tsx';

export function CasePage({ kase }: { kase: CaseAnswer }): ReactNode {
  const [opened, setOpened] = useState<Opened | undefined>(undefined);
  usePasted(kase, opened, setOpened);
  return (
    <article className="case" aria-label={kase.number}>
      <Head kase={kase} isTyping={opened !== undefined} />
      <OwnScreen kase={kase} />
      <Commands kase={kase} onOpen={setOpened} />
      {opened && (
        <CommandPanel
          key={`${opened.command} ${opened.part ?? ''} ${opened.of ?? ''}`}
          kase={kase}
          opened={opened}
          onClose={() => setOpened(undefined)}
        />
      )}
      <div className="case-body">
        <TimelineList kase={kase} />
        <Side kase={kase} onOpen={setOpened} />
      </div>
    </article>
  );
}
