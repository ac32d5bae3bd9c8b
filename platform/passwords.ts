/** Passwords: argon2id with 19 MiB, two passes, one lane; off the event loop, two at a time. */
import { randomBytes, randomInt } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';

/** More are waiting than the machine can serve: say "try again", do not let them pile up. */
export class BusyError extends Error {
  override readonly name = 'BusyError';
}

const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const; // argon2id is the package's default
const AT_A_TIME = 2;
const MOST_WAITING = 64;
/** What people choose; no rule of composition. */
export const SHORTEST_PASSWORD = 12;
/** Nothing longer is hashed: a password of megabytes is an attack. */
export const LONGEST_PASSWORD = 256;

/** Hash of a password, with a salt of its own. @throws BusyError */
export const hashPassword = (password: string): Promise<string> => inTurn(() => hash(password, COST));

/**
 * True when `password` is the one behind `stored`. Without a stored hash (nobody of that name, or no password) it costs
 * the same and says no. @throws BusyError
 */
export async function verifyPassword(stored: string | undefined, password: string): Promise<boolean> {
  const text = password.length > LONGEST_PASSWORD ? '' : password;
  const against = stored ?? (await nobodysHash());
  const right = await inTurn(() => verify(against, text));
  return right && stored !== undefined && password.length <= LONGEST_PASSWORD;
}

// Without look-alikes (0 O, 1 l I), so that it can be read out on the phone.
const LETTERS = 'abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789';

/** A password of four groups of four, some 92 bits. */
export const newPassword = (): string =>
  Array.from({ length: 4 }, () => Array.from({ length: 4 }, () => LETTERS[randomInt(LETTERS.length)]).join('')).join(
    '-',
  );

let nobodys: Promise<string> | undefined;
const nobodysHash = (): Promise<string> => (nobodys ??= hash(randomBytes(16).toString('hex'), COST));

let running = 0;
const waiting: (() => void)[] = [];

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= AT_A_TIME) {
    if (waiting.length >= MOST_WAITING) throw new BusyError('too many passwords are being checked');
    await new Promise<void>((resolve) => waiting.push(resolve)); // whoever ends hands its place on
  } else running += 1;
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  }
}
