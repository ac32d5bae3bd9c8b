/** How what was found is contested, put right, and cleared by somebody else. */
import { given, hours, MORNING } from '../../support/given.ts';
import {
  because,
  clear,
  contest,
  DUE,
  issuing,
  refuse,
  says,
  submit,
  takeUp,
} from '../../support/rectification/rectifications.ts';
import { people } from '../../support/sample.ts';

const { quality, cityQuality, safety, auditor, li, zhao, cityHead, head, owner, requester } = people;
const issued = (more: object = {}) => given('rectification').when(quality, issuing(more));
const submitted = (more: object = {}) => issued(more).when(li, takeUp()).when(li, submit);

const until = (due: number) => says('extend', { due, reason: 'Parts are late' });

describe('rectification.takeUp', () => {
  test('by who is responsible, who says why and what is done, and who does it', () => {
    issued()
      .when(zhao, takeUp())
      .thenRefused('not-permitted')
      .when(li, takeUp({ person: zhao.id }))
      .thenEvents('takenUp')
      .thenTold('rectification-taken-up', quality.id, zhao.id)
      .thenView({ status: 'rectifying', doer: zhao.id, takenUpAt: MORNING })
      .thenWaitsFor(`${zhao.id}: submit`)
      .thenClock('take-up', { state: 'met' });
  });
  test('whoever does it is there', () => {
    issued()
      .when(li, takeUp({ person: 'nobody' }))
      .thenRefused('invalid-data', '/person unknown');
    issued()
      .when(li, takeUp({ person: requester.id }))
      .thenRefused('invalid-data', '/person role-missing');
  });
  test('four business hours; then who issued it and his supervisor hear', () => {
    issued()
      .fastForward(hours(5))
      .thenTold('rectification-take-up-breached', li.id, quality.id, 'supervisor@/dx/donghu/linxi/school');
  });
});

describe('rectification.contest, rectification.uphold', () => {
  test('the superior of who issued it decides, and its clock stands meanwhile', () => {
    issued()
      .when(li, because('uphold'))
      .thenRefused('not-permitted')
      .when(head, because('uphold'))
      .thenRefused('not-contested')
      .when(li, contest)
      .thenEvents('contested')
      .thenTold('rectification-contested', 'supervisor@/dx', quality.id)
      .thenView({ contested: true })
      .thenWaitsFor('supervisor@/dx: uphold')
      .when(li, contest)
      .thenRefused('already-contested')
      .when(cityHead, because('uphold'))
      .thenRefused('not-permitted')
      .when(head, because('uphold'))
      .thenEvents('upheld')
      .thenTold('rectification-upheld', li.id, quality.id)
      .thenWaitsFor(`${li.id}: takeUp`)
      .when(li, contest)
      .thenRefused('contest-decided');
  });
  test('who issued it does not uphold it himself, whatever he is beside', () => {
    const both = { ...head, grants: [...head.grants, { role: 'auditor', orgPath: '/dx' } as const] };
    given('rectification')
      .when(both, issuing())
      .when(li, contest)
      .when(both, because('uphold'))
      .thenRefused('separation-of-duties')
      .when(owner, because('uphold'))
      .thenEvents('upheld');
  });
  test('a superior agrees by withdrawing it; who is responsible may take it up after all', () => {
    issued().when(li, contest).when(head, because('withdraw')).thenEvents('withdrawn');
    issued().when(li, contest).when(li, takeUp()).thenView({ status: 'rectifying', contested: false });
  });
  test('nobody decides for a business day: his superior and the owner hear', () => {
    issued()
      .when(li, contest)
      .fastForward(hours(30))
      .thenTold(
        'rectification-contest-breached',
        'supervisor@/dx/donghu/linxi/school',
        'process-owner@/dx/donghu/linxi/school',
      );
  });
});

describe('rectification.withdraw', () => {
  test('by who issued it or stands above him, before it is submitted', () => {
    for (const by of [quality, head, owner])
      issued()
        .when(li, takeUp())
        .when(by, because('withdraw'))
        .thenEvents('withdrawn')
        .thenTold('rectification-withdrawn', ...[li.id, quality.id].filter((id) => id !== by.id))
        .thenView({ status: 'withdrawn' });
    issued().when(cityHead, because('withdraw')).thenRefused('not-permitted');
    issued().when(cityQuality, because('withdraw')).thenRefused('not-permitted');
    submitted().when(quality, because('withdraw')).thenRefused('wrong-status');
  });
  test('not by who is to put it right', () => {
    issued({ responsible: head.id }).when(head, because('withdraw')).thenRefused('separation-of-duties');
  });
});

describe('rectification.submit, rectification.clear, rectification.refuseRemedy', () => {
  test('who issued it looks at it; what is good is closed with its facts', () => {
    submitted()
      .thenEvents('submitted')
      .thenTold('rectification-submitted', quality.id)
      .thenWaitsFor(`${quality.id}: clear`)
      .when(quality, clear)
      .thenEvents('cleared', 'closed')
      .thenTold('rectification-closed', li.id)
      .thenView({ status: 'closed' })
      .thenClock('rectify', { state: 'met' })
      .when(quality, clear)
      .thenRefused('case-ended');
  });
  test('a lead may instead, and nobody who put it right', () => {
    submitted().when(cityQuality, clear).thenEvents('cleared', 'closed');
    submitted().when(safety, clear).thenEvents('cleared', 'closed');
    submitted().when(li, clear).thenRefused('not-permitted');
    submitted().when(head, clear).thenRefused('not-permitted');
    const own = issued({ responsible: cityQuality.id })
      .when(cityQuality, takeUp({ person: li.id }))
      .when(zhao, submit)
      .thenRefused('not-permitted')
      .when(li, submit);
    own.when(cityQuality, clear).thenRefused('separation-of-duties');
    own.when(cityQuality, refuse).thenRefused('separation-of-duties');
    own.thenBlocked(cityQuality, 'clear', 'separation-of-duties');
  });
  test('who issued it to himself leaves it to the lead', () => {
    given('rectification')
      .when(auditor, issuing({ responsible: quality.id, kind: 'audit' }))
      .when(quality, takeUp())
      .when(quality, submit)
      .when(quality, clear)
      .thenRefused('separation-of-duties')
      .when(auditor, clear)
      .thenEvents('cleared', 'closed');
    issued({ responsible: quality.id })
      .when(quality, takeUp())
      .when(quality, submit)
      .thenWaitsFor('quality-lead@/dx/donghu/linxi/school: clear')
      .when(cityQuality, clear)
      .thenEvents('cleared', 'closed');
  });
  test('what is not good goes on, its time too; the second time the superior hears', () => {
    submitted()
      .when(quality, refuse)
      .thenEvents('remedyRefused')
      .thenTold('rectification-remedy-refused', li.id)
      .thenView({ status: 'rectifying', counts: expect.objectContaining({ refusals: 1 }) })
      .thenClock('rectify', { state: 'running', dueAt: DUE })
      .when(li, submit)
      .when(quality, refuse)
      .thenTold('rectification-remedy-refused', li.id, 'supervisor@/dx')
      .thenView({ counts: expect.objectContaining({ refusals: 2 }) });
  });
  test('two business days to look at it; then others hear', () => {
    submitted()
      .fastForward(hours(24 * 3))
      .thenTold(
        'rectification-clear-breached',
        quality.id,
        'quality-lead@/dx/donghu/linxi/school',
        'supervisor@/dx/donghu/linxi/school',
      );
  });
  test('what is late is told to who is responsible, who issued it and above; a day later further up', () => {
    issued()
      .when(li, takeUp())
      .moveTo(DUE)
      .thenTold('rectification-rectify-breached', li.id, quality.id, 'supervisor@/dx/donghu/linxi/school')
      .fastForward(hours(24))
      .thenTold(
        'rectification-rectify-breached',
        'project-manager@/dx/donghu/linxi/school',
        'process-owner@/dx/donghu/linxi/school',
      );
  });
});

describe('rectification.extend', () => {
  test('by who issued it or a lead, twice at most', () => {
    issued()
      .when(li, until(DUE + 1))
      .thenRefused('not-permitted')
      .when(quality, until(DUE + hours(1)))
      .thenEvents('extended')
      .thenTold('rectification-extended', li.id)
      .thenClock('rectify', { dueAt: DUE + hours(1) })
      .when(safety, until(DUE + hours(2)))
      .thenView({ due: DUE + hours(2), counts: expect.objectContaining({ extensions: 2 }) })
      .thenBlocked(quality, 'extend', 'extension-limit')
      .when(quality, until(DUE + hours(3)))
      .thenRefused('extension-limit');
  });
  test('to later than now named, and ahead', () => {
    issued().when(quality, until(MORNING)).thenRefused('due-in-past');
    issued().when(quality, until(DUE)).thenRefused('invalid-data', '/due not-later');
  });
  test('not by a lead who puts it right', () => {
    issued({ responsible: cityQuality.id })
      .when(cityQuality, until(DUE + 1))
      .thenRefused('separation-of-duties');
  });
});

test('what was found is not rewritten by who puts it right, nor who found it', () => {
  const amend = says('amend', { fields: { description: 'Two racks' } });
  issued().when(quality, amend).thenEvents('amended').thenView({ description: 'Two racks' });
  issued({ responsible: cityHead.id }).when(cityHead, amend).thenRefused('separation-of-duties');
});
