/** The session cookie: its name, its attributes, and where a request may come from. */
import type { Request } from 'express';
import type { ApiDeps } from '../deps.ts';

const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?$/i;

export type CookieRules = {
  name: string;
  /** Secret of the session that the request shows; undefined: none. */
  read(request: Request): string | undefined;
  set(secret: string): string;
  clear: string;
  /** True when the page that sent the request is ours. Absent: not a browser, or an old one. */
  isOwnOrigin(request: Request): boolean;
};

/**
 * `__Host-` with Secure, but for plain HTTP on this machine, where browsers refuse both. A name that resolves to
 * loopback and is not one of the names of loopback is somebody else's page (DNS rebinding).
 */
export function cookieRules({ publicUrl }: Pick<ApiDeps['env'], 'publicUrl'>): CookieRules {
  const own = publicUrl === undefined ? undefined : new URL(publicUrl);
  const plain = own === undefined || (own.protocol === 'http:' && loopback.test(own.host));
  const name = plain ? 'changming' : '__Host-changming';
  const attributes = `Path=/; HttpOnly; SameSite=Lax${plain ? '' : '; Secure'}`;
  return {
    name,
    read: ({ headers }) => secretIn(headers.cookie ?? '', name),
    set: (secret) => `${name}=${secret}; ${attributes}`,
    clear: `${name}=; ${attributes}; Max-Age=0`,
    isOwnOrigin: ({ headers }) => {
      const { origin, host = '' } = headers;
      if (origin === undefined) return false;
      return origin === own?.origin || (plain && loopback.test(host) && origin === `http://${host}`);
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
