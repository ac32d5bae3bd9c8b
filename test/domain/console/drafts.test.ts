/** What is typed is kept when its form is left, and never again once it was sent. */
import { draftOf, dropDraft, dropDrafts, keepSoon, keepWaiting } from '../../../web/src/form/drafts.ts';

const slots = new Map<string, string>();
beforeAll(() => {
  const store = {
    setItem: (name: string, value: string) => void slots.set(name, value),
    getItem: (name: string) => slots.get(name) ?? null,
    removeItem: (name: string) => void slots.delete(name),
  };
  // The other store is away, as in a browser that was told to keep nothing: what is kept stands in this one.
  Object.assign(globalThis, { localStorage: store });
});
beforeEach(() => slots.clear());

const about = 'incident|INC-000001|comment';
const typed = (text: string) => ({ person: 'li', about, data: { text }, key: 'k', at: 0 });
const keptText = async () => (await draftOf('li', about))?.data;

test('a while after the last stroke it is kept, as it was typed last', async () => {
  keepSoon(typed('Res'), 60_000);
  keepSoon(typed('Restarted'), 1);
  expect(await keptText()).toBeUndefined();
  while ((await keptText()) === undefined) await new Promise((resolve) => setTimeout(resolve, 1));
  expect(await keptText()).toEqual({ text: 'Restarted' });
});

test('a form that is left keeps it at once, and once', async () => {
  keepSoon(typed('Restarted'), 60_000);
  keepWaiting('li', about);
  expect(await keptText()).toEqual({ text: 'Restarted' });
  await dropDraft('li', about);
  keepWaiting('li', about);
  expect(await keptText()).toBeUndefined();
});

test.each([
  ['sent', () => dropDraft('li', about)],
  ['given up with all others, as he signs out', () => dropDrafts('li')],
])('what was %s is not kept by the form that is left then', async (_, drop) => {
  keepSoon(typed('Restarted'), 60_000);
  await drop();
  keepWaiting('li', about);
  expect(await keptText()).toBeUndefined();
});

test('nothing of another person, or of another form, is touched', async () => {
  keepSoon(typed('Restarted'), 60_000);
  await dropDrafts('l');
  await dropDraft('li', 'incident|INC-000002|comment');
  keepWaiting('li', about);
  expect(await keptText()).toEqual({ text: 'Restarted' });
});
