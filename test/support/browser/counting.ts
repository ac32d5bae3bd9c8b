/**
 * What a task costs the hand, counted in the page itself: each press of the mouse, each key or chord, and each field that is filled in,
 * as one (console.md 2). Within a field it does not matter how: typing, and choosing from its list with arrows, Enter or the mouse, are
 * one together. Tab is the way to the next field, and no more than that.
 */
import type { Page } from 'playwright-core';

export type Spent = { presses: number; keys: number; fields: number };

/** Runs before the page's own scripts; kept over its reloads. */
export const COUNTING = `{
  const note = (kind) => sessionStorage.setItem(kind, String(Number(sessionStorage.getItem(kind)) + 1));
  const WITHIN = '.ant-select-dropdown, .ant-picker-dropdown';
  const MODIFIERS = new Set(['Shift', 'Control', 'Alt', 'Meta', 'Tab', 'Process', 'CapsLock']);
  const seen = new Set();
  const ids = new WeakMap();
  let last;
  const isText = (target) => ['INPUT', 'TEXTAREA'].includes(target.tagName) && !['radio', 'checkbox', 'file'].includes(target.type);
  const idOf = (element) => ids.get(element) ?? (ids.set(element, crypto.randomUUID()), ids.get(element));
  const fieldOf = (target) => target.closest?.('[data-pointer], .ant-rate') ?? target.closest?.('.field') ?? (isText(target) ? target : undefined);
  const fill = (element) => {
    last = element;
    const id = element.dataset.pointer ?? idOf(element);
    if (seen.has(id)) return;
    seen.add(id);
    note('fields');
  };
  addEventListener('counting', () => { seen.clear(); for (const kind of ['presses', 'keys', 'fields']) sessionStorage.removeItem(kind); });
  addEventListener('pointerdown', ({ target }) => {
    const field = target.closest?.(WITHIN) ? last : fieldOf(target);
    field ? fill(field) : note('presses');
  }, true);
  addEventListener('input', ({ target }) => ['radio', 'checkbox', 'file'].includes(target.type) || fill(fieldOf(target) ?? target), true);
  addEventListener('keydown', (event) => {
    const { key, target, ctrlKey, altKey, metaKey } = event;
    if (MODIFIERS.has(key) || event.isComposing || event.repeat) return;
    const chord = ctrlKey || altKey || metaKey;
    const choosing = ['Enter', ' '].includes(key) || key.startsWith('Arrow');
    const role = target.getAttribute?.('role');
    const isOpens = role === 'combobox' && key.startsWith('Arrow');
    const isOpen = isOpens || target.getAttribute?.('aria-expanded') === 'true' || target.type === 'radio' || target.closest?.('.ant-rate');
    if (!chord && isText(target) && !/^(Enter|Escape|F\\d+)$/.test(key)) return fill(fieldOf(target));
    if (!chord && choosing && isOpen) return fill(fieldOf(target) ?? target);
    note('keys');
  }, true);
}`;

/** From here on. */
export const beginCount = async (page: Page): Promise<void> =>
  void (await page.evaluate("dispatchEvent(new Event('counting'))"));

export const spentOn = async (page: Page): Promise<Spent> =>
  (await page.evaluate(
    "Object.fromEntries(['presses', 'keys', 'fields'].map((kind) => [kind, Number(sessionStorage.getItem(kind))]))",
  )) as Spent;
export const sumOf = ({ presses, keys, fields }: Spent): number => presses + keys + fields;
