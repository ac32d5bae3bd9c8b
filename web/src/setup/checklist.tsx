/** What an installation needs before its first case: each step with its state, why, who does it, and the way there. */
import { CheckCircleFilled, ExclamationCircleOutlined, MinusCircleOutlined } from '@ant-design/icons';
import { Progress } from 'antd';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { useName } from '../names/names.ts';
import { useHasRole } from '../shell/me.ts';
import { Answered } from '../ui/answered.tsx';
import { useRoleWords } from '../words/fields.ts';
import { useWords } from '../words/words.ts';
import { isDone, type SetupItem, useSetup } from './reading.ts';
import './setup.css';
import { setupWords } from './words.ts';

const icons: Readonly<Record<SetupItem['state'], ReactNode>> = {
  done: <CheckCircleFilled aria-hidden />,
  shipped: <ExclamationCircleOutlined aria-hidden />,
  open: <MinusCircleOutlined aria-hidden />,
};
/** Where it is done, and who has the screen for it. */
const ways: Readonly<Record<SetupItem['step'], { to: string; roles: readonly string[] }>> = {
  administrators: { to: '/admin/people', roles: ['security-administrator'] },
  organisations: { to: '/admin/organisations', roles: ['system-administrator'] },
  applications: { to: '/admin/applications', roles: ['system-administrator'] },
  teams: { to: '/admin/teams', roles: ['system-administrator'] },
  people: { to: '/admin/people', roles: ['security-administrator'] },
  calendars: { to: '/admin/calendars', roles: ['process-owner'] },
  policies: { to: '/admin/policies', roles: ['process-owner'] },
  'first-case': { to: '/new/incident', roles: ['process-owner', 'desk-agent'] },
};

export function Checklist(): ReactNode {
  const t = useWords(setupWords);
  const query = useSetup(true);
  return (
    <Answered query={query} rows={8}>
      {({ items }) => {
        const done = items.filter(isDone).length;
        const isWhole = done === items.length;
        return (
          <section aria-label={t.title} data-setup="checklist" className="narrow">
            <h2 className="side-title">{t.title}</h2>
            <p className="quiet">{isWhole ? t.whole : t.lead}</p>
            <Progress
              percent={Math.round((100 * done) / items.length)}
              format={() => t.progress(done, items.length)}
              aria-label={t.title}
            />
            <ol className="setup">
              {items.map((item) => (
                <Step key={item.step} item={item} />
              ))}
            </ol>
          </section>
        );
      }}
    </Answered>
  );
}

function Step({ item }: { item: SetupItem }): ReactNode {
  const t = useWords(setupWords);
  const role = useRoleWords();
  const missing = useMissing();
  const { step, state, count, roles } = item;
  const way = ways[step];
  const mayGo = useHasRole(...way.roles);
  const [lacking] = item.missing;
  return (
    <li className={`setup-step setup-${state}`} data-step={step} data-state={state}>
      <span className="setup-icon">{icons[state]}</span>
      <div className="grow">
        <div className="row">
          <strong>{t.steps[step]}</strong>
          <span>{t.states[state]}</span>
          {count > 0 && step !== 'first-case' && <span className="quiet numbers">{t.count(count)}</span>}
        </div>
        {state !== 'done' && <div className="quiet">{t.why[step]}</div>}
        {item.missing.length > 0 && <div>{t.missing(missing(item))}</div>}
      </div>
      {mayGo ? (
        <Link
          className="setup-go"
          to={step === 'calendars' && lacking !== undefined ? `${way.to}/${lacking}?tab=import` : way.to}
        >
          {state === 'open' ? t.go : t.look}
        </Link>
      ) : (
        state === 'open' && <span className="quiet">{t.by(roles.map(role).join(', '))}</span>
      )}
    </li>
  );
}

const MOST = 6;
function useMissing(): (item: SetupItem) => string {
  const t = useWords(setupWords);
  const role = useRoleWords();
  const nameOf = useName();
  const one = (step: SetupItem['step'], key: string): string => {
    if (step === 'administrators' || step === 'people') return role(key);
    if (step === 'calendars') return t.calendarOf(key);
    const [tier = '', where] = key.split('@');
    return where === undefined ? t.teamOf(nameOf('queue', key)) : t.deskOf(tier, nameOf('organisation', where));
  };
  return ({ step, missing }) => {
    const said = missing.slice(0, MOST).map((key) => one(step, key));
    return [...said, ...(missing.length > MOST ? [`+${missing.length - MOST}`] : [])].join(', ');
  };
}
