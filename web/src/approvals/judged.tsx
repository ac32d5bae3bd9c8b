/** What speaks against it: its risk with reasons and points, its conflicts, and what is missing. */
import { CheckCircleOutlined, CloseCircleOutlined } from '@ant-design/icons';
import { Tag } from 'antd';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { CaseAnswer, ChangeAnswer } from '../generated/api.ts';
import { useName } from '../names/names.ts';
import { useFaultWords } from '../words/faults.ts';
import { useValueWords } from '../words/fields.ts';
import { instantIn } from '../words/times.ts';
import { useSaid, useWords } from '../words/words.ts';
import type { Own } from './own.ts';
import type { Sheet } from './reading.ts';
import { approvalWords } from './words.ts';

type Change = CaseAnswer & Partial<Pick<ChangeAnswer, Own>>;
const ANSWER = 'answer-';

export function Risk({ change, sheet }: { change: Change; sheet: Sheet }): ReactNode {
  const t = useWords(approvalWords);
  const said = useSaid();
  const nameOf = useName();
  const fault = useFaultWords();
  const value = useValueWords();
  const { questionnaire, assessments = [] } = sheet;
  const isYes = (key: string): boolean => assessments.some(({ answers }) => answers[key] === true);
  const yes = questionnaire?.questions.filter(({ key }) => isYes(key)) ?? [];
  const rules = (change.riskReasons ?? []).filter(({ code }) => !code.startsWith(ANSWER));
  return (
    <section aria-label={t.risk}>
      <h3 className="side-title">{t.risk}</h3>
      <p>
        {change.risk !== undefined && <Tag>{value('change', 'risk', change.risk)}</Tag>}
        {questionnaire && (
          <span className="quiet numbers">
            {t.points(
              yes.reduce((sum, { weight }) => sum + weight, 0),
              questionnaire.medium,
              questionnaire.high,
            )}
          </span>
        )}
      </p>
      <ul className="plain">
        {rules.map(({ code }) => (
          <li key={code}>{fault({ pointer: '', code })}</li>
        ))}
        {yes.map(({ key, title, weight }) => (
          <li key={key}>
            {said(title)} <span className="quiet numbers">{t.pointsOf(weight)}</span>
          </li>
        ))}
        {rules.length + yes.length === 0 && <li className="quiet">{t.noReason}</li>}
        {assessments.map(({ as, by, at, opinion }) => (
          <li key={as}>
            <span className="quiet">{`${value('change', 'as', as)} · ${nameOf('person', by)} · ${instantIn(at)} `}</span>
            <span className="said">{opinion}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

export function Conflicts({ list }: { list: NonNullable<ChangeAnswer['conflicts']> }): ReactNode {
  const t = useWords(approvalWords);
  const nameOf = useName();
  const words: Readonly<Record<string, string>> = t.conflict;
  return (
    <section aria-label={t.conflicts}>
      <h3 className="side-title">{t.conflicts}</h3>
      <ul className="plain">
        {list.length === 0 && <li className="quiet">{t.noConflict}</li>}
        {list.map((one) => (
          <li key={one.key} data-conflict={one.kind}>
            <Tag color={one.severity === 'block' && one.waivedBy === undefined ? 'error' : 'warning'}>
              {one.severity === 'block' ? t.blocks : t.warns}
            </Tag>
            {words[one.code] ?? one.code}
            {one.item !== undefined && ` · ${one.item}`}
            {one.with !== undefined && (
              <>
                {' · '}
                {one.with.includes('@') ? one.with : <Link to={`/cases/${one.with}`}>{one.with}</Link>}
              </>
            )}
            <span className="quiet numbers">{` ${instantIn(one.from)} – ${instantIn(one.until)}`}</span>
            {one.waivedBy !== undefined && (
              <span className="quiet">{` · ${t.waived(nameOf('person', one.waivedBy))}`}</span>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

const has = (value: unknown): boolean => (Array.isArray(value) ? value.length > 0 : value !== undefined);
const PARTS = ['steps', 'testEvidence', 'backOut', 'consequences'] as const;
export function Ready({ change, plan }: { change: Change; plan: Sheet['plan'] }): ReactNode {
  const t = useWords(approvalWords);
  const nameOf = useName();
  const lines = [
    ...PARTS.map((part) => ({ key: part, word: t.parts[part], isThere: has(plan[part]) })),
    ...(change.consents ?? []).map(({ customer, by }) => ({
      key: customer,
      word: t.consent(nameOf('organisation', customer)),
      isThere: by !== undefined,
    })),
  ];
  return (
    <section aria-label={t.ready}>
      <h3 className="side-title">{t.ready}</h3>
      <ul className="plain">
        {lines.map(({ key, word, isThere }) => (
          <li key={key} className={isThere ? 'row' : 'row sheet-missing'}>
            {isThere ? <CheckCircleOutlined aria-hidden /> : <CloseCircleOutlined aria-hidden />}
            <span>{word}</span>
            <span className={isThere ? 'quiet' : ''}>{isThere ? t.present : t.missing}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
