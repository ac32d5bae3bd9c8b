/** Which unit runs which version of an application's items, as releases brought them. */
import { Empty } from 'antd';
import type { ReactNode } from 'react';
import { useSearchParams } from 'react-router';
import { PickField } from '../form/pick-field.tsx';
import { useInstalled } from '../release/reading.ts';
import '../release/release.css';
import { Versions } from '../release/version-table.tsx';
import { Answered } from '../ui/answered.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Waiting } from '../ui/waiting.tsx';
import { useWords } from '../words/words.ts';
import { useItemsOf } from './reading.ts';
import { runsWords } from './words.ts';

export function VersionsOf(): ReactNode {
  const t = useWords(runsWords);
  const [search, setSearch] = useSearchParams();
  const application = search.get('application') ?? undefined;
  const query = useItemsOf(application);
  return (
    <>
      <label className="row runs-head no-print">
        <span className="quiet">{t.application}</span>
        <span className="runs-pick">
          <PickField
            about={{ process: '', picks: {}, defs: {}, faults: [] }}
            schema={{ type: 'string' }}
            pointer=""
            pattern=""
            name="application"
            id="runs-application"
            pick="application"
            isRequired={false}
            isFaulty={false}
            value={application}
            onChange={(value) =>
              setSearch({ view: 'versions', ...(typeof value === 'string' ? { application: value } : {}) })
            }
          />
        </span>
      </label>
      {application === undefined ? (
        <Empty description={t.chooseApplication} />
      ) : (
        <Answered query={query} rows={6}>
          {(items) => (items.length === 0 ? <Empty description={t.noItems} /> : <Of items={items} />)}
        </Answered>
      )}
    </>
  );
}

function Of({ items }: { items: readonly string[] }): ReactNode {
  const { rows, isPending, error } = useInstalled(items);
  if (isPending) return <Waiting rows={6} />;
  if (error !== undefined && rows.length === 0) return <ErrorPanel error={error} />;
  return <Versions rows={rows} />;
}
