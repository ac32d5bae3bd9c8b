/** Forms follow from the contracts: what is chosen from a register, and what another register could be. */
import { specification } from '../../../api/docs/specification.ts';
import { formsShown } from '../../../api/forms/routes.ts';
import { inputOf, type Leaf, leavesOf, pickOf } from '../../../api/forms/picks-of.ts';
import { processShown } from '../../../api/forms/processes.ts';
import { catalogue } from '../../../domain/catalogue.ts';
import { contracts } from '../../../domain/contracts.ts';
import { pickBy } from '../../../domain/kernel/picks/picks.ts';
import type { CommandSpec } from '../../../domain/kernel/process.ts';
import { isProcessKey, type ProcessKey } from '../../../domain/processes.ts';

const keys = Object.keys(catalogue).filter(isProcessKey);
const commands = keys.flatMap((process) =>
  Object.entries(contracts[process])
    .filter(([, { internal }]) => !internal)
    .map(([command, spec]): [string, ProcessKey, string, CommandSpec] => [
      `${process}.${command}`,
      process,
      command,
      spec,
    ]),
);
const leaves = (process: ProcessKey, command: string, spec: CommandSpec): Leaf[] =>
  leavesOf(inputOf(catalogue[process], command, spec));
const picksOf = (process: ProcessKey, command: string) =>
  formsShown(process).find((form) => form.command === command)?.picks;

/** How the name of something looks that stands elsewhere, by the patterns that contracts are made of. */
const NAMES = [
  /^\^\[A-Za-z0-9\]\[A-Za-z0-9\._-\]\{0,63\}/, // keys, versions, clocks
  /^\^\[a-z0-9-\]\{1,32\}\$$/, // parts
  /^\^\[A-Z\]\{2,3\}-/, // case numbers
  /^\^\[0-9a-f\]\{8\}-/, // files
  /^\^\[0-9a-f\]\{64\}\$$/, // hashes
  /^\^\\\//, // organisations
];
/** What is named here for the first time, or is typed from elsewhere. */
const OWN = ['/steps/*/id', '/sha256', '/backup/checksum', '/backup/readBack'];

const resolved = (words: unknown): unknown =>
  JSON.parse(JSON.stringify(words).replaceAll('#/components/schemas/', '#/$defs/'));
const kinds = (process: ProcessKey) => processShown(process).statuses.map(({ key, kind }) => `${key} ${kind}`);

test('every text of a command that names something elsewhere says what it is chosen from', () => {
  const bare = commands.flatMap(([name, process, command, spec]) =>
    leaves(process, command, spec)
      .filter(
        ({ schema: { pattern, enum: words } }) =>
          typeof pattern === 'string' && words === undefined && NAMES.some((one) => one.test(pattern)),
      )
      .filter((leaf) => pickOf(spec, leaf) === undefined && !OWN.includes(leaf.place))
      .map(({ place }) => `${name} ${place}`),
  );
  expect(bare).toEqual([]);
});

test('the patterns of that test are those that contracts have', () => {
  const seen = commands.flatMap(([, process, command, spec]) =>
    leaves(process, command, spec).flatMap(({ schema: { pattern } }) => (typeof pattern === 'string' ? [pattern] : [])),
  );
  for (const one of NAMES) expect(seen.some((pattern) => one.test(pattern))).toBe(true);
});

test('what facts or registers say of a field is what its schema says', () => {
  const torn = commands.flatMap(([name, process, command, spec]) =>
    leaves(process, command, spec).flatMap(({ place, declared }) => {
      const said = pickBy(spec.facts ?? {}, place);
      return said && declared && said !== declared && declared !== 'text'
        ? [`${name} ${place}: ${said}, ${declared}`]
        : [];
    }),
  );
  expect(torn).toEqual([]);
});

test.each<[ProcessKey, string, Record<string, string>]>([
  ['incident', 'dispatch', { '/person': 'person' }],
  ['incident', 'triage', { '/queue': 'queue', '/category': 'category' }],
  ['incident', 'hold', { '/note': 'text', '/change': 'case' }],
  ['incident', 'amend', { '/fields/description': 'text', '/fields/category': 'category', '/fields/item': 'item' }],
  ['call', 'escalate', { '/category': 'category', '/diagnosis': 'text', '/tried': 'text', '/item': 'item' }],
  ['rectification', 'takeUp', { '/rootCause': 'text', '/measures': 'text', '/person': 'person' }],
  ['cutover', 'start', { '/rollCall/*': 'person', '/absence': 'text' }],
  ['inspection', 'appoint', { '/inspectors/*/person': 'person', '/note': 'text' }],
  ['change', 'assess', { '/answers': 'question', '/opinion': 'text' }],
  ['archive', 'assignGap', { '/person': 'person', '/part': 'part' }],
])('%s.%s is chosen from %j', (process, command, picks) => {
  expect(picksOf(process, command)).toEqual(picks);
});

test('an intake names the unit, who reports and the files; a rectification what it keeps shut', () => {
  expect(picksOf('incident', 'create')).toMatchObject({
    '/unit': 'organisation',
    '/reporter': 'person',
    '/application': 'application',
    '/queue': 'queue',
    '/item': 'item',
    '/followUpOf': 'case',
    '/files/*': 'file',
  });
  expect(picksOf('rectification', 'create')).toMatchObject({ '/blocks/case': 'case', '/blocks/step': 'part' });
  expect(picksOf('appraisal', 'answerDispute')).toMatchObject({ '/points': 'points', '/relief': 'cents' });
});

test('a form has the schema that the specification shows, and no command of the product itself', async () => {
  const { paths, components } = (await specification()) as {
    paths: Record<string, { post?: { requestBody?: { content: Record<string, { schema: unknown }> } } }>;
    components: { schemas: Record<string, unknown> };
  };
  const forms = keys.flatMap(formsShown);
  expect(forms.map(({ path }) => path).filter((path) => !paths[path]?.post)).toEqual([]);
  expect(forms).toHaveLength(commands.length);
  for (const { path, input } of forms) {
    const { $defs, ...own } = input;
    expect(own).toEqual(resolved(paths[path]?.post?.requestBody?.content['application/json']?.schema));
    for (const [id, definition] of Object.entries($defs ?? {}))
      expect(definition).toEqual(resolved(components.schemas[id]));
  }
});

test('statuses stand in the order of the lifecycle, and say whether a promise stands still or the case has ended', () => {
  expect(kinds('incident')).toEqual([
    'new open',
    'queued open',
    'assigned open',
    'in-progress open',
    'on-hold hold',
    'resolved open',
    'closed end',
    'canceled end',
  ]);
  expect(kinds('call')).toEqual(expect.arrayContaining(['waiting hold', 'escalated open', 'canceled end']));
});

test('a list says what it may be asked by, and what its values are chosen from', () => {
  const { filters, sorts, prefix, plural } = processShown('incident');
  expect([prefix, plural, sorts.includes('-openedAt')]).toEqual(['INC', 'incidents', true]);
  expect(filters['queue']).toMatchObject({ type: 'array', pick: 'queue' });
  expect(filters['parent']).toMatchObject({ pick: 'case' });
  expect(filters['category']).toMatchObject({ pick: 'category' });
  expect(filters['status']?.['items']).toMatchObject({ enum: expect.arrayContaining(['on-hold']) });
  expect(Object.keys(filters)).not.toContain('after');
});
