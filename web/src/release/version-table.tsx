/** Who runs which version of what this release renews, as releases brought it. */
import { Tag } from 'antd';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { CaseAnswer, ReleaseAnswer } from '../generated/api.ts';
import { useName } from '../names/names.ts';
import { Answered } from '../ui/answered.tsx';
import { instantIn } from '../words/times.ts';
import { useWords } from '../words/words.ts';
import { type Has, useInstalled } from './reading.ts';
import { releaseWords } from './words.ts';

export function VersionTable({ kase }: { kase: ReleaseAnswer & CaseAnswer }): ReactNode {
  const t = useWords(releaseWords);
  const items = kase.items ?? [];
  const query = useInstalled({ item: items });
  return (
    <section className="release-versions" aria-label={t.versions} data-release="versions">
      <h2 className="side-title">
        {t.versions} <span className="quiet">{t.versionsHint}</span>
      </h2>
      {items.length === 0 ? (
        <Versions rows={[]} />
      ) : (
        <Answered query={query} rows={2}>
          {(rows) => <Versions rows={rows} release={kase.number} />}
        </Answered>
      )}
    </section>
  );
}

/** Also of all items of an application. */
export function Versions({ rows, release }: { rows: readonly Has[]; release?: string }): ReactNode {
  const t = useWords(releaseWords);
  const nameOf = useName();
  if (rows.length === 0) return <p className="quiet">{t.noVersions}</p>;
  return (
    <div className="scrolls">
      <table className="wave-table">
        <thead>
          <tr>
            <th scope="col">{t.unit}</th>
            <th scope="col">{t.item}</th>
            <th scope="col">{t.version}</th>
            <th scope="col">{t.by}</th>
            <th scope="col" className="wide-only">
              {t.since}
            </th>
            <th scope="col" className="wide-only">
              {t.former}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((one) => (
            <tr key={`${one.item} ${one.organisation}`} data-version={one.appVersion}>
              <th scope="row">{nameOf('organisation', one.organisation)}</th>
              <td>{one.name}</td>
              <td className="numbers">{one.appVersion}</td>
              <td className="numbers">
                {one.release === release ? (
                  <Tag color="success">{t.this}</Tag>
                ) : (
                  <Link to={`/releases/${one.release}`}>{one.release}</Link>
                )}
              </td>
              <td className="wide-only numbers">{instantIn(one.at)}</td>
              <td className="wide-only numbers">{one.former?.appVersion ?? ''}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
