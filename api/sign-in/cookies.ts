/** The cookies of sessions and devices: their names, their attributes, and where a request may come from. */
import { createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Request } from 'express';
import type { ApiDeps } from '../deps.ts';

const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?$/i;

export type CookieRules = {
  name: string;
  /** Secret of the session that the request shows; undefined: none. */
  read(request: Request): string | undefined;
  set(secret: string): string;
  clear: string;
  /** The device that the request shows; undefined: none, or one that was not named by us. */
  device(request: Request): string | undefined;
  /** Lets the browser keep the device that it has, or a new one. */
  keepDevice(device?: string): { device: string; cookie: string };
  /** True when the page that sent the request is ours. Absent: not a browser, or an old one. */
  isOwnOrigin(request: Request): boolean;
};

/**
 * `__Host-` with Secure, but for plain HTTP on this machine, where browsers refuse both. A name that resolves to
 * loopback and is not one of the names of loopback is somebody else's page (DNS rebinding).
 */
export function cookieRules({ publicUrl, secret }: Pick<ApiDeps['env'], 'publicUrl' | 'secret'>): CookieRules {
  const own = publicUrl === undefined ? undefined : new URL(publicUrl);
  const plain = own === undefined || (own.protocol === 'http:' && loopback.test(own.host));
  const name = plain ? 'changming' : '__Host-changming';
  const devices = deviceNames(secret);
  const attributes = `Path=/; HttpOnly; SameSite=Lax${plain ? '' : '; Secure'}`;
  return {
    name,
    read: ({ headers }) => secretIn(headers.cookie ?? '', name),
    set: (value) => `${name}=${value}; ${attributes}`,
    clear: `${name}=; ${attributes}; Max-Age=0`,
    device: ({ headers }) => devices.read(secretIn(headers.cookie ?? '', `${name}-device`)),
    keepDevice: (known) => {
      const device = known ?? devices.make();
      const cookie = `${name}-device=${devices.signed(device)}; ${attributes}; Max-Age=${DEVICE_S}`;
      return { device, cookie };
    },
    isOwnOrigin: ({ headers }) => {
      const { origin, host = '' } = headers;
      if (origin === undefined) return false;
      return origin === own?.origin || (plain && loopback.test(host) && origin === `http://${host}`);
    },
  };
}

/** As long as a pair of account and device is remembered. */
const DEVICE_S = 90 * 24 * 3_600;
const HALF = 16;

/** 128 random bits and as many of a MAC: who was never here cannot show a device, and so asks the store nothing. */
function deviceNames(secret: string) {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'changming device', 32));
  const macOf = (device: Buffer): Buffer => createHmac('sha256', key).update(device).digest().subarray(0, HALF);
  return {
    make: (): string => randomBytes(HALF).toString('hex'),
    signed: (device: string): string => {
      const bytes = Buffer.from(device, 'hex');
      return Buffer.concat([bytes, macOf(bytes)]).toString('base64url');
    },
    read: (value: string | undefined): string | undefined => {
      const bytes = Buffer.from(value ?? '', 'base64url');
      if (bytes.length !== 2 * HALF) return undefined;
      const device = bytes.subarray(0, HALF);
      return timingSafeEqual(macOf(device), bytes.subarray(HALF)) ? device.toString('hex') : undefined;
    },
  };
}

/** Only a value of our own shape counts: 256 bits, base64url. */
function secretIn(header: string, name: string): string | undefined {
  const values = header
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part.startsWith(`${name}=`))
    .map((part) => part.slice(name.length + 1))
    .filter((value) => /^[A-Za-z0-9_-]{43}$/.test(value));
  return values.length === 1 ? values[0] : undefined; // two of them: somebody planted one
}
