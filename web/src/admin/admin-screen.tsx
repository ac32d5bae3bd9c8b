/** S16: every register that this person reads, and what is kept beside them. */
import { Input } from 'antd';
import { type ReactNode, useState } from 'react';
import { Link, NavLink, useParams, useSearchParams } from 'react-router';
import { useHasRole } from '../shell/me.ts';
import { Consents } from '../security/consents.tsx';
import { Checklist } from '../setup/checklist.tsx';
import { useSeesSetup } from '../setup/reading.ts';
import { Answered } from '../ui/answered.tsx';
import { useWords } from '../words/words.ts';
import './admin.css';
import { Due } from './due.tsx';
import { DraftedEntry } from './drafted/drafted.tsx';
import { DirectEntry } from './entry.tsx';
import { Menu } from './menu.tsx';
import { OrganisationTree } from './organisation/tree.tsx';
import { PeopleImport } from './people/people-import.tsx';
import { RegisterList } from './register-list.tsx';
import { type Register, useRegisters } from './registers.ts';
import { Roles } from './roles/roles.tsx';
import { useRegisterName } from './use-register-name.ts';
import { Versions } from './versions.tsx';
import { WallLinks } from './wall-links/wall-links.tsx';
import { adminWords } from './words.ts';

export default function AdminScreen(): ReactNode {
  const { register: name, id } = useParams();
  const query = useRegisters();
  return (
    <Answered query={query} rows={10}>
      {(registers) => (
        <div className="admin">
          <Menu registers={registers} chosen={name} />
          <div className="admin-main">
            <Shown name={name} id={id} register={registers.find((one) => one.name === name)} />
          </div>
        </div>
      )}
    </Answered>
  );
}

type ShownProps = { name: string | undefined; id: string | undefined; register: Register | undefined };
function Shown({ name, id, register }: ShownProps): ReactNode {
  const t = useWords(adminWords);
  const seesSetup = useSeesSetup();
  const consents = useHasRole('system-administrator');
  if (name === 'due') return <Due />;
  if (name === 'roles') return <Roles />;
  if (name === 'wall-links') return <WallLinks />;
  if (register === undefined)
    return (
      <>
        <p className="quiet">{name === undefined ? t.start : t.notThere}</p>
        {name === undefined && consents && <Consents isQuiet />}
        {name === undefined && seesSetup && <Checklist />}
      </>
    );
  if (name === 'organisations' && id === undefined) return <OrganisationTree register={register} />;
  if (name === 'people' && id === undefined) return <People register={register} />;
  return <OfRegister key={`${name} ${id ?? ''}`} register={register} id={id} />;
}

function People({ register }: { register: Register }): ReactNode {
  const t = useWords(adminWords);
  const named = useRegisterName();
  const [search] = useSearchParams();
  const mayExport = useHasRole('security-administrator', 'system-administrator');
  if (register.edits && search.get('view') === 'import')
    return (
      <>
        <div className="row admin-head">
          <Link to="/admin/people">{named('people')}</Link>
          <h1>{t.importPeople}</h1>
        </div>
        <PeopleImport />
      </>
    );
  return (
    <RegisterList register={register}>
      {register.edits && (
        <Link to="/admin/people?view=import" data-admin="import">
          {t.importPeople}
        </Link>
      )}
      {mayExport && (
        <>
          <a href="/api/people/export" download>
            {t.exportCsv}
          </a>
          <a href="/api/people/export?format=xlsx" download>
            {t.exportXlsx}
          </a>
        </>
      )}
    </RegisterList>
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
        <>
          <DirectEntry key={id} register={register} id={isNew ? undefined : id} />
          {!isNew && register.hasVersions && (
            <>
              <h2 className="side-title">{t.versions}</h2>
              <Versions register={register} id={id} />
            </>
          )}
        </>
      ) : isNew ? (
        <NewDraft register={register} />
      ) : (
        <DraftedEntry key={id} register={register} id={id} />
      )}
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
        <Input id="new-id" value={id} placeholder={t.idHint} onChange={({ target }) => setId(target.value.trim())} />
      </div>
      {/^[A-Za-z0-9][\w.-]{0,63}$/.test(id) && <DraftedEntry key={id} register={register} id={id} />}
    </>
  );
}
