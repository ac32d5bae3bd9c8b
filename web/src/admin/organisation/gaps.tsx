/** Where a ladder or a notice would find nobody, before it matters. */
import { useQuery } from '@tanstack/react-query';
import { Button, Modal } from 'antd';
import { type ReactNode, useState } from 'react';
import { read } from '../../api/ask.ts';
import { useName } from '../../names/names.ts';
import { useHasRole } from '../../shell/me.ts';
import { Answered } from '../../ui/answered.tsx';
import { useRoleWords } from '../../words/fields.ts';
import { useWords } from '../../words/words.ts';
import { organisationWords } from './words.ts';

export function Gaps(): ReactNode {
  const t = useWords(organisationWords);
  const may = useHasRole('system-administrator', 'security-administrator', 'process-owner', 'supervisor');
  const [isOpen, setOpen] = useState(false);
  if (!may) return null;
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t.gaps}</Button>
      <Modal open={isOpen} onCancel={() => setOpen(false)} title={t.gaps} footer={null} width={720} destroyOnHidden>
        <GapList />
      </Modal>
    </>
  );
}

function GapList(): ReactNode {
  const t = useWords(organisationWords);
  const nameOf = useName();
  const role = useRoleWords();
  const query = useQuery({
    queryKey: ['register', 'organisations', 'gaps'],
    queryFn: ({ signal }) => read('GET /api/organisations/gaps', { signal }),
  });
  /** `supervisor@/dx/donghu`, `lead:donghu-l2`, `desk:L2@/dx/donghu`. */
  const said = (missing: string): string => {
    const [who = '', at] = missing.split('@');
    const [kind = '', of] = who.split(':');
    const place = at === undefined ? '' : nameOf('organisation', at);
    if (of === undefined) return [role(kind), place].filter((one) => one !== '').join(' · ');
    if (kind === 'desk') return t.noDesk(of, place);
    return kind === 'lead' ? t.noLead(nameOf('queue', of)) : t.noTeam(nameOf('queue', of));
  };
  return (
    <Answered query={query} rows={4}>
      {({ items, capped }) =>
        items.length === 0 ? (
          <p>{t.noGaps}</p>
        ) : (
          <>
            <p className="quiet">{t.gapsHint}</p>
            <ul className="plain">
              {items.map(({ orgPath, missing, instead, people }) => (
                <li key={`${orgPath} ${missing}`} className="place-row">
                  <strong>{said(missing)}</strong>
                  <div className="quiet">
                    {instead === 'nobody'
                      ? t.nobody
                      : t.instead(said(instead), people.map((one) => nameOf('person', one)).join('、'))}
                  </div>
                </li>
              ))}
            </ul>
            {capped && <p className="quiet">{t.capped}</p>}
          </>
        )
      }
    </Answered>
  );
}
