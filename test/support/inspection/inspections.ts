/** Test support: an inspection of a school by a small checklist, by two engineers of its city. */
import type { Checklist } from '../../../domain/inspection/checklist.ts';
import type { AskedLine, Facts } from '../../../domain/kernel/facts.ts';
import type { Actor, PinnedPolicy } from '../../../domain/kernel/process.ts';
import { hours, MORNING } from '../given.ts';
import { RunCase } from '../runs.ts';
import { people } from '../sample.ts';

const { li, zhao, deng, cityHead, principal } = people;

export const lines: readonly AskedLine[] = [
  { id: 'air', is: 'state' },
  { id: 'temperature', is: 'number', min: 18, max: 27 },
  { id: 'record', is: 'choice', choices: ['complete', 'gaps'], abnormal: ['gaps'] },
  { id: 'virus-list', is: 'text' },
];
export const answers = [
  { line: 'air', says: 'ok' },
  { line: 'temperature', value: 21.5 },
  { line: 'record', value: 'complete' },
  { line: 'virus-list', value: 'V20261130' },
] as const;

/** The checklist behind those lines, as its register says it. */
export const checklist: Checklist = {
  title: { zh: '机房巡检表', en: 'Machine room' },
  orgPath: '/dx',
  ways: ['on-site'],
  groups: [
    { id: 'climate', title: { zh: '环境', en: 'Climate' } },
    { id: 'papers', title: { zh: '资料', en: 'Papers' } },
  ],
  lines: [
    {
      id: 'air',
      group: 'climate',
      title: { zh: '空调运行', en: 'Air conditioning' },
      answer: { type: 'state' },
      weight: 1,
    },
    {
      id: 'temperature',
      group: 'climate',
      title: { zh: '机房温度', en: 'Temperature of the room' },
      answer: { type: 'number', unit: '℃', min: 18, max: 27 },
      weight: 1,
    },
    {
      id: 'record',
      group: 'papers',
      title: { zh: '出入登记', en: 'Record of visitors' },
      answer: {
        type: 'choice',
        choices: [
          { id: 'complete', title: { zh: '完整', en: 'complete' } },
          { id: 'gaps', title: { zh: '有缺漏', en: 'with gaps' }, abnormal: true },
        ],
      },
      weight: 1,
    },
    {
      id: 'virus-list',
      group: 'papers',
      title: { zh: '病毒库版本', en: 'Virus list' },
      answer: { type: 'text' },
      weight: 1,
    },
  ],
};

const there = (...all: readonly Actor[]): NonNullable<Facts['people']> =>
  Object.fromEntries(all.map(({ id, teams }) => [id, { id, active: true, teams }]));
export const facts: Facts = {
  people: {
    ...there(li, zhao, deng),
    gone: { id: 'gone', active: false, teams: [] },
    'req-linxi': { id: 'req-linxi', active: true, teams: [], roleMissing: true },
  },
  items: { 'srv-dx': { orgPath: '/dx', isRetired: false } },
  checklist: { ref: 'room@2', pin: 'room@2#00ff', ways: ['on-site'], lines },
};
/** What is looked up of a photo. */
export const photo = (id: string) => ({
  id,
  name: '现场.jpg',
  type: 'image/jpeg',
  size: 700_000,
  sha256: 'ab'.repeat(32),
});
/** Three days ahead. */
export const SLOT_END = MORNING + hours(72);
export const wanted = {
  unit: '/dx/donghu/linxi/school',
  title: '机房季度巡检',
  way: 'on-site',
  checklist: 'room',
  items: ['srv-dx'],
  visitUntil: SLOT_END,
} as const;
export const named = (...all: readonly Actor[]) => ({ inspectors: all.map(({ id }) => ({ person: id })) });
export const appointment = { ...named(li, zhao), from: MORNING + hours(24), until: MORNING + hours(26) };

/** An inspection in a world of its own. */
export class InspectionCase extends RunCase {
  /** `policy`: what its contract names. */
  constructor(by: Actor = cityHead, data: object = {}, more: Facts = {}, policy: Partial<PinnedPolicy> = {}) {
    super('inspection', by, { ...wanted, ...data }, { ...facts, ...more }, { inspection: policy });
  }

  appointed(): this {
    this.give(cityHead, 'appoint', appointment);
    return this;
  }
  begun(): this {
    this.appointed().give(li, 'begin', { place: 'In the machine room' });
    return this;
  }
  /** All lines answered, each in order. */
  answered(): this {
    this.begun().give(li, 'recordItems', { lines: answers });
    return this;
  }
  /** With one finding at the temperature, and completed. */
  settling(grade = 'general'): this {
    this.answered().give(li, 'raiseFinding', { line: 'temperature', class: grade, what: 'Too warm' }, 'f-1');
    this.give(li, 'complete', { summary: 'One finding' });
    return this;
  }
  signing(): this {
    this.answered().give(li, 'complete', { summary: 'In order' });
    return this;
  }
  /** As both sides are shown it. */
  get hash(): string {
    return this.view['recordHash'] ?? '';
  }
  sign(by: Actor): string[] {
    return this.give(by, 'sign', { recordHash: this.hash });
  }
  archived(): this {
    this.signing().sign(li);
    this.sign(principal);
    return this;
  }
}
