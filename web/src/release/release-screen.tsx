/** S6: a release as its waves: which units have it, what keeps the next wave, and what may be done about it. */
import { Alert, Button, Empty, Segmented } from 'antd';
import { type ReactNode, useState } from 'react';
import { Link, useParams, useSearchParams } from 'react-router';
import { CommandPanel } from '../case/command-panel.tsx';
import { Commands } from '../case/commands.tsx';
import { Head } from '../case/head.tsx';
import type { Opened } from '../case/opened.ts';
import { useCase } from '../case/reading.ts';
import type { CaseAnswer, ReleaseAnswer, Run } from '../generated/api.ts';
import { useKeys } from '../shell/keys.tsx';
import { NotFound } from '../shell/not-found.tsx';
import { Answered } from '../ui/answered.tsx';
import { useWords } from '../words/words.ts';
import { Board } from './board.tsx';
import { useRun, useRunPlan, useWaveParts } from './reading.ts';
import './release.css';
import { Stops } from './stops.tsx';
import { UndoList } from './undo-list.tsx';
import { UnitPanel } from './unit-panel.tsx';
import { VersionTable } from './version-table.tsx';
import { WaveTable } from './wave-table.tsx';
import { undoIn, type Wave, wavesOf } from './waves.ts';
import { releaseWords } from './words.ts';

const VIEWS = ['board', 'table'] as const;
/** Columns stand side by side from this width on; narrower, the table is what fits. */
const WIDE = '(width >= 1000px)';

export default function ReleaseScreen(): ReactNode {
  const { number = '' } = useParams();
  const query = useCase(number);
  return (
    <div className="page">
      <Answered query={query} rows={10}>
        {(kase) =>
          kase.process === 'release' ? (
            <Page key={kase.number} kase={kase as ReleaseAnswer & CaseAnswer} />
          ) : (
            <NotFound />
          )
        }
      </Answered>
    </div>
  );
}

function Page({ kase }: { kase: ReleaseAnswer & CaseAnswer }): ReactNode {
  const t = useWords(releaseWords);
  const [opened, setOpened] = useState<Opened | undefined>(undefined);
  const [search, setSearch] = useSearchParams();
  const run = useRun(kase.number).data;
  const plan = useRunPlan(kase.number);
  const parts = useWaveParts(kase.number);
  const view = VIEWS.find((one) => one === search.get('view')) ?? (window.matchMedia(WIDE).matches ? 'board' : 'table');
  const set = (name: string, value: string | undefined): void =>
    setSearch((before) => {
      const next = new URLSearchParams(before);
      if (value === undefined) next.delete(name);
      else next.set(name, value);
      return next;
    });
  useKeys([{ keys: 'v', does: t.view, act: () => set('view', view === 'board' ? 'table' : 'board') }]);
  const waves = wavesOf({
    planned: kase.waves ?? [],
    steps: plan.data?.parts ?? [],
    parts: parts.data ?? [],
    installed: kase.installed ?? [],
  });
  const unit = search.get('unit');
  const chosen = waves.flatMap(({ sites }) => sites).find(({ id }) => id === unit);
  const shown = { kase, waves, run, onOpen: setOpened, onUnit: (id: string) => set('unit', id) };
  const form = opened && (
    <CommandForm kase={kase} waves={waves} run={run} opened={opened} onClose={() => setOpened(undefined)} />
  );
  return (
    <article className="case release" aria-label={kase.number}>
      <Head kase={kase} />
      <Commands kase={kase} onOpen={setOpened} />
      {!chosen && form}
      {run?.halt && (
        <Alert
          type="error"
          role="status"
          title={[run.halt.words[run.lang], run.halt.title, run.halt.reason].filter(Boolean).join(' · ')}
        />
      )}
      <Stops kase={kase} waves={waves} />
      {waves.length === 0 ? (
        <Empty description={`${t.none} · ${t.noneHint}`}>
          {kase.allowed.includes('planWaves') && (
            <Button type="primary" onClick={() => setOpened({ command: 'planWaves' })}>
              {t.plan}
            </Button>
          )}
        </Empty>
      ) : (
        <section aria-label={t.waves}>
          <div className="row release-head no-print">
            <h2 className="side-title grow">{t.waves}</h2>
            <Segmented
              aria-label={t.view}
              value={view}
              onChange={(next) => set('view', next)}
              options={VIEWS.map((value) => ({ value, label: t.views[value] }))}
            />
          </div>
          {view === 'board' ? <Board {...shown} /> : <WaveTable {...shown} />}
        </section>
      )}
      {chosen && (
        <UnitPanel
          kase={kase}
          site={chosen}
          isWorking={plan.data !== undefined}
          onOpen={setOpened}
          onClose={() => {
            set('unit', undefined);
            setOpened(undefined);
          }}
        >
          {form}
        </UnitPanel>
      )}
      <VersionTable kase={kase} />
      <p>
        <Link to={`/cases/${kase.number}`}>{t.details}</Link>
      </p>
    </article>
  );
}

type FormProps = {
  kase: ReleaseAnswer & CaseAnswer;
  waves: readonly Wave[];
  run: Run | undefined;
  opened: Opened;
  onClose: () => void;
};
/** A roll-back says beforehand what it takes back. */
function CommandForm({ kase, waves, run, opened, onClose }: FormProps): ReactNode {
  const wave = waves.find(({ id }) => id === opened.part);
  const undo = run?.abort?.undo ?? [];
  return (
    <>
      {opened.command === 'rollBack' && <UndoList undo={wave ? undoIn(wave, undo) : undo} />}
      <CommandPanel key={`${opened.command} ${opened.part ?? ''}`} kase={kase} opened={opened} onClose={onClose} />
    </>
  );
}
