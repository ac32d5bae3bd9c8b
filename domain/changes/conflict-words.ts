/** What a conflict says to people, in both languages. */
import type { Templates } from '../kernel/units.ts';
import type { ConflictCode } from './conflicts.ts';

const words = {
  frozen: ['封网“{name}”（{freeze}）期间不得变更', 'The freeze “{name}” ({freeze}) holds then'],
  'item-taken': ['配置项 {item} 同时由变更 {change} 占用', 'Change {change} works on item {item} then'],
  'item-asked-for': [
    '尚未批准的变更 {change} 也计划在同一时间改动配置项 {item}',
    'Change {change}, not approved yet, asks for item {item} at that time',
  ],
  'outside-maintenance': ['超出配置项 {item} 的维护窗口', 'It leaves the maintenance window of item {item}'],
  'implementer-busy': [
    '实施人 {person} 同时在实施变更 {change}',
    'The implementer {person} is busy with change {change}',
  ],
  'implementer-asked-for': [
    '尚未批准的变更 {change} 也安排了实施人 {person}',
    'Change {change}, not approved yet, asks for the implementer {person} as well',
  ],
  'neighbour-changed': [
    '与配置项 {item} 相邻的 {neighbour} 同时由变更 {change} 改动',
    'Change {change} works then on {neighbour}, which stands beside item {item}',
  ],
  'event-supported': ['正值“{name}”（{freeze}）重大事件保障期', 'The event “{name}” ({freeze}) is supported then'],
  taken: ['该时段已被占用', 'That time is taken'],
} as const satisfies Record<ConflictCode | 'taken', readonly [zh: string, en: string]>;

/** The sentence, with its places filled. Throws nothing. */
export function wordsOfWhy({
  code,
  params,
}: {
  code: keyof typeof words;
  params: Readonly<Record<string, string>>;
}): Templates[string] {
  const places = new Map<string, string>(Object.entries(params));
  const [zh, en] = words[code];
  const filled = (text: string): string =>
    text.replaceAll(/\{(\w+)\}/g, (_, place: string) => places.get(place) ?? '–');
  return { zh: filled(zh), en: filled(en) };
}
