/** The second factor: offered, shown to work, asked at sign-in, and taken away. Its secret leaves once, when it is offered. */
import { randomInt } from 'node:crypto';
import type { Connection } from 'mongoose';
import { createRegisterCache } from '../../client/registers/register-cache.ts';
import { DomainError } from '../../domain/kernel/errors.ts';
import type { Actor, Role } from '../../domain/kernel/process.ts';
import { hashOfSecret } from '../../models/access/secret-hash.ts';
import { isDuplicate } from '../../models/store/model-of.ts';
import { type SecondFactor, secondFactorOf } from '../../models/access/second-factor.ts';
import { matchingStep, newTotpSecret, totpUri } from '../../platform/sign-in/totp.ts';
import { createTextCipher } from '../http/cipher.ts';
import type { Lockout } from './lockout.ts';

export type FactorUsed = 'none' | 'code' | 'recovery-code';
export type FactorState = 'none' | 'offered' | 'on';

const ISSUER = 'Changming';
const RECOVERY_CODES = 10;
const DIGITS = /^\d{6}$/;
// without look-alikes, in two groups, so that it can be copied from paper
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789';
const GROUP = 5;
const newRecoveryCode = (): string => {
  const text = Array.from({ length: 2 * GROUP }, () => LETTERS[randomInt(LETTERS.length)]).join('');
  return `${text.slice(0, GROUP)}-${text.slice(GROUP)}`;
};

type Deps = { db: Connection; secret: string; requiredOf: readonly Role[]; lockout: Lockout };
/** `requiredOf`: roles that nobody exercises without a second factor. */
export function createSecondFactors({ db, secret: ofInstallation, requiredOf, lockout }: Deps, now = Date.now) {
  const factors = secondFactorOf(db);
  const cipher = createTextCipher(ofInstallation, 'second factor');
  const cache = createRegisterCache(db, ['second-factors']);
  const stateBy = cache.keep(async (id: string): Promise<FactorState> => {
    const found = await factors.findById(id, { on: 1 }).lean<Pick<SecondFactor, 'on'>>();
    return found ? (found.on ? 'on' : 'offered') : 'none';
  });
  const hashed = (person: string, code: string): string =>
    hashOfSecret(db, 'recovery-code', `${person} ${code.toLowerCase().replaceAll(/[^a-z0-9]/g, '')}`);

  /** A code is good once: of two requests with the same one the store lets one through. */
  async function taken({ _id, secret }: SecondFactor, code: string, on: boolean): Promise<boolean> {
    const plain = cipher.decrypt(secret, _id);
    if (plain === undefined)
      throw new DomainError('second-factor-wrong', 'Made under another CHANGMING_SECRET: have it reset');
    const step = matchingStep(plain, code, now());
    if (step === undefined) return false;
    const { matchedCount } = await factors.updateOne({ _id, on, secret, step: { $lt: step } }, { $set: { step } });
    return matchedCount === 1;
  }

  async function takenRecovery({ _id }: SecondFactor, code: string): Promise<boolean> {
    const hash = hashed(_id, code);
    const { modifiedCount } = await factors.updateOne({ _id, on: true, recovery: hash }, { $pull: { recovery: hash } });
    return modifiedCount === 1;
  }

  async function freshCodes(person: string): Promise<string[]> {
    const codes = Array.from({ length: RECOVERY_CODES }, newRecoveryCode);
    const recovery = codes.map((code) => hashed(person, code));
    await factors.updateOne({ _id: person, on: true }, { $set: { recovery } });
    return codes;
  }

  return {
    state: stateBy,
    recoveryLeft: async (person: string): Promise<number> =>
      (await factors.findById(person, { recovery: 1 }).lean<SecondFactor>())?.recovery.length ?? 0,
    /** True for whoever must set one up before anything else. */
    owes: async ({ id, grants }: Pick<Actor, 'id' | 'grants'>): Promise<boolean> =>
      grants.some(({ role }) => requiredOf.includes(role)) && (await stateBy(id)) !== 'on',
    isRequired: ({ grants }: Pick<Actor, 'grants'>): boolean => grants.some(({ role }) => requiredOf.includes(role)),
    /** Passes who has none, or gives what he has. Throws 'second-factor-required' without a code, 'second-factor-wrong' with another. */
    check: async (person: string, code: string | undefined): Promise<FactorUsed> => {
      const found = await factors.findById(person).lean<SecondFactor>();
      if (!found?.on) return 'none';
      if (code === undefined)
        throw new DomainError('second-factor-required', 'Send the code of the second factor as well');
      const given = code.trim();
      await lockout.attemptCode(person);
      if (!(DIGITS.test(given) ? await taken(found, given, true) : await takenRecovery(found, given)))
        throw new DomainError('second-factor-wrong', 'The code is wrong, or was used before');
      await lockout.codeSucceeded(person);
      return DIGITS.test(given) ? 'code' : 'recovery-code';
    },
    /** Of whoever has none that works: a new secret, not yet asked for. Throws 'second-factor-on'. */
    offer: async (person: string): Promise<{ secret: string; uri: string }> => {
      const secret = newTotpSecret();
      const fresh = { secret: cipher.encrypt(secret, person), step: 0, recovery: [], at: now() };
      try {
        await factors.updateOne({ _id: person, on: false }, { $set: fresh }, { upsert: true });
      } catch (error) {
        if (!isDuplicate(error)) throw error;
        throw new DomainError('second-factor-on', 'There is one already: remove it first');
      }
      cache.drop();
      return { secret, uri: totpUri(secret, { issuer: ISSUER, account: person }) };
    },
    /** The app works: from now on it is asked for. Recovery codes are told once. Throws 'second-factor-wrong'. */
    confirm: async (person: string, code: string): Promise<string[]> => {
      const found = await factors.findById(person).lean<SecondFactor>();
      await lockout.attemptCode(person);
      if (!found || found.on || !(await taken(found, code.trim(), false)))
        throw new DomainError('second-factor-wrong', 'The code is wrong, or nothing was offered');
      await factors.updateOne({ _id: person, secret: found.secret }, { $set: { on: true } });
      await lockout.codeSucceeded(person);
      cache.drop();
      return await freshCodes(person);
    },
    renewRecovery: freshCodes,
    /** False where there was none. */
    remove: async (person: string): Promise<boolean> => {
      const { deletedCount } = await factors.deleteOne({ _id: person });
      cache.drop();
      return deletedCount > 0;
    },
    close: cache.close,
  };
}
export type SecondFactors = ReturnType<typeof createSecondFactors>;
