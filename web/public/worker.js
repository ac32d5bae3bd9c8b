/**
 * Keeps the phone's page and the files that it names, so that it opens again in the night without a network. Answers of the API are
 * never kept here: what was last seen, and what is to be sent, the page itself keeps by person.
 */
const STORE = 'changming-phone';
const PAGE = '/m';
const PATIENCE_MS = 4_000;

/** The page as it is now and all that it names; what an older one named is let go. */
async function keep(response) {
  const text = await response.clone().text();
  const named = new Set([...text.matchAll(/"(\/(?:assets\/[^"]+|icon\.svg))"/g)].map(([, path]) => path));
  const store = await caches.open(STORE);
  const lacking = [];
  for (const path of named) if (!(await store.match(path))) lacking.push(path);
  await store.addAll(lacking);
  await store.put(PAGE, response.clone());
  for (const { url } of await store.keys()) {
    const { pathname } = new URL(url);
    if (pathname !== PAGE && !named.has(pathname)) await store.delete(url);
  }
}

async function page(event) {
  const store = await caches.open(STORE);
  const kept = await store.match(PAGE);
  try {
    const response = await fetch(event.request, kept ? { signal: AbortSignal.timeout(PATIENCE_MS) } : {});
    if (response.ok) event.waitUntil(keep(response.clone()).catch(() => undefined));
    return response.status >= 500 && kept ? kept : response;
  } catch (error) {
    if (kept) return kept;
    throw error;
  }
}

async function asset(request) {
  const store = await caches.open(STORE);
  return (await store.match(new URL(request.url).pathname)) ?? (await fetch(request));
}

self.addEventListener('install', (event) => {
  self.skipWaiting();
  event.waitUntil(fetch(PAGE, { headers: { accept: 'text/html' } }).then((response) => response.ok && keep(response)));
});
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
self.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== self.location.origin) return;
  // its scope is a prefix: `/my` is the console's
  if (request.mode === 'navigate' && /^\/m(?:\/|$)/.test(pathname)) event.respondWith(page(event));
  else if (pathname.startsWith('/assets/')) event.respondWith(asset(request));
});
