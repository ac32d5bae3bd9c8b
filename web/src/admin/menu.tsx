/** The registers in groups; what no group names yet stands in the last. */
import type { ReactNode } from 'react';
import { NavLink } from 'react-router';
import { useHasRole } from '../shell/me.ts';
import { useWords } from '../words/words.ts';
import type { Register } from './registers.ts';
import { useRegisterName } from './use-register-name.ts';
import { adminWords } from './words.ts';

const GROUPS = {
  people: ['organisations', 'people', 'roles', 'teams', 'duty-rosters', 'skills', 'qualifications', 'zones'],
  promises: [
    'policies',
    'calendars',
    'due',
    'contracts',
    'matrices',
    'approval-policies',
    'risk-questionnaires',
    'freezes',
  ],
  work: ['runbooks', 'checklists', 'inspection-plans', 'change-templates', 'meetings', 'actions', 'runners'],
  figures: ['indicators', 'appraisal-schemes', 'document-templates'],
  shared: ['views', 'canned-answers', 'case-templates'],
  words: ['applications', 'categories', 'cause-codes', 'items', 'item-kinds', 'item-relations', 'returned-parts'],
  doors: ['webhooks', 'wall-links'],
} as const;
type Group = keyof typeof GROUPS;
const isGroup = (word: string): word is Group => Object.hasOwn(GROUPS, word);
const GROUPED = new Set<string>(Object.values(GROUPS).flat());

export function Menu({ registers, chosen }: { registers: readonly Register[]; chosen: string | undefined }): ReactNode {
  const t = useWords(adminWords);
  const named = useRegisterName();
  const makesLinks = useHasRole('supervisor', 'process-owner', 'system-administrator');
  const asksDue = useHasRole(
    'desk-agent',
    'engineer',
    'coordinator',
    'supervisor',
    'quality-lead',
    'process-owner',
    'customer-representative',
  );
  const known = new Set(registers.map(({ name }) => name));
  const isThere = (name: string): boolean =>
    name === 'roles' || (name === 'wall-links' && makesLinks) || (name === 'due' && asksDue) || known.has(name);
  const groups: readonly { title: string; names: readonly string[] }[] = [
    ...Object.entries(GROUPS).flatMap(([group, names]) =>
      isGroup(group) ? [{ title: t.groups[group], names: names.filter(isThere) }] : [],
    ),
    { title: t.groups.others, names: registers.map(({ name }) => name).filter((name) => !GROUPED.has(name)) },
  ];
  return (
    <nav className="admin-registers" aria-label={t.registers}>
      {groups
        .filter(({ names }) => names.length > 0)
        .map(({ title, names }) => (
          <div key={title} className="admin-group">
            <h2 className="admin-group-title">{title}</h2>
            {names.map((name) => (
              <NavLink key={name} to={`/admin/${name}`} className={`admin-link${chosen === name ? ' active' : ''}`}>
                {named(name)}
              </NavLink>
            ))}
          </div>
        ))}
      <div className="admin-group">
        <NavLink to="/notices" className="admin-link">
          {t.notices}
        </NavLink>
        <NavLink to="/account" className="admin-link">
          {t.ownKeys}
        </NavLink>
      </div>
    </nav>
  );
}
