/** What every case takes, tried once for all processes: on a case of each that somebody has in hand. */
import { catalogue } from '../../domain/catalogue.ts';
import { isProcessKey, type ProcessKey, processes } from '../../domain/processes.ts';
import { MOST_LINKS } from '../../domain/kernel/common/links.ts';
import { MOST_TAGS } from '../../domain/kernel/common/work/tags.ts';
import { FARTHEST } from '../../domain/kernel/common/supervise.ts';
import { decideOn } from '../../domain/kernel/decide.ts';
import type { Actor, Pins } from '../../domain/kernel/process.ts';
import { plain, queuedIncident } from '../support/factories.ts';
import { hours, minutes, type Story } from '../support/given.ts';
import { inHand, played } from '../support/in-hand.ts';
import { paths } from '../support/paths.ts';
import { people, queues } from '../support/sample.ts';

const { requester, colleague, stranger, quality, head, owner, system } = people;
const keys = Object.keys(processes).filter(isProcessKey);
const words = (audience: string) => ({ type: 'comment', data: { text: 'It is the server', audience } });
const attach = (files: readonly string[], audience = 'public', text?: string) => ({
  type: 'attach',
  data: { files, audience, ...(text === undefined ? {} : { text }) },
});
const given = (...ids: string[]) => ({ facts: { files: Object.fromEntries(ids.map((id) => [id, file(id)])) } });
const file = (id: string) => ({ id, name: `${id}.jpg`, type: 'image/jpeg', size: 1_000, sha256: 'ab'.repeat(32) });
const amend = (fields: object) => ({ type: 'amend', data: { fields } });
const correct = (data: object) => ({ type: 'correct', data: { reason: 'Misheard', ...data } });
const link = (target: string) => ({ type: 'link', data: { target, relation: 'related' } });
const supervise = (due: number) => ({ type: 'supervise', data: { instruction: 'Today', due } });
const relieve = (person: string) => ({ type: 'relieve', data: { person, reason: 'Has left' } });
const requeue = (from: string, queue: string) => ({ type: 'requeue', data: { from, queue, reason: 'Closed' } });
const answersUrge = (person: string) => expect.objectContaining({ to: { person }, command: 'answerUrge' });
const outwardOf = ({ stage, caseId }: Story) => stage.viewOf(caseId).outward;
const viewOf = ({ stage, caseId }: Story) => stage.viewOf(caseId);

const tags = (type: string, ...all: string[]) => ({ type, data: { tags: all } });
const tagsOf = (story: Story): readonly string[] | undefined => (viewOf(story) as { tags?: readonly string[] }).tags;

const unlink = (target: string) => ({ type: 'unlink', data: { target } });

const otherNumber = (n: number) => `INC-${900_000 + n}`;

const noted = (source: string) => ({ type: 'noteLink', data: { source, relation: 'related' } });

const logTime = (minutesSpent: number, more: object = {}) => ({
  type: 'logTime',
  data: { minutes: minutesSpent, ...more },
});
const correctTime = (entry: number, to: number) => ({
  type: 'correctTime',
  data: { entry, minutes: to, reason: 'Mistyped' },
});
const watcher = (type: string, person: string) => ({ type, data: { person } });
const readerOf = (id: string, reads = true) => ({ facts: { reader: { id, reads } } });

describe.each(keys)('%s', (key) => {
  /** What a requester reports lies in a queue and comes back to him; other cases are their own people's. */
  const ofReports = (name: string, run: () => void) =>
    'channel' in catalogue[key].fields ? test(name, run) : undefined; // somebody reported it

  ofReports('common.comment is heard by who has it, and by the reporter when it is public', () => {
    const { story, hands } = inHand(key);
    story
      .when(requester, words('public'))
      .thenEvents('commented')
      .thenTold(`${key}-commented`, hands.id)
      .when(hands, words('public'))
      .thenTold(`${key}-commented`, requester.id)
      .when(hands, words('internal'))
      .thenTold(`${key}-commented`)
      .thenView({ counts: expect.objectContaining({ comments: 3 }) });
  });

  test('common.comment within is not for the reporter, and none is for a stranger', () => {
    const { story } = inHand(key);
    story.when(requester, words('internal')).thenRefused('not-permitted');
    story.when(stranger, words('public')).thenRefused('not-permitted');
  });

  ofReports('common.attach hands in files, which the case counts; within they are for those who work on it', () => {
    const { story, hands } = inHand(key);
    story
      .when(requester, attach(['f1', 'f2']), given('f1', 'f2'))
      .thenEvents('attached')
      .thenTold(`${key}-attached`, hands.id)
      .thenView({ counts: expect.objectContaining({ files: 2 }) })
      .when(hands, attach(['f3'], 'internal'), given('f3'))
      .thenTold(`${key}-attached`)
      .thenView({ counts: expect.objectContaining({ files: 3 }), outward: expect.objectContaining({ files: 2 }) })
      .when(hands, attach(['f4'], 'public'), given('f4'))
      .thenTold(`${key}-attached`, requester.id);
    story.when(requester, attach(['f5'], 'internal'), given('f5')).thenRefused('not-permitted');
    story.when(stranger, attach(['f5']), given('f5')).thenRefused('not-permitted');
    story.when(requester, attach(['f5', 'f6']), given('f6')).thenRefused('invalid-data', '/files/0 unknown');
  });

  test('common.attach carries each file as it was, and its commit names it', () => {
    const { story, hands } = inHand(key);
    story.when(hands, attach(['f1'], 'internal', 'Dump'), { facts: { files: { f1: file('f1') } } });
    expect(story.stage.eventsOf(story.caseId).at(-1)?.data).toEqual({
      files: [file('f1')],
      text: 'Dump',
      audience: 'internal',
    });
  });

  ofReports('common.amend corrects what was written down; the reporter amends his own words', () => {
    const { story, hands } = inHand(key);
    story
      .when(hands, amend({ contact: '0571 9999' }))
      .thenEvents('amended')
      .thenView({ contact: '0571 9999' })
      .when(requester, amend({ title: 'Nobody can pay' }))
      .thenView({ title: 'Nobody can pay' })
      .when(requester, amend({ category: 'payment' }))
      .thenRefused('not-permitted')
      .when(colleague, amend({ title: 'Nothing works' }))
      .thenRefused('not-permitted');
  });

  ofReports('what the reporter amends is told to who has it, and what others amend of his words to him', () => {
    const { story, hands } = inHand(key);
    story
      .when(requester, amend({ description: 'It is lot 88-C' }))
      .thenTold(`${key}-amended`, hands.id)
      .when(hands, amend({ title: 'Lot 88-C cannot be paid' }))
      .thenTold(`${key}-amended`, requester.id)
      .when(hands, amend({ category: 'payment' }))
      .thenTold(`${key}-amended`)
      .when(head, amend({ contact: '0571 1', item: 'ci-7' }))
      .thenTold(`${key}-amended`, requester.id, hands.id);
  });

  ofReports('who follows it hears what its reporter hears, and of no internal words', () => {
    const { story, hands } = inHand(key);
    story
      .when(stranger, plain('follow'))
      .thenRefused('not-permitted')
      .when(head, plain('follow'))
      .when(hands, words('public'))
      .thenTold(`${key}-commented`, requester.id, head.id)
      .when(hands, words('internal'))
      .thenTold(`${key}-commented`)
      .when(head, words('public'))
      .thenTold(`${key}-commented`, requester.id, hands.id);
  });

  ofReports('common.correct puts right who reports it and how; staff does, and nothing that is right', () => {
    const { story, hands } = inHand(key);
    story
      .when(requester, correct({ contact: '1' }))
      .thenRefused('not-permitted')
      .when(hands, correct({ contact: '0571 9999', channel: 'mail' }))
      .thenEvents('corrected')
      .thenView({ contact: '0571 9999', channel: 'mail' })
      .when(hands, correct({ reporter: colleague.id }))
      .thenView({ parties: expect.objectContaining({ requester: colleague.id, assignee: hands.id }) })
      .thenTold(`${key}-corrected`, colleague.id)
      .when(hands, correct({ reporter: colleague.id }))
      .thenRefused('nothing-changes')
      .when(hands, correct({ reporter: people.xilingHead.id }))
      .thenRefused('invalid-data', '/reporter elsewhere')
      .when(hands, correct({ followUpOf: 'INC-000099' }))
      .thenRefused('invalid-data', '/followUpOf unknown')
      .when(hands, correct({ unit: '/dx/xiling/school' }))
      .thenRefused('invalid-data', '/unit unknown');
  });

  test('common.link names another case that is there, once, and that one knows (common.noteLink)', () => {
    const { story, hands } = inHand(key);
    const { status } = viewOf(story);
    const { stage, caseId } = story;
    const { caseId: other } = queuedIncident({}, { stage });
    story
      .when(hands, link(other))
      .thenEvents('linked')
      .thenView({
        status,
        counts: expect.objectContaining({ links: 1 }),
        links: [{ number: other, relation: 'related', inward: false }],
      })
      .when(hands, link(other))
      .thenRefused('already-linked');
    expect(stage.viewOf(other)).toMatchObject({
      counts: { links: 1 },
      links: [{ number: caseId, relation: 'related', inward: true }],
    });
    expect(stage.eventsOf(other).at(-1)?.type).toBe('incident.linkNoted');
    expect(stage.done.at(-1)?.effect).toMatchObject({ template: 'incident-link-noted', to: { team: 'donghu-l2' } });
    story
      .when(hands, { type: 'link', data: { target: other, relation: 'caused-by' } })
      .thenEvents('linked')
      .thenView({
        counts: expect.objectContaining({ links: 1 }),
        links: [{ number: other, relation: 'caused-by', inward: false }],
      })
      .when(hands, link(story.caseId))
      .thenRefused('invalid-data', '/target itself')
      .when(hands, link('INC-000099'))
      .thenRefused('invalid-data', '/target unknown')
      .when(requester, link(other))
      .thenRefused('not-permitted');
  });

  test('common.unlink ends a link on both sides, from either (common.noteUnlink)', () => {
    const { story, hands } = inHand(key);
    const { stage, caseId } = story;
    const { caseId: other } = queuedIncident({}, { stage });
    story.thenBlocked(hands, 'unlink', 'not-linked').when(hands, unlink(other)).thenRefused('not-linked');
    story.when(hands, link(other)).when(requester, unlink(other)).thenRefused('not-permitted');
    story.when(hands, unlink(other)).thenEvents('unlinked').when(hands, unlink(other)).thenRefused('not-linked');
    expect(stage.eventsOf(other).at(-1)?.type).toBe('incident.linkGone');
    story.when(hands, link(other));
    stage.give(other, head, unlink(caseId));
    for (const number of [caseId, other]) {
      expect(stage.viewOf(number)).toMatchObject({ counts: { links: 0 } });
      expect(stage.viewOf(number)).not.toHaveProperty('links', expect.anything());
    }
    expect(stage.undelivered).toEqual([]);
    const source = 'INC-000077';
    story
      .when(system, { type: 'noteUnlink', data: { source } })
      .thenEvents()
      .when(system, { type: 'noteLink', data: { source, relation: 'duplicate' } })
      .thenEvents('linkNoted')
      .thenTold(`${key}-link-noted`, hands.id)
      .when(system, { type: 'noteUnlink', data: { source } })
      .thenEvents('linkGone');
    for (const type of ['noteLink', 'noteUnlink'])
      story.when(head, { type, data: { source: other, relation: 'related' } }).thenRefused('not-permitted');
  });

  test('common.noteFiles brings files of another case, which only the product does', () => {
    const { story, hands } = inHand(key);
    const along = { files: [file('one')], within: [file('two')] };
    const from = { type: 'noteFiles', data: { from: 'CAL-000077' } };
    story
      .when(head, from, { facts: { along } })
      .thenRefused('not-permitted')
      .when(system, from, { facts: { along: { files: [], within: [] } } })
      .thenEvents()
      .when(system, from, { facts: { along } })
      .thenEvents('filesFollowed')
      .thenTold(`${key}-files-followed`, hands.id)
      .thenView({ counts: expect.objectContaining({ files: 2 }) })
      .when(system, { ...from, data: { ...from.data, within: true } }, { facts: { along } })
      .thenEvents('filesFollowed');
    expect(story.stage.eventsOf(story.caseId).at(-1)?.data).toEqual({
      from: 'CAL-000077',
      filesWithin: [file('one'), file('two')],
    });
    const many = Array.from({ length: 1_000 }, (_, n) => file(`f${n}`));
    story.when(system, from, { facts: { along: { files: many, within: [] } } }).thenRefused('too-many-files');
  });

  test('a link with a case that has ended is told on this side alone, and one with a case that ended meanwhile moves nothing', () => {
    const { story, hands } = inHand(key);
    const { stage } = story;
    const { status } = viewOf(story);
    const ended = queuedIncident({}, { stage }).when(head, { type: 'cancel', data: { reason: 'Reported twice' } });
    story.when(hands, link(ended.caseId)).thenEvents('linked').thenEffects();
    const openYet = { ...stage.viewOf(ended.caseId), caseId: ended.caseId, requester: requester.id, open: true };
    const late = { target: ended.caseId, relation: 'duplicate' };
    story
      .when(hands, { type: 'link', data: late }, { facts: { cases: { target: openYet } } })
      .thenTold(`${key}-effect-failed`)
      .thenView({ status, links: [{ number: ended.caseId, relation: 'duplicate', inward: false }] });
    expect(stage.eventsOf(story.caseId).at(-1)?.type).toBe(`${key}.effectFailed`);
  });

  test('so many links a case has, and no more', () => {
    const { story, hands } = inHand(key);
    const open = { process: 'incident', status: 'queued', open: false, orgPath: '/dx', requester: 'x' } as const;
    const facts = (n: number) => ({ facts: { cases: { target: { ...open, caseId: otherNumber(n) } } } });
    for (let n = 1; n <= MOST_LINKS; n += 1) story.when(hands, link(otherNumber(n)), facts(n)).thenEvents('linked');
    story.when(hands, link(otherNumber(0)), facts(0)).thenRefused('too-many-links');
    story
      .when(system, noted(otherNumber(0)))
      .thenRefused('too-many-links')
      .when(system, noted(otherNumber(1)))
      .thenEvents();
    story
      .when(hands, { type: 'link', data: { target: otherNumber(1), relation: 'duplicate' } }, facts(1))
      .thenEvents('linked');
  });

  test('common.follow and common.unfollow', () => {
    const { story } = inHand(key);
    const readers: readonly string[] = processes[key].readers;
    const isReported = !['archive', 'appraisal'].includes(key) && readers.includes('requester');
    const fan: Actor = isReported ? colleague : head;
    story
      .when(fan, plain('unfollow'))
      .thenRefused('not-permitted')
      .when(fan, plain('follow'))
      .thenEvents('followed')
      .when(fan, plain('follow'))
      .thenRefused('already-following')
      .when(stranger, plain('follow'))
      .thenRefused('not-permitted')
      .when(fan, plain('unfollow'))
      .thenEvents('unfollowed')
      .thenView({ parties: expect.objectContaining({ followers: [] }) });
  });

  test('common.tag and common.untag are for those who work on it, who alone see them', () => {
    const { story, hands } = inHand(key);
    const outward = outwardOf(story);
    story
      .when(hands, tags('tag', 'VPN', '打印机', 'vpn', 'ＶＰＮ'))
      .thenEvents('tagged')
      .thenView({ tags: ['VPN', '打印机'], tagKeys: ['vpn', '打印机'] })
      .when(hands, tags('tag', 'Vpn'))
      .thenEvents()
      .when(head, tags('tag', 'Wi Fi'))
      .thenEvents('tagged')
      .when(hands, tags('untag', 'vpn', 'nothing'))
      .thenEvents('untagged')
      .thenView({ tags: ['打印机', 'Wi Fi'], tagKeys: ['打印机', 'wi fi'] })
      .when(hands, tags('untag', 'VPN'))
      .thenEvents()
      .when(requester, tags('tag', 'Mine'))
      .thenRefused('not-permitted')
      .when(requester, tags('untag', 'Wi Fi'))
      .thenRefused('not-permitted')
      .when(stranger, tags('tag', 'Mine'))
      .thenRefused('not-permitted')
      .when(hands, tags('tag', ...Array.from({ length: MOST_TAGS - 2 }, (_, n) => `t${n}`)))
      .when(hands, tags('tag', 'one more'))
      .thenRefused('too-many-tags');
    expect(outwardOf(story)).toEqual(outward);
    story.when(hands, tags('untag', ...(tagsOf(story) ?? []))).thenEvents('untagged');
    expect(tagsOf(story)).toBeUndefined();
    expect(viewOf(story)).not.toHaveProperty('tagKeys');
  });

  test('common.logTime and common.correctTime: each puts down his own, a supervisor that of others', () => {
    const { story, hands } = inHand(key);
    const { now } = story.stage;
    const today = new Date(now + hours(8)).toISOString().slice(0, 10);
    const dayAt = (days: number) => new Date(now + hours(8 + 24 * days)).toISOString().slice(0, 10);
    const worker = { facts: { person: { id: quality.id, active: true, teams: [] } } };
    story
      .when(hands, logTime(30, { what: 'Looked at the log' }))
      .thenEvents('timeLogged')
      .thenTold(`${key}-time-logged`)
      .thenView({ spentMinutes: 30, worklog: [{ entry: 1, person: hands.id, day: today, minutes: 30 }] })
      .when(hands, logTime(1440, { day: dayAt(-1) }))
      .thenEvents('timeLogged')
      .thenView({ spentMinutes: 1470 })
      .when(hands, logTime(1, { day: dayAt(-1) }))
      .thenRefused('invalid-data', '/minutes more-than-a-day')
      .when(hands, logTime(5, { day: dayAt(1) }))
      .thenRefused('invalid-data', '/day in-future')
      .when(hands, logTime(5, { day: '2026-02-30' }))
      .thenRefused('invalid-data', '/day unknown')
      .when(hands, logTime(5, { day: dayAt(-40) }))
      .thenRefused('invalid-data', '/day before-start')
      .when(hands, logTime(5, { on: quality.id }), worker)
      .thenRefused('not-permitted')
      .when(head, logTime(5, { on: 'nobody' }), { facts: { person: null } })
      .thenRefused('invalid-data', '/on unknown')
      .when(head, logTime(5, { on: requester.id }), {
        facts: { person: { id: requester.id, active: true, teams: [], roleMissing: true } },
      })
      .thenRefused('invalid-data', '/on role-missing')
      .when(head, logTime(45, { on: quality.id }), worker)
      .thenEvents('timeLogged')
      .thenTold(`${key}-time-logged`, quality.id)
      .when(requester, logTime(5))
      .thenRefused('not-permitted')
      .when(stranger, logTime(5))
      .thenRefused('not-permitted')
      .when(hands, correctTime(1, 20))
      .thenEvents('timeCorrected')
      .thenView({ spentMinutes: 1505 })
      .when(hands, correctTime(1, 20))
      .thenRefused('nothing-changes')
      .when(hands, correctTime(3, 20))
      .thenRefused('not-permitted')
      .when(hands, correctTime(9, 20))
      .thenRefused('invalid-data', '/entry unknown')
      .when(head, correctTime(2, 0))
      .thenEvents('timeCorrected')
      .thenTold(`${key}-time-corrected`, hands.id)
      .thenView({ spentMinutes: 65 });
    expect(story.stage.eventsOf(story.caseId).at(-1)?.data).toEqual({
      entry: 2,
      worker: hands.id,
      day: dayAt(-1),
      minutes: 0,
      was: 1440,
      reason: 'Mistyped',
    });
  });

  test('common.addWatcher has one follow who reads it and may leave; common.removeWatcher ends it', () => {
    const { story, hands } = inHand(key);
    story
      .when(hands, watcher('addWatcher', head.id), readerOf(head.id))
      .thenEvents('watcherAdded')
      .thenTold(`${key}-watcher-added`, head.id)
      .thenView({ parties: expect.objectContaining({ followers: [head.id] }) })
      .when(hands, watcher('addWatcher', head.id), readerOf(head.id))
      .thenRefused('already-following')
      .when(hands, watcher('addWatcher', stranger.id), readerOf(stranger.id, false))
      .thenRefused('invalid-data', '/person out-of-reach')
      .when(hands, watcher('addWatcher', 'nobody'), { facts: { reader: null } })
      .thenRefused('invalid-data', '/person unknown')
      .when(requester, watcher('addWatcher', head.id), readerOf(head.id))
      .thenRefused('not-permitted')
      .when(head, plain('unfollow'))
      .thenEvents('unfollowed')
      .thenBlocked(hands, 'removeWatcher', 'not-following')
      .when(hands, watcher('addWatcher', head.id), readerOf(head.id))
      .when(hands, watcher('removeWatcher', quality.id))
      .thenRefused('not-following')
      .when(requester, watcher('removeWatcher', head.id))
      .thenRefused('not-permitted')
      .when(hands, watcher('removeWatcher', head.id))
      .thenEvents('watcherRemoved')
      .thenTold(`${key}-watcher-removed`)
      .thenView({ parties: expect.objectContaining({ followers: [] }) });
  });

  ofReports('common.acknowledge is for those whom the step tells', () => {
    const { story, hands } = inHand(key);
    const heard = (data: object) => ({ type: 'acknowledge', data: { ...heardByHands(key), ...data } });
    story
      .thenBlocked(hands, 'acknowledge', 'step-not-fired')
      .when(hands, heard({}))
      .thenRefused('step-not-fired')
      .fastForward(hours(2 * 24))
      .thenAllowed(hands, 'acknowledge')
      .thenNotAllowed(quality, 'acknowledge') // it was said to others
      .when(hands, heard({ step: `${heardByHands(key).step}#7` }))
      .thenRefused('step-not-fired')
      .when(hands, heard({}))
      .thenEvents('acknowledged')
      .when(quality, heard({}))
      .thenRefused('not-permitted')
      .when(hands, heard({ step: 'p1' }))
      .thenRefused('invalid-data', '/step unknown')
      .when(hands, heard({ clock: 'constructor' }))
      .thenRefused('invalid-data', '/clock unknown');
  });

  ofReports('common.urge starts the time to answer, which common.answerUrge ends', () => {
    const { story, hands } = inHand(key);
    story
      .thenBlocked(hands, 'answerUrge', 'not-urged')
      .when(requester, { type: 'urge', data: { text: 'We must pay today' } })
      .thenEvents('urged')
      .thenTold(`${key}-urged`, hands.id)
      .thenView({ urged: true, waitsFor: expect.arrayContaining([answersUrge(hands.id)]) })
      .thenClock('urge-answer', { state: 'running' })
      .thenBlocked(requester, 'urge', 'urge-too-soon')
      .when(hands, { type: 'answerUrge', data: { text: 'In ten minutes' } })
      .thenEvents('urgeAnswered')
      .thenTold(`${key}-urge-answered`, requester.id)
      .thenView({ urged: false })
      .thenClock('urge-answer', { state: 'met' })
      .fastForward(minutes(31))
      .when(stranger, plain('urge'))
      .thenRefused('not-permitted')
      .when(head, plain('urge'))
      .thenEvents('urged')
      .when(hands, { type: 'answerUrge', data: { text: 'Now' } })
      .thenTold(`${key}-urge-answered`, requester.id, head.id);
  });

  test('common.supervise pins it to the board until a day that lies ahead', () => {
    const { story, hands } = inHand(key);
    const { now } = story.stage;
    story
      .when(head, supervise(now))
      .thenRefused('invalid-data', '/due in-past')
      .when(hands, supervise(now + hours(8)))
      .thenRefused('not-permitted')
      .when(head, supervise(now + hours(8)))
      .thenEvents('supervised')
      .thenView({
        supervised: true,
        supervision: { by: head.id, instruction: 'Today', due: now + hours(8), state: 'open' },
        waitsFor: expect.arrayContaining([
          { to: { person: hands.id }, command: 'answerSupervision', dueAt: now + hours(8) },
        ]),
      })
      .thenTold(`${key}-supervised`, hands.id)
      .when(head, supervise(now + FARTHEST + 1))
      .thenRefused('invalid-data', '/due too-far')
      .when(head, supervise(now + FARTHEST))
      .thenEvents('supervised');
  });

  test('the instant that a supervisor named comes: he and who has it are told, once', () => {
    const { story, hands } = inHand(key);
    const due = story.stage.now + minutes(3);
    story
      .when(head, supervise(due))
      .thenView({ nextWakeUp: due })
      .fastForward(minutes(3))
      .thenEvents('supervisionDue')
      .thenTold(`${key}-supervision-due`, head.id, hands.id)
      .thenView({ supervision: expect.objectContaining({ state: 'past', due }) })
      .fastForward(minutes(2))
      .thenEvents();
    expect(story.stage.eventsOf(story.caseId).at(-1)?.data).toEqual({ dueAt: due });
    story.when(head, supervise(story.stage.now + minutes(7)));
    story.stage.skipTo(story.stage.now + minutes(9)); // nobody was awake
    story.when(hands, words('public')).thenTold(`${key}-supervision-due`, head.id, hands.id);
  });

  test('common.answerSupervision reaches who ordered it, and nothing falls due then; common.liftSupervision ends it', () => {
    const { story, hands } = inHand(key);
    const answer = { type: 'answerSupervision', data: { text: 'Paid at noon' } };
    const lift = { type: 'liftSupervision', data: {} };
    story
      .thenBlocked(hands, 'answerSupervision', 'not-supervised')
      .when(head, lift)
      .thenRefused('not-supervised')
      .when(head, supervise(story.stage.now + minutes(7)))
      .when(requester, answer)
      .thenRefused('not-permitted')
      .when(hands, lift)
      .thenRefused('not-permitted')
      .when(hands, answer)
      .thenEvents('supervisionAnswered')
      .thenTold(`${key}-supervision-answered`, head.id)
      .thenView({
        supervision: expect.objectContaining({ state: 'answered' }),
        waitsFor: expect.arrayContaining([{ to: { person: head.id }, command: 'liftSupervision', dueAt: null }]),
      })
      .when(hands, answer)
      .thenRefused('already-answered')
      .fastForward(minutes(8))
      .thenTold(`${key}-supervision-due`)
      .when(head, lift)
      .thenEvents('supervisionLifted')
      .thenTold(`${key}-supervision-lifted`, hands.id)
      .thenView({ supervised: false });
    expect(viewOf(story)).not.toHaveProperty('supervision', expect.anything());
  });

  ofReports(
    "what happens within moves nothing that the requester's side sees, and its version goes on to be good",
    () => {
      const { story, hands } = inHand(key);
      const before = outwardOf(story);
      story.fastForward(minutes(2)).when(hands, words('internal'));
      expect(outwardOf(story)).toEqual(before);
      const { version } = viewOf(story);
      expect(version).toBeGreaterThan(before?.version ?? version);
      const { stage, caseId } = story;
      const asked = (actor: Actor, seen: number | undefined) =>
        decideOn(catalogue[key], stage.kaseOf(caseId), {
          command: 'amend',
          data: { fields: { title: 'Nobody can pay' } },
          actor,
          key: 'k',
          facts: {},
          now: stage.now,
          seen,
        });
      expect(asked(requester, before?.version).events).toHaveLength(1);
      expect(asked(hands, version).events).toHaveLength(1);
      for (const [actor, seen] of [
        [hands, before?.version],
        [requester, (before?.version ?? 0) - 1],
      ] as const)
        expect(() => asked(actor, seen)).toThrow(expect.objectContaining({ code: 'stale-version' }));
      story.when(hands, words('public'));
      expect(outwardOf(story)).toEqual({ version: version + 1, updatedAt: stage.now, comments: 1 });
    },
  );

  ofReports('common.retarget sets the promises anew; what the preview did not show is refused', () => {
    const { story, hands } = inHand(key);
    const { pins, clock } = pinsAfter(story);
    const calendars = [...new Set(Object.values(pins.calendars))];
    const asked = { type: 'retarget', data: { policyVersion: `${key}@2`, calendars, reason: 'The new contract' } };
    story
      .when(requester, asked, { facts: { pins } })
      .thenRefused('not-permitted')
      .when(head, asked)
      .thenRefused('preview-stale')
      .when(head, asked, { facts: { pins } })
      .thenEvents('retargeted')
      .thenTold(`${key}-retargeted`, hands.id, requester.id);
    expect(story.stage.kaseOf(story.caseId).pins.sla.clocks[clock]).toEqual(pins.sla.clocks[clock]);
    story.when(owner, asked, { facts: { pins } }).thenRefused('nothing-changes');
  });

  ofReports('common.relieve takes who has left off it: it waits in its queue', () => {
    const { story, hands } = inHand(key);
    const { queue = '' } = viewOf(story);
    story
      .when(head, relieve(hands.id))
      .thenRefused('not-permitted')
      .when(system, relieve(stranger.id))
      .thenEvents()
      .when(system, relieve(hands.id))
      .thenEvents('relieved')
      .thenTold(`${key}-relieved`, queue)
      .thenView({ parties: expect.not.objectContaining({ assignee: hands.id }) });
  });

  ofReports('common.requeue takes it to the heir of its queue', () => {
    const { story, hands } = inHand(key);
    const { queue = '' } = viewOf(story);
    const [heir = ''] = Object.keys(queues).filter((one) => one !== queue && queues[one]?.open);
    story
      .when(head, requeue(queue, heir))
      .thenRefused('not-permitted')
      .when(system, requeue('xiling-l2', heir))
      .thenEvents()
      .when(system, requeue(queue, 'dx-old'))
      .thenRefused('target-not-open')
      .when(system, requeue(queue, heir))
      .thenEvents('requeued')
      .thenTold(`${key}-requeued`, heir)
      .thenView({ queue: heir, parties: expect.not.objectContaining({ assignee: hands.id }) });
  });

  test('none of them is possible at an end', () => {
    let ended: Story | undefined;
    for (const path of paths[key].toSorted((a, b) => a.steps.length - b.steps.length)) {
      const story = played(key, path);
      if (viewOf(story).closedAt === undefined) continue;
      ended = story;
      break;
    }
    ended?.when(head, words('public')).thenRefused('case-ended').when(head, plain('follow')).thenRefused('case-ended');
    expect(ended).toBeDefined();
  });
});

/** A clock that it ships, and a step of it that tells its assignee. */
function heardByHands(key: ProcessKey): { clock: string; step: string } {
  for (const [clock, { ladder = [] }] of Object.entries(catalogue[key].clocks.shipped)) {
    const step = ladder.find(({ to }) => to.includes('assignee'));
    if (step) return { clock, step: step.id };
  }
  throw new Error(`${key}: no clock tells the assignee`);
}

/** The pins that a story runs on, in a version whose first clock has another target; and the name of that clock. */
function pinsAfter({ stage, caseId }: Story): { pins: Pins; clock: string } {
  const { pins } = stage.kaseOf(caseId);
  const [[clock, definition] = []] = Object.entries(pins.sla.clocks);
  if (clock === undefined || !definition) throw new Error(`${caseId}: its policy has no clock`);
  const clocks = { ...pins.sla.clocks, [clock]: { ...definition, targets: [{ ms: hours(7) }] } };
  return { pins: { ...pins, sla: { ...pins.sla, version: 2, clocks } }, clock };
}
