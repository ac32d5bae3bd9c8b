/** Which unit runs which version of an application's items, as releases brought them. */
import { Empty } from 'antd';
import type { ReactNode } from 'react';
import { useSearchParams } from 'react-router';
import { PickField } from '../form/pick-field.tsx';
import { useInstalled } from '../release/reading.ts';
import '../release/release.css';
import { Versions } from '../release/version-table.tsx';
import { Answered } from '../ui/answered.tsx';
import { useWords } from '../words/words.ts';
import { runsWords } from './words.ts';

export function VersionsOf(): ReactNode {
  const t = useWords(runsWords);
  const [search, setSearch] = useSearchParams();
  const application = search.get('application') ?? undefined;
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
      {application === undefined ? <Empty description={t.chooseApplication} /> : <Of application={application} />}
    </>
  );
}

function Of({ application }: { application: string }): ReactNode {
  const query = useInstalled({ application });
  return (
    <Answered query={query} rows={6}>
      {(rows) => <Versions rows={rows} />}
    </Answered>
  );
}
