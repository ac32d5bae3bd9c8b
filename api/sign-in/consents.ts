/**
 * Two for what would put the three roles into one hand: who becomes an administrator, and who gets into an administrator's
 * account. One asks, another of the three consents, then the first may do it, once.
 */
import { randomBytes } from 'node:crypto';
import type { Connection } from 'mongoose';
import type { AuditType } from '../../domain/audit-types.ts';
import { DomainError } from '../../domain/kernel/errors.ts';
import { isWithin, orgLineOf } from '../../domain/kernel/people/access.ts';
import type { Actor, Grant, Millis, OrgPath } from '../../domain/kernel/process.ts';
import { isRole, roles, type Role } from '../../domain/roles.ts';
import type { AuditTrail } from '../../models/access/audit.ts';
import { type Consent, type ConsentKind, consentOf } from '../../models/access/consent.ts';
import { registerVersionOf } from '../../models/registers/register-version.ts';
import { invalid, notFound, notPermitted } from '../http/problem.ts';
import { recorded } from '../http/recorded.ts';

/** So long it is asked for, and so long a given one is good. */
const LASTS_MS: Millis = 24 * 3_600_000;
const MOST_OPEN = 20;
const MOST_SHOWN = 200;

export const administrators: readonly Role[] = Object.keys(roles)
  .filter(isRole)
  .filter((role) => roles[role].kind === 'administrator');
/** Of the grants those that make somebody an administrator. */
export const administrative = (grants: readonly Grant[]): Grant[] =>
  grants.filter(({ role }) => administrators.includes(role));

/** What is to be done, and to whom. */
export type Matter = { kind: ConsentKind; person: string; grants?: readonly Grant[] };
/** How it may be done: `by` whose consent; `alone`: nobody else was an administrator yet. */
export type Consented = { consent?: string; consentBy?: string; alone?: true };
/** Where somebody is at home; undefined: there is nobody of that id. */
type HomeOf = (person: string) => Promise<OrgPath | undefined>;
/** `unused`: it came to nothing, so the consent stands. */
export type Leave = { told: Consented; unused: () => Promise<void> };

const words = (grants: readonly Grant[] = []): string =>
  grants
    .map(({ role, orgPath }) => `${role}@${orgPath}`)
    .toSorted()
    .join(' ');

/** Another of the three, who answers for where it is about, and whom it does not concern. */
const mayDecide = ({ id, grants }: Actor, { by, person, grants: wanted = [] }: Consent, home?: OrgPath): boolean => {
  const his = administrative(grants);
  const places = [...(home === undefined ? [] : [home]), ...wanted.map(({ orgPath }) => orgPath)];
  const answers =
    places.length === 0 // the password of somebody who is not there yet: anybody's, if it were not the top's
      ? isAtTop(his)
      : places.every((place) => his.some(({ orgPath }) => isWithin(place, orgPath)));
  return id !== by && id !== person && answers;
};
const isAtTop = (his: readonly Grant[]): boolean => his.some(({ orgPath }) => orgLineOf(orgPath).length === 1);

/** What he asked, and what concerns a place that he answers for; the top sees all. */
const maySee = ({ id, grants }: Actor, { by, grants: wanted = [] }: Consent, home?: OrgPath): boolean => {
  const his = administrative(grants);
  const places = [...(home === undefined ? [] : [home]), ...wanted.map(({ orgPath }) => orgPath)];
  const concerns = places.some((place) => his.some(({ orgPath }) => isWithin(place, orgPath)));
  return id === by || concerns || isAtTop(his);
};

export function createConsents({ db, audit }: { db: Connection; audit: AuditTrail }, now = Date.now) {
  const consents = consentOf(db);
  const record = (type: AuditType, by: string, id: string, what: object = {}) =>
    audit.record({ type, by, at: now(), data: { id, ...what } });

  /**
   * True while nobody but these two has ever been an administrator here: the first of an installation have nobody to ask.
   * The versions of accounts say so, which are signed: to lock the others out does not help.
   */
  async function isFirst(...these: readonly string[]): Promise<boolean> {
    const others = {
      register: 'people',
      id: { $nin: [...these] },
      'value.grants.role': { $in: [...administrators] },
    } as const;
    return (await registerVersionOf(db).countDocuments(others).limit(1)) === 0;
  }

  const isOpen = ({ state, expiresAt }: Consent): boolean => state === 'open' && expiresAt > now();

  async function decide(actor: Actor, id: string, to: 'given' | 'refused', home: HomeOf) {
    const found = await consents.findById(id).lean<Consent>();
    if (!found || !isOpen(found)) throw notFound();
    if (!mayDecide(actor, found, await home(found.person)))
      throw notPermitted('Another of the three administrators decides, who answers for that place');
    const { kind, person, grants } = found;
    const type = to === 'given' ? 'consentGiven' : 'consentRefused';
    const data = { id, kind, person, ...(grants ? { grants } : {}), asked: found.by };
    const set = { state: to, decidedBy: actor.id, decidedAt: now() };
    const isDecided = await recorded(audit, { type, by: actor.id, at: now(), data }, async () => {
      const { matchedCount } = await consents.updateOne({ _id: id, state: 'open' }, { $set: set });
      return matchedCount === 1;
    });
    if (!isDecided) throw notFound(); // decided or withdrawn at the same moment
    return { ...found, ...set };
  }

  return {
    decide,
    /** The newest that `actor` may see. */
    list: async (actor: Actor, home: HomeOf): Promise<Consent[]> => {
      const found: Consent[] = [];
      for await (const one of consents.find().sort({ at: -1 }).lean<Consent[]>().cursor()) {
        if (maySee(actor, one, await home(one.person))) found.push(one);
        if (found.length === MOST_SHOWN) break;
      }
      return found;
    },
    ask: async (actor: Actor, matter: Matter, reason: string): Promise<Consent> => {
      if ((await consents.countDocuments({ by: actor.id, state: 'open', expiresAt: { $gt: now() } })) >= MOST_OPEN)
        throw invalid([{ pointer: '', code: 'too-many', params: { maximum: MOST_OPEN } }]);
      const at = now();
      const _id = randomBytes(6).toString('hex');
      const asked: Consent = { _id, ...matter, reason, by: actor.id, at, expiresAt: at + LASTS_MS, state: 'open' };
      await record('consentAsked', actor.id, _id, { ...matter, reason });
      await consents.create(asked);
      return asked;
    },
    withdraw: async (actor: Actor, id: string): Promise<void> => {
      const own = { _id: id, by: actor.id, state: { $in: ['open', 'given'] as const } };
      if ((await consents.countDocuments(own)) === 0) throw notFound();
      const entry = { type: 'consentWithdrawn', by: actor.id, at: now(), data: { id } } as const;
      const isWithdrawn = await recorded(audit, entry, async () => {
        const { matchedCount } = await consents.updateOne(own, { $set: { state: 'withdrawn' } });
        return matchedCount === 1;
      });
      if (!isWithdrawn) throw notFound(); // used or refused at the same moment
    },
    /** Takes the consent that was given to `actor` for exactly this. Throws 'consent-needed'. */
    take: async (actor: Actor, { kind, person, grants }: Matter): Promise<Leave> => {
      if (await isFirst(actor.id, person)) return { told: { alone: true }, unused: async () => undefined };
      const given = { kind, person, by: actor.id, state: 'given', expiresAt: { $gt: now() } } as const;
      for (const { _id, grants: wanted, decidedBy } of await consents.find(given).lean<Consent[]>()) {
        if (words(wanted) !== words(grants)) continue;
        const { matchedCount } = await consents.updateOne({ _id, state: 'given' }, { $set: { state: 'used' } });
        if (matchedCount === 0) continue;
        const unused = async (): Promise<void> => {
          await consents.updateOne({ _id, state: 'used' }, { $set: { state: 'given' } });
        };
        return { told: { consent: _id, ...(decidedBy === undefined ? {} : { consentBy: decidedBy }) }, unused };
      }
      throw new DomainError('consent-needed', 'Ask another administrator first: POST /api/consents', {
        params: { kind, person, ...(grants ? { grants } : {}) },
      });
    },
  };
}
export type Consents = ReturnType<typeof createConsents>;
