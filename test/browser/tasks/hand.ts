/** A person at work: by the mouse in Chinese, by the keyboard alone in English; what his tasks cost him is counted in the page. */
import type { Locator } from 'playwright-core';
import type { Console, Locale, Visit } from '../../support/browser/console.ts';
import { beginCount, spentOn, sumOf } from '../../support/browser/counting.ts';
import { isWhole } from '../../support/product/sample/whole.ts';

/** `task`: as `test` of jest, where the task is done in the language of the stage. */
export type Stage = { console: () => Console; locale: Locale; task: (name: string, work: () => Promise<void>) => void };

/** One task of a role after the other, each in the other language; with `WHOLE=1` each in both. */
export function tasksIn(locale: Locale): Stage['task'] {
  let at = locale === 'zh' ? 0 : 1;
  return (name, work) => {
    if (isWhole || at % 2 === 0) test(name, work);
    at += 1;
  };
}
export type Hand = Visit & {
  /** Where he begins, and is counted from. */
  land: (at: RegExp) => Promise<void>;
  press: (target: Locator) => Promise<void>;
  /** A box is ticked, a row of a tree opened. */
  tick: (target: Locator) => Promise<void>;
  fill: (target: Locator, text: string) => Promise<void>;
  /** Out of the list of a field: what is typed, or the first that is offered. */
  choose: (field: Locator, typed?: string) => Promise<void>;
  /** One of a row of choices. */
  turnTo: (choices: Locator, nth: number) => Promise<void>;
  /** With its key where there is no mouse. */
  open: (command: string, key: string) => Promise<void>;
  sendForm: () => Promise<void>;
  /** At most so many presses, keys and fields since he landed; and the browser complained of nothing. */
  within: (most: number) => Promise<void>;
};

/** `loads`: he begins each task with a page that was just loaded, and nothing of the one before. */
type How = { loads?: boolean };

/** Signed in as the person; his console is in the language of the stage. */
async function handOf({ console, locale }: Stage, person: string, { loads = false }: How): Promise<Hand> {
  const visit = await console().as(person, '/', { locale });
  const { page, complaints, tabTo, settled, field } = visit;
  const { keyboard } = page;
  const hasMouse = locale === 'zh';
  let isThere = false;
  expect(await page.locator('html').getAttribute('lang')).toBe(hasMouse ? 'zh-CN' : 'en');
  const menu = await page.locator('nav.rail').innerText();
  expect([locale, /[一-鿿]/.test(menu)]).toEqual([locale, hasMouse]);

  const strike = (key: string) => async (target: Locator) => {
    if (hasMouse) return await target.click();
    await tabTo(target);
    return await keyboard.press(key);
  };
  const press = strike('Enter');
  const fill = async (target: Locator, text: string): Promise<void> => {
    if (hasMouse) await target.click();
    else {
      await tabTo(target);
      await keyboard.press('End');
    }
    await keyboard.insertText(text);
  };
  return {
    ...visit,
    press,
    tick: strike('Space'),
    fill,
    land: async (at) => {
      if (isThere && loads) await page.goto('/');
      else if (isThere) await visit.go('/'); // the program is loaded already
      isThere = true;
      await page.waitForURL(at);
      await settled();
      await beginCount(page);
    },
    choose: async (at, typed) => {
      const input = at.getByRole('combobox');
      await input.waitFor();
      if (hasMouse) await input.click();
      else await tabTo(input);
      if (typed !== undefined) await keyboard.insertText(typed);
      else if (!hasMouse) await keyboard.press('ArrowDown');
      const list = page.locator('.ant-select-dropdown:visible');
      const found = list.locator('.ant-select-item-option', { hasText: typed ?? '' }).first();
      await found.waitFor();
      if (hasMouse) await found.click();
      else {
        await list.locator('.ant-select-item-option-active', { hasText: typed ?? '' }).waitFor();
        await keyboard.press('Enter');
      }
      await at.locator('.ant-select-selection-item, .ant-select-content-has-value').first().waitFor();
    },
    turnTo: async (choices, nth) => {
      if (hasMouse) return await choices.locator('label').nth(nth).click();
      await tabTo(choices.locator('input:checked'), { isHidden: true });
      for (let at = 0; at < nth; at += 1) await keyboard.press('ArrowRight');
    },
    open: async (command, key) => {
      await visit.command(command).waitFor();
      if (hasMouse) await visit.command(command).click();
      else await keyboard.press(key);
      await field('/').or(visit.form).first().waitFor();
    },
    sendForm: async () => {
      if (hasMouse) await visit.send();
      else await keyboard.press('Control+Enter');
      await visit.form.waitFor({ state: 'detached' });
    },
    within: async (most) => {
      const all = await spentOn(page);
      const said = { all, most, isWithin: sumOf(all) <= most, complaints, isByHand: hasMouse || all.presses === 0 };
      expect(said).toEqual({ all, most, isWithin: true, complaints: [], isByHand: true });
    },
  };
}

/** Whoever did such a thing to the case, the first of them first. */
export const whoDid = async ({ console }: Stage, number: string, type: string): Promise<string[]> =>
  (await console().api.product.eventsOf(number)).flatMap((event) => (event.type === type ? [event.by.id] : []));

/** Signs in before the tests of a role, and out after them. */
export function worksAs(stage: Stage, person: string, how: How = {}): () => Hand {
  let hand: Hand | undefined;
  beforeAll(async () => {
    hand = await handOf(stage, person, how);
  });
  afterAll(() => hand?.context.close());
  return () => {
    if (!hand) throw new Error(`${person} is not signed in`);
    return hand;
  };
}
