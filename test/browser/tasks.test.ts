/**
 * What each role does most (console.md 2), from where it lands, through the screen alone: in Chinese with the mouse, in English without
 * one. Counted in the page, and looked at afterwards in what the product stored. Each role works in both languages, task by task in
 * turn; with `WHOLE=1` each task is done in both.
 */
import { type Console, openConsole } from '../support/browser/console.ts';
import { sealed, solvedCall } from '../support/browser/stage.ts';
import { auditAdministrator, securityAdministrator, systemAdministrator } from './tasks/administrators.ts';
import { auditor } from './tasks/auditor.ts';
import { deskAgent } from './tasks/desk.ts';
import { engineer } from './tasks/engineer.ts';
import { tasksIn } from './tasks/hand.ts';
import { processOwner } from './tasks/owner.ts';
import { requester } from './tasks/requester.ts';
import { supervisor } from './tasks/supervisor.ts';

let ours: Console;
beforeAll(async () => {
  ours = await openConsole();
  await solvedCall(ours.api); // what the desk is told of a caller comes from what was before
  await sealed(ours.api);
}, 120_000);
afterAll(() => ours.stop());

const ROLES = [
  { role: 'a desk agent', tasks: deskAgent },
  { role: 'an engineer', tasks: engineer },
  { role: 'a supervisor', tasks: supervisor },
  { role: 'a process owner', tasks: processOwner },
  { role: 'an auditor', tasks: auditor },
  { role: 'a requester', tasks: requester },
  { role: 'a system administrator', tasks: systemAdministrator },
  { role: 'a security administrator', tasks: securityAdministrator },
  { role: 'an audit administrator', tasks: auditAdministrator },
];

describe.each([['zh'], ['en']] as const)('in %s', (locale) => {
  describe.each(ROLES)('$role', ({ tasks }) => {
    tasks({ console: () => ours, locale, task: tasksIn(locale) });
  });
});
