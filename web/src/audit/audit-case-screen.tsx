/** S14: the record of one case, four ways. The address holds view, filter and the entry in hand. */
import { Button, Collapse, Empty, Segmented } from 'antd';
import { type ReactNode, useEffect } from 'react';
import { Link, useParams, useSearchParams } from 'react-router';
import { useCase } from '../case/reading.ts';
import { useKeys } from '../shell/keys.tsx';
import { Answered } from '../ui/answered.tsx';
import { useWords } from '../words/words.ts';
import './audit.css';
import { ChainHead } from './checking/chain-head.tsx';
import { Compact } from './compact.tsx';
import { Lanes } from './lanes.tsx';
import { Raw } from './raw.tsx';
import { type Recorded, type Step, useRecorded } from './reading.ts';
import { saveAs } from './saved.ts';
import { SignedExport, SignedExportButton, useSignedExport } from './signed-export.tsx';
import { States } from './states.tsx';
import { StepFilters, useNarrowed } from './step-filters.tsx';
import { Story } from './story.tsx';
import { Records } from './trail.tsx';
import { auditWords } from './words.ts';

const VIEWS = ['story', 'compact', 'timeline', 'states', 'raw'] as const;
type View = (typeof VIEWS)[number];
const FILTERS = ['all', 'approvals', 'decisions', 'clocks'] as const;
type Filter = (typeof FILTERS)[number];
const SHOWS: Readonly<Record<Filter, RegExp>> = {
  all: /./,
  approvals: /approv|reject|abstain|vote|signer|round|delegat|consent|sign/i,
  decisions: /decid|decision|declar|declin|proposed|waive|reprior|escalat|approved|rejected|cancel/i,
  clocks: /clock/i,
};
const isView = (name: string | null): name is View => VIEWS.some((view) => view === name);
const isFilter = (name: string | null): name is Filter => FILTERS.some((filter) => filter === name);

export default function AuditCaseScreen(): ReactNode {
  const { number = '' } = useParams();
  const t = useWords(auditWords);
  const kase = useCase(number);
  const query = useRecorded(number);
  return (
    <div className="page audit">
      <div className="row">
        <Link to="/audit">{t.back}</Link>
        <h1 className="cut">{`${number} ${kase.data?.title ?? ''}`}</h1>
        <span className="quiet">{t.recorded}</span>
      </div>
      <Answered query={query} rows={10}>
        {(recorded) => <Views number={number} recorded={recorded} />}
      </Answered>
    </div>
  );
}

function Views({ number, recorded }: { number: string; recorded: Recorded }): ReactNode {
  const t = useWords(auditWords);
  const [search, setSearch] = useSearchParams();
  const [view, filter] = [search.get('view'), search.get('filter')];
  const shown: View = isView(view) ? view : 'story';
  const within: Filter = isFilter(filter) ? filter : 'all';
  const narrowed = useNarrowed(recorded.steps);
  const steps = narrowed.filter(({ type }) => SHOWS[within].test(type.split('.').at(-1) ?? ''));
  const file = useSignedExport(number);
  const at = Number(search.get('e') ?? Number.NaN);
  const put = (name: string, value: string): void =>
    setSearch(
      (before) => {
        const after = new URLSearchParams(before);
        after.set(name, value);
        return after;
      },
      { replace: true },
    );
  const move = (by: 1 | -1): void => {
    const place = steps.findIndex(({ seq }) => seq === at);
    const next = steps[place === -1 ? 0 : Math.min(steps.length - 1, Math.max(0, place + by))];
    if (next) put('e', String(next.seq));
  };
  useEffect(() => {
    document.querySelector(`#e${at}`)?.scrollIntoView({ block: 'nearest' });
  }, [at, shown]);
  useKeys([
    ...VIEWS.map((one, place) => ({ keys: String(place + 1), does: t.views[one], act: () => put('view', one) })),
    { keys: 'j', does: t.next, act: () => move(1) },
    { keys: 'k', does: t.previous, act: () => move(-1) },
    { keys: 'e', does: t.downloadEvents, act: () => saveAs(`${number}.json`, recorded.commits) },
  ]);
  return (
    <>
      <ChainHead number={number} recorded={recorded} />
      <div className="row audit-filters">
        <Segmented<View>
          aria-label={t.view}
          value={shown}
          onChange={(value) => put('view', value)}
          options={VIEWS.map((value) => ({ value, label: t.views[value] }))}
        />
        <Segmented<Filter>
          data-audit="filter"
          aria-label={t.filter}
          value={within}
          onChange={(value) => put('filter', value)}
          options={FILTERS.map((value) => ({ value, label: t.filters[value] }))}
        />
        <span className="grow" />
        <SignedExportButton of={file} />
        <Button onClick={() => saveAs(`${number}.json`, recorded.commits)}>{t.downloadEvents}</Button>
      </div>
      <SignedExport of={file} />
      {shown !== 'states' && <StepFilters steps={recorded.steps} />}
      {shown === 'states' ? (
        <States number={number} steps={recorded.steps} />
      ) : steps.length === 0 ? (
        <Empty description={t.empty} />
      ) : (
        <Shown view={shown} number={number} steps={steps} at={at} />
      )}
      <Collapse
        items={[{ key: 'trail', label: t.refusals, children: <Records of="records" query={{ number }} /> }]}
        destroyOnHidden
      />
    </>
  );
}

function Shown(props: { view: View; number: string; steps: readonly Step[]; at: number }): ReactNode {
  switch (props.view) {
    case 'compact':
      return <Compact steps={props.steps} at={props.at} />;
    case 'timeline':
      return <Lanes steps={props.steps} />;
    case 'raw':
      return <Raw number={props.number} steps={props.steps} at={props.at} />;
    default:
      return <Story steps={props.steps} at={props.at} />;
  }
}
