/**
 * Event logs as IEEE 1849-2016 (XES) has them: what a file consists of, as text. Pure: who may see what is decided before.
 */
import type { Millis } from '../kernel/units.ts';

/** An attribute by its key; its form follows from the value, an instant is `{ at }`. Absent, null and '' are left out. */
export type XesValue = string | number | boolean | { at: Millis } | null | undefined;
export type XesAttributes = Readonly<Record<string, XesValue>>;

/** What every event of ours has: a reader may rely on it, and finds this where one has not. */
const EVENT_GLOBALS = [
  '<string key="concept:name" value="UNKNOWN"/>',
  '<date key="time:timestamp" value="1970-01-01T00:00:00.000Z"/>',
  '<string key="lifecycle:transition" value="complete"/>',
];
const TRACE_GLOBALS = ['<string key="concept:name" value="UNKNOWN"/>'];
const EXTENSIONS = [
  ['Concept', 'concept'],
  ['Time', 'time'],
  ['Lifecycle', 'lifecycle'],
  ['Organizational', 'org'],
] as const;
const CLASSIFIERS = [
  ['Activity', 'concept:name'],
  ['Activity and role', 'concept:name org:role'],
  ['Resource', 'org:resource'],
] as const;

/** Up to the first trace; `attributes`: of the log. */
export const xesHead = (attributes: XesAttributes): string =>
  [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<log xes.version="1849.2016" xes.features="" xmlns="http://www.xes-standard.org/">',
    ...EXTENSIONS.map(
      ([name, prefix]) =>
        `<extension name="${name}" prefix="${prefix}" uri="http://www.xes-standard.org/${prefix}.xesext"/>`,
    ),
    `<global scope="trace">${TRACE_GLOBALS.join('')}</global>`,
    `<global scope="event">${EVENT_GLOBALS.join('')}</global>`,
    ...CLASSIFIERS.map(([name, keys]) => `<classifier name="${name}" scope="event" keys="${keys}"/>`),
    attributesText({ ...attributes, 'lifecycle:model': 'standard' }),
    '',
  ].join('\n');

export const XES_TAIL = '</log>\n';

/** One case with its events, in the order given. */
export const xesTrace = (attributes: XesAttributes, events: readonly XesAttributes[]): string =>
  `<trace>${attributesText(attributes)}\n${events.map((one) => `<event>${attributesText(one)}</event>\n`).join('')}</trace>\n`;

function attributesText(attributes: XesAttributes): string {
  let text = '';
  for (const key in attributes) text += attributeText(key, attributes[key]);
  return text;
}

function attributeText(key: string, value: XesValue): string {
  if (value === undefined || value === null || value === '') return '';
  if (typeof value === 'string') return `<string key="${key}" value="${xmlText(value)}"/>`;
  if (typeof value === 'boolean') return `<boolean key="${key}" value="${value}"/>`;
  if (typeof value === 'number') return `<${Number.isInteger(value) ? 'int' : 'float'} key="${key}" value="${value}"/>`;
  return `<date key="${key}" value="${new Date(value.at).toISOString()}"/>`;
}

/** Whatever is no plain text between quotes: marks of XML, line ends, which a reader would make blanks of, and what XML 1.0 has no way to say. */
const ODD =
  // oxlint-disable-next-line no-control-regex -- control characters are what it looks for
  /[&<>"\u0000-\u001F\u007F-\u009F\uFFFE\uFFFF]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;
const NAMED: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};
/** Most texts: looked at much faster than every letter is. */
const PLAIN = /^[ !#-%'-;=?-~\u3000-\u303F\u4E00-\u9FFF\uFF01-\uFF5E]*$/;
/** Text as a value of an attribute. What XML 1.0 cannot say at all, a control character or half a letter, stands as U+FFFD. Throws nothing. */
export const xmlText = (text: string): string =>
  PLAIN.test(text) ? text : text.replaceAll(ODD, (one) => NAMED[one] ?? '\uFFFD');
