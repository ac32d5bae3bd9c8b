/**
 * The console's files (web/, built into dist/web): pages under a policy without any inline script or style but what carries the
 * nonce of the answer, assets by names that change with their content.
 */
import { randomBytes } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import express, { type RequestHandler, Router } from 'express';

/** Paths of the console are for its own router; what a program asks for is not there. */
const PHONE = /^\/m(?:\/|$)/;
const A_YEAR_S = 31_536_000;
const WORKER_POLICY = "default-src 'none'; connect-src 'self'";

const policyFor = (nonce: string): string =>
  `default-src 'none'; script-src 'self'; style-src 'self' 'nonce-${nonce}'; img-src 'self' data: blob:; font-src 'self'; ` +
  "connect-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/** Where the build puts them, seen from the source and from `dist/` alike. */
function builtFolder(): string {
  const above = path.resolve(__dirname, '../..');
  return path.basename(above) === 'dist' ? path.join(above, 'web') : path.join(above, 'dist', 'web');
}

/** Last of all routes: whatever a browser opens and no other route answers. */
export function consolePages(folder = builtFolder()): Router {
  const router = Router({ caseSensitive: true, strict: true });
  const pages = { console: pageIn(folder, 'index.html'), phone: pageIn(folder, 'phone.html') };
  router.use(
    '/assets',
    express.static(path.join(folder, 'assets'), {
      index: false,
      // else they would be asked for at each visit: what the API answers is not to be stored
      setHeaders: (response) => response.setHeader('Cache-Control', `public, max-age=${A_YEAR_S}, immutable`),
    }),
  );
  router.get(['/icon.svg', '/worker.js'], (request, response, next) => {
    // a worker asks under the policy of its own file, and not of the page
    if (request.path === '/worker.js') response.set('Content-Security-Policy', WORKER_POLICY);
    response.set('Cache-Control', 'no-cache');
    response.sendFile(path.join(folder, request.path), (error) => error && next());
  });
  router.get(/^\/(?!api\/|assets\/)/, sendPage(pages));
  return router;
}

/** What a program opens by an address for people: the link of a mail is what the API says of the case, the top its description. */
export function programsToApi(): Router {
  const router = Router({ caseSensitive: true, strict: true });
  router.get('/', (request, response, next) => {
    response.vary('Accept');
    if (request.accepts(['json', 'html']) === 'html') return next();
    return response.redirect(302, '/api/docs');
  });
  router.get('/cases/:number', (request, response, next) => {
    response.vary('Accept');
    if (request.accepts(['json', 'html']) === 'html') return next();
    return response.redirect(302, `/api/cases/${encodeURIComponent(request.params.number)}`);
  });
  return router;
}

type Page = () => string | undefined;

/** Read again when it was built anew; absent where nothing was built, as in tests of the API alone. */
function pageIn(folder: string, name: string): Page {
  let known: { builtAt: number; text: string } | undefined;
  return () => {
    const file = path.join(folder, name);
    const builtAt = statSync(file, { throwIfNoEntry: false })?.mtimeMs;
    if (builtAt === undefined) return undefined;
    if (known?.builtAt !== builtAt) known = { builtAt, text: readFileSync(file, 'utf8') };
    return known.text;
  };
}

const sendPage =
  (pages: { console: Page; phone: Page }): RequestHandler =>
  (request, response, next) => {
    if (request.accepts(['json', 'html']) !== 'html') return next();
    const page = PHONE.test(request.path) ? pages.phone() : pages.console();
    if (page === undefined) return next();
    const nonce = randomBytes(16).toString('base64');
    response.locals['route'] = 'console';
    response
      .set({ 'Content-Security-Policy': policyFor(nonce), 'Cache-Control': 'no-store', Vary: 'Accept' })
      .type('html')
      .send(page.replaceAll('%NONCE%', nonce));
  };
