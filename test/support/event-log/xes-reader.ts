/**
 * A reader of XES that knows nothing of ours: it holds a file to the structure of IEEE 1849-2016 (order of elements, required
 * attributes, forms of values, extensions, globals, classifiers) and gives its traces. Throws at the first fault.
 */
import { SaxesParser } from 'saxes';

export type XesEvent = ReadonlyMap<string, string>;
export type XesTrace = { attributes: ReadonlyMap<string, string>; events: XesEvent[] };
export type XesLog = {
  version: string;
  extensions: Record<string, string>;
  globals: { trace: Record<string, string>; event: Record<string, string> };
  classifiers: Record<string, string[]>;
  attributes: ReadonlyMap<string, string>;
  traces: XesTrace[];
};

const NAMESPACE = 'http://www.xes-standard.org/';
const FORMS: Readonly<Record<string, RegExp>> = {
  string: /^[^]*$/,
  date: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/,
  int: /^-?\d+$/,
  float: /^-?(\d+(\.\d+)?([eE][+-]?\d+)?|INF|NaN)$/,
  boolean: /^(true|false|1|0)$/,
  id: /^[0-9a-fA-F-]{36}$/,
};
const ATTRIBUTES = Object.keys(FORMS);
/** What may stand in an element, in the order of the schema. */
const WITHIN: Readonly<Record<string, readonly (readonly string[])[]>> = {
  log: [['extension'], ['global'], ['classifier'], ATTRIBUTES, ['trace'], ['event']],
  global: [ATTRIBUTES],
  trace: [ATTRIBUTES, ['event']],
  event: [ATTRIBUTES],
};
/** Keys of the extensions, with the type that each must have. */
const OF_EXTENSIONS: Readonly<Record<string, string>> = {
  'concept:name': 'string',
  'concept:instance': 'string',
  'time:timestamp': 'date',
  'lifecycle:model': 'string',
  'lifecycle:transition': 'string',
  'org:resource': 'string',
  'org:role': 'string',
  'org:group': 'string',
};
const TRANSITIONS =
  'schedule assign withdraw reassign start suspend resume pi_abort ate_abort complete autoskip manualskip unknown';

const fail = (why: string): never => {
  throw new Error(`no XES: ${why}`);
};

/** The whole log; for tests, which have no long ones. */
export function readXes(text: string): XesLog {
  const log: XesLog = {
    version: '',
    extensions: {},
    globals: { trace: {}, event: {} },
    classifiers: {},
    attributes: new Map(),
    traces: [],
  };
  const parser = new SaxesParser({ xmlns: true });
  const open: { name: string; stage: number; own: Map<string, string>; scope: string }[] = [];
  parser.on('error', (error) => fail(error.message));
  parser.on('doctype', () => fail('a document type'));
  parser.on('text', (words) => words.trim() === '' || fail(`text ${words}`));
  parser.on('opentag', (tag) => {
    const parent = open.at(-1);
    if (tag.uri !== NAMESPACE) fail(`${tag.name} is not of its namespace`);
    const value = (name: string): string => tag.attributes[name]?.value ?? fail(`${tag.name} has no ${name}`);
    let own = new Map<string, string>();
    if (!parent) {
      if (tag.local !== 'log') fail(`the root is ${tag.name}`);
      log.version = /^\d+(\.\d+)?$/.test(value('xes.version'))
        ? value('xes.version')
        : fail('its version is no decimal');
      value('xes.features');
      log.attributes = own;
    } else {
      const stages = WITHIN[parent.name] ?? fail(`${tag.name} within ${parent.name}`);
      const stage = stages.findIndex((names) => names.includes(tag.local));
      if (stage < parent.stage) fail(`${tag.name} stands at the wrong place in ${parent.name}`);
      parent.stage = stage;
    }
    if (tag.local === 'extension') log.extensions[value('prefix')] = `${value('name')} ${value('uri')}`;
    else if (tag.local === 'classifier') log.classifiers[value('name')] = value('keys').split(' ');
    else if (tag.local === 'trace') {
      const events: XesEvent[] = [];
      log.traces.push({ attributes: own, events });
    } else if (tag.local === 'event') log.traces.at(-1)?.events.push(own);
    else if (ATTRIBUTES.includes(tag.local) && parent) {
      const [key, said] = [value('key'), value('value')];
      if (!(FORMS[tag.local] ?? /^$/).test(said)) fail(`${key} is no ${tag.local}: ${said}`);
      const prefix = key.includes(':') ? key.slice(0, key.indexOf(':')) : '';
      if (prefix !== '' && log.extensions[prefix] === undefined) fail(`no extension ${prefix}`);
      if (prefix !== '' && OF_EXTENSIONS[key] !== tag.local) fail(`${key} is a ${tag.local}`);
      if (key === 'lifecycle:transition' && !TRANSITIONS.split(' ').includes(said)) fail(`no transition ${said}`);
      if (parent.own.has(key)) fail(`${key} stands twice`);
      parent.own.set(key, said);
    }
    const scope = tag.local === 'global' ? value('scope') : '';
    if (scope !== '') own = new Map();
    open.push({ name: tag.local, stage: 0, own, scope });
  });
  parser.on('closetag', () => {
    const closed = open.pop();
    if (closed?.scope === 'trace' || closed?.scope === 'event')
      log.globals[closed.scope] = Object.fromEntries(closed.own);
  });
  parser.write(text).close();
  const everyEvent = log.traces.flatMap(({ events }) => events);
  for (const key of Object.keys(log.globals.trace))
    if (log.traces.some(({ attributes }) => !attributes.has(key))) fail(`a trace lacks the global ${key}`);
  for (const key of Object.keys(log.globals.event))
    if (everyEvent.some((event) => !event.has(key))) fail(`an event lacks the global ${key}`);
  for (const keys of Object.values(log.classifiers))
    if (everyEvent.some((event) => keys.some((key) => !event.has(key)))) fail(`an event lacks ${keys.join(' or ')}`);
  return log;
}
