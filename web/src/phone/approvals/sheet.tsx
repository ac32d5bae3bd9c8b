/** One sheet in one column: what is new, what speaks against it, the plan; then the vote, on what is shown. */
import { type ReactNode, useEffect, useState } from 'react';
import { Differences } from '../../approvals/differences.tsx';
import type { Own } from '../../approvals/own.ts';
import { type Ask, type Sheet as Shown, useSheet } from '../../approvals/reading.ts';
import { Value } from '../../approvals/value.tsx';
import { approvalWords } from '../../approvals/words.ts';
import { useCase } from '../../case/reading.ts';
import type { CaseAnswer, ChangeAnswer } from '../../generated/api.ts';
import { useName } from '../../names/names.ts';
import { useFaultWords } from '../../words/faults.ts';
import { useFieldWords, useValueWords } from '../../words/fields.ts';
import { useWords } from '../../words/words.ts';
import { Head } from '../head.tsx';
import { phoneWords } from '../words.ts';
import { Vote } from './vote.tsx';

export function Sheet({ number, asks }: { number: string; asks: readonly Ask[] }): ReactNode {
  const p = useWords(phoneWords);
  const kase = useCase(number);
  const sheet = useSheet(number, kase.data?.process === 'change');
  const at = Math.min(kase.dataUpdatedAt, sheet.dataUpdatedAt || kase.dataUpdatedAt);
  const error = kase.error ?? sheet.error;
  const isReady = kase.data && (kase.data.process !== 'change' || sheet.data);
  return (
    <>
      <Head title={number} back="/m/approvals" at={at} isCut={error !== null} />
      {isReady ? (
        <Read kase={kase.data} sheet={sheet.data} asks={asks} />
      ) : (
        <main className="page">{error === null ? <p>{p.loading}</p> : <p role="alert">{p.notThere}</p>}</main>
      )}
    </>
  );
}

type Props = { kase: CaseAnswer; sheet: Shown | undefined; asks: readonly Ask[] };
function Read({ kase, sheet, asks }: Props): ReactNode {
  const t = useWords(approvalWords);
  const nameOf = useName();
  const change = kase as CaseAnswer & Partial<Pick<ChangeAnswer, Own>>;
  const hash = sheet?.planHash ?? change.approval?.planHash;
  const [seen, setSeen] = useState(hash);
  useEffect(() => setSeen((before) => before ?? hash), [hash]);
  const isVoid = seen !== undefined && seen !== hash;
  return (
    <>
      <main className="page" data-sheet={kase.number}>
        <h2>{kase.title}</h2>
        <p className="quiet">
          {`${nameOf('person', kase.parties.requester)} · ${nameOf('organisation', kase.orgPath)}`}
        </p>
        {isVoid && <p role="alert">{t.changed}</p>}
        {sheet ? <Differences sheet={sheet} isMarked={isVoid} /> : <p>{t.noSheet}</p>}
        {sheet && <Against change={change} sheet={sheet} />}
        {sheet && <Plan sheet={sheet} />}
        <a className="button" href={`/cases/${kase.number}`}>
          {t.openCase}
        </a>
      </main>
      <div className="thumb">
        {isVoid ? (
          <button type="button" className="big primary" onClick={() => setSeen(hash)}>
            {t.readIt}
          </button>
        ) : (
          <Vote kase={kase} asks={asks} hash={hash} />
        )}
      </div>
    </>
  );
}

/** Risk and conflicts in a line each. */
function Against({ change, sheet }: { change: Partial<Pick<ChangeAnswer, Own>>; sheet: Shown }): ReactNode {
  const t = useWords(approvalWords);
  const value = useValueWords();
  const fault = useFaultWords();
  const nameOf = useName();
  const words: Readonly<Record<string, string>> = t.conflict;
  const { conflicts = [], riskReasons = [], risk, consents = [] } = change;
  const missing = (['steps', 'testEvidence', 'backOut', 'consequences'] as const).filter((part) =>
    isMissing(sheet.plan[part]),
  );
  return (
    <>
      <h2>
        {t.risk}
        {risk !== undefined && `: ${value('change', 'risk', risk)}`}
      </h2>
      <ul className="plain">
        {riskReasons
          .filter(({ code }) => !code.startsWith('answer-'))
          .map(({ code }) => (
            <li key={code}>{fault({ pointer: '', code })}</li>
          ))}
        {(sheet.assessments ?? []).map(({ as, opinion, by }) => (
          <li key={as}>{`${nameOf('person', by)}: ${opinion}`}</li>
        ))}
      </ul>
      <h2>{t.conflicts}</h2>
      {conflicts.length === 0 && <p className="quiet">{t.noConflict}</p>}
      <ul className="plain">
        {conflicts.map((one) => (
          <li key={one.key} className={one.severity === 'block' && one.waivedBy === undefined ? 'pending' : ''}>
            {[one.severity === 'block' ? t.blocks : t.warns, words[one.code] ?? one.code, one.item, one.with]
              .filter((part) => part !== undefined)
              .join(' · ')}
            {one.waivedBy !== undefined && ` · ${t.waived(nameOf('person', one.waivedBy))}`}
          </li>
        ))}
      </ul>
      <ul className="plain">
        {missing.map((part) => (
          <li key={part} className="pending">{`${t.missing}: ${t.parts[part]}`}</li>
        ))}
        {consents.map(({ customer, by }) => (
          <li key={customer} className={by === undefined ? 'pending' : ''}>
            {`${t.consent(nameOf('organisation', customer))}: ${by === undefined ? t.missing : t.present}`}
          </li>
        ))}
      </ul>
    </>
  );
}
const isMissing = (value: unknown): boolean => (Array.isArray(value) ? value.length === 0 : value === undefined);

function Plan({ sheet: { plan, description, items } }: { sheet: Shown }): ReactNode {
  const t = useWords(approvalWords);
  const field = useFieldWords();
  return (
    <details>
      <summary>{t.plan}</summary>
      <dl>
        {Object.entries({ description, items, ...plan }).map(([name, value]) => (
          <div key={name}>
            <dt className="quiet">{field(name)}</dt>
            <dd>
              <Value name={name} value={value} />
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
