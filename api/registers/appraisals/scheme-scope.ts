/** Who reads schemes of appraisal: what they say of money is for both sides, and for who watches over these. */
import { orgLineOf } from '../../../domain/kernel/people/access.ts';
import type { Actor, OrgPath, Role } from '../../../domain/kernel/process.ts';

/** Those who answer for what is judged, and those who judge. */
export const schemeReaders = [
  'supervisor',
  'process-owner',
  'quality-lead',
  'customer-representative',
  'project-manager',
  'appraiser',
  'chief-appraiser',
  'auditor',
] as const satisfies readonly Role[];
const READS: ReadonlySet<Role> = new Set(schemeReaders);

/** At or above which of these organisations a scheme lies that he reads: where he has such a role, and never what lies above that. */
export const schemePlaces = ({ grants }: Pick<Actor, 'grants'>): OrgPath[] => [
  ...new Set(grants.flatMap(({ role, orgPath }) => (READS.has(role) ? [orgPath] : []))),
];

type Filter = Record<string, unknown>;
/** `field`: the name under which one is kept where it is looked for; fees of those above are none of his business. Throws nothing. */
export function schemesOf(actor: Actor, field: (name: string) => string): Filter {
  const isTop = actor.grants.some(({ role, orgPath }) => role === 'process-owner' && orgLineOf(orgPath).length === 1);
  if (isTop) return {};
  const near = ['orgPath', 'judge', 'subject.organisation'].flatMap((name) =>
    schemePlaces(actor).map((place) => ({ [field(name)]: { $regex: `^${place}(/|$)` } })),
  );
  return { $or: [...near, { [field('subject.person')]: actor.id }] };
}
