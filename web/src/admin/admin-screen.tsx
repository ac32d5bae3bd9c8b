/** S16: every register that this person reads, drawn from the specification. */
import { Input } from 'antd';
import { type ReactNode, useState } from 'react';
import { NavLink, useParams } from 'react-router';
import { Answered } from '../ui/answered.tsx';
import { useWords } from '../words/words.ts';
import './admin.css';
import { Due } from './due.tsx';
import { DraftedEntry } from './drafted.tsx';
import { DirectEntry } from './entry.tsx';
import { RegisterList } from './register-list.tsx';
import { type Register, useRegisters } from './registers.ts';
import { useRegisterName } from './use-register-name.ts';
import { Versions } from './versions.tsx';
import { adminWords } from './words.ts';

export default function AdminScreen(): ReactNode {
  const { register: name, id } = useParams();
  const t = useWords(adminWords);
  const named = useRegisterName();
  const query = useRegisters();
  return (
    <Answered query={query} rows={10}>
      {(registers) => {
        const shown = registers.find((one) => one.name === name);
        const ordered = registers.toSorted((a, b) => Number(b.mayEdit) - Number(a.mayEdit));
        return (
          <div className="admin">
            <nav className="admin-registers" aria-label={t.registers}>
              <NavLink to="/admin/due" className="admin-link">
                {t.due}
              </NavLink>
              {ordered.map((one) => (
                <NavLink key={one.name} to={`/admin/${one.name}`} className="admin-link">
                  {named(one.name)}
                </NavLink>
              ))}
            </nav>
            <div className="admin-main">
              {name === 'due' ? (
                <Due />
              ) : shown === undefined ? (
                <p className="quiet">{t.start}</p>
              ) : (
                <OfRegister register={shown} id={id} />
              )}
            </div>
          </div>
        );
      }}
    </Answered>
  );
}

function OfRegister({ register, id }: { register: Register; id: string | undefined }): ReactNode {
  const named = useRegisterName();
  const t = useWords(adminWords);
  const isNew = id === 'new';
  if (id === undefined) return <RegisterList register={register} />;
  return (
    <section aria-label={named(register.name)}>
      <div className="row admin-head">
        <NavLink to={`/admin/${register.name}`} end>
          {named(register.name)}
        </NavLink>
        <h1>{isNew ? t.make : id}</h1>
      </div>
      {register.kind === 'direct' ? (
        <DirectEntry key={id} register={register} id={isNew ? undefined : id} />
      ) : isNew ? (
        <NewDraft register={register} />
      ) : (
        <DraftedEntry key={id} register={register} id={id} />
      )}
      {!isNew && <Versions register={register} id={id} />}
    </section>
  );
}

/** A draft is begun under the id that it will be published by. */
function NewDraft({ register }: { register: Register }): ReactNode {
  const t = useWords(adminWords);
  const [id, setId] = useState('');
  return (
    <>
      <div className="field">
        <label htmlFor="new-id">{t.id}</label>
        <Input id="new-id" value={id} onChange={({ target }) => setId(target.value.trim())} />
      </div>
      {/^[A-Za-z0-9][\w.-]{0,63}$/.test(id) && <DraftedEntry register={register} id={id} />}
    </>
  );
}
