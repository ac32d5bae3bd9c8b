/**
 * Keeps the phone's page and the files that it names, so that it opens again in the night without a network. Answers of the API are
 * never kept here: what was last seen, and what is to be sent, the page itself keeps by person. The network goes first; whenever it
 * brings the page, all open pages hear what a new one is made of, and one that is older exchanges itself (src/phone/program.ts).
 */
const STORE = 'changming-phone';
const PAGE = '/m';
const PATIENCE_MS = 4_000;

const namedIn = (text) => [
  ...new Set([...text.matchAll(/"(\/(?:assets\/[^"]+|icon\.svg))"/g)].map(([, path]) => path)),
];

/** The page as it is now and all that it names, or nothing of it; what an older one named is let go. */
async function keep(response) {
  const named = namedIn(await response.clone().text());
  if (!named.some((path) => path.endsWith('.js'))) return; // the page of a network that wants a sign-in of its own
  const store = await caches.open(STORE);
  const lacking = [];
  for (const path of named) if (!(await store.match(path))) lacking.push(path);
  await store.addAll(lacking);
  await store.put(PAGE, response.clone());
  for (const { url } of await store.keys()) {
    const { pathname } = new URL(url);
    if (pathname !== PAGE && !named.includes(pathname)) await store.delete(url);
  }
  const news = { named };
  const open = await self.clients.matchAll({ includeUncontrolled: true, type: 'window' });
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a client of a worker has its origin, and takes none
  for (const one of open) one.postMessage(news);
}

async function asked(request) {
  const response = await fetch(request);
  if (response.ok) await keep(response.clone()).catch(() => undefined);
  return response;
}
const anew = () => asked(new Request(PAGE, { headers: { accept: 'text/html' }, cache: 'no-store' }));

/** What comes too late is kept all the same, and the page that was shown meanwhile hears of it. */
async function page(fresh) {
  const kept = await (await caches.open(STORE)).match(PAGE);
  if (!kept) return await fresh;
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));
  const first = await Promise.race([fresh.catch(() => undefined), late]);
  return first?.ok ? first : kept;
}

async function asset(request) {
  const store = await caches.open(STORE);
  return (await store.match(new URL(request.url).pathname)) ?? (await fetch(request));
}

self.addEventListener('install', (event) => {
  self.skipWaiting();
  event.waitUntil(anew());
});
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
self.addEventListener('message', (event) => event.waitUntil(anew().catch(() => undefined)));
self.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== self.location.origin) return;
  // its scope is a prefix: `/my` is the console's
  if (request.mode === 'navigate' && /^\/m(?:\/|$)/.test(pathname)) {
    const fresh = asked(request);
    event.waitUntil(fresh.catch(() => undefined));
    event.respondWith(page(fresh));
  } else if (pathname.startsWith('/assets/') || pathname === '/icon.svg') event.respondWith(asset(request));
});
