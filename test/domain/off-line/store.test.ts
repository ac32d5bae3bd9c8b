/** The stores of a device: that of the tests, and that of browsers, where a browser is named (`CHROME_PATH=/usr/bin/chromium`). */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileStore } from '../../support/off-line/file-store.ts';
import { pagesIn } from '../../support/off-line/in-browser.ts';
import { faultsOfStore } from '../../support/off-line/store-contract.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'changming-store-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('the store of files keeps what a store must', async () => {
  expect(await faultsOfStore(() => Promise.resolve(fileStore(folder)))).toEqual([]);
});

const chrome = process.env['CHROME_PATH'];
const inBrowser = chrome === undefined || chrome === '' ? test.skip : test; // no browser comes with the packages

inBrowser(
  'IndexedDB keeps what a store must, over the end of the browser, and locks let one tab work at a time',
  async () => {
    const script = `
    const { openIndexedDb } = await import('/web/src/off-line/indexed-db.ts');
    const { faultsOfStore } = await import('/test/support/off-line/store-contract.ts');
    const { byLocks } = await import('/web/src/off-line/turns.ts');
    const turns = byLocks(navigator.locks, 200);
    const seen = [];
    const work = (name) => turns('x', async () => { seen.push(name); await new Promise((r) => setTimeout(r, 20)); seen.push(name); });
    const alone = await Promise.all([work('a'), work('b')]).then(() => seen.join(''));
    const held = navigator.locks.request('y', () => new Promise(() => undefined)); // a tab that sleeps
    const onward = await turns('y', async () => 'onward');
    tell({ faults: await faultsOfStore(() => openIndexedDb()), alone, onward });`;
    const pages = await pagesIn(chrome ?? '', folder);
    expect(await pages.tell(script)).toEqual({ faults: [], alone: 'aabb', onward: 'onward' });
    const later = `
    const { openIndexedDb } = await import('/web/src/off-line/indexed-db.ts');
    const store = await openIndexedDb();
    const places = await store.change({ person: 'eng-1', caseId: 'WO-000001' }, (rows) => ({ answer: rows.length }));
    tell({ queues: (await store.queues()).length, places });`;
    expect(await pages.tell(later)).toEqual({ queues: 3, places: 42 });
    pages.stop();
  },
  120_000,
);
