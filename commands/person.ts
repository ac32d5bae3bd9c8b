/**
 * `npm run person -- …`: accounts from the command line, above all the first administrators of an installation. A made
 * password is printed once on stdout; a chosen one comes from a file or stdin, never from the command line, which
 * others can read. Every change is in the audit trail.
 */
import { parseArgs } from 'node:util';
import { KEY_DAYS } from '../models/access/api-key.ts';
import { accountsFile } from '../worker/migrate.ts';
import { answer, parsedOrWrong, runCommand, say, WrongUse } from './support/command.ts';
import { type Accounts, type NewAccount, openAccounts } from './support/accounts.ts';

const USAGE = `npm run person -- create ID --name NAME --unit /PATH --role ROLE[@/PATH] … [--team KEY …]
                          [--unit-name NAME] [--locale zh|en] [--phone TEXT] [--email TEXT] [--password-file FILE|-]
npm run person -- password ID [--password-file FILE|-]     ends the person's sessions and API keys
npm run person -- key ID [--name NAME] [--days N]          makes an API key for ${KEY_DAYS} days, shown once
npm run person -- second-factor ID                         takes it away; sessions and API keys end
npm run person -- fresh-passwords                          gives each sample account a password of its own
npm run person -- lock ID | unlock ID                      a locked person neither signs in nor is told anything, and
                                                           his API keys end for good`;

const text = { type: 'string' } as const;
const texts = { type: 'string', multiple: true } as const;
const options = {
  name: text,
  unit: text,
  'unit-name': text,
  role: texts,
  team: texts,
  locale: text,
  phone: text,
  email: text,
  days: text,
  'password-file': text,
} as const;

type Values = ReturnType<typeof parse>['values'];
const parse = () => parseArgs({ allowPositionals: true, options });

/** What each word takes; anything else is a wrong use, not ignored. */
const takes: Readonly<Record<string, readonly (keyof typeof options)[]>> = {
  create: ['name', 'unit', 'unit-name', 'role', 'team', 'locale', 'phone', 'email', 'password-file'],
  password: ['password-file'],
  key: ['name', 'days'],
  'second-factor': [],
  lock: [],
  unlock: [],
};

function asked(): { word: string; id: string; values: Values } {
  const { values, positionals } = parsedOrWrong(parse);
  const [word = '', id, ...more] = positionals;
  if (word === 'fresh-passwords') {
    if (id !== undefined || Object.keys(values).length > 0) throw new WrongUse(`${word} takes nothing else`);
    return { word, id: '', values };
  }
  const known = takes[word];
  if (!known) throw new WrongUse('say create, password, key, second-factor, fresh-passwords, lock or unlock');
  if (id === undefined || more.length > 0) throw new WrongUse(`${word} takes one ID`);
  const foreign = Object.keys(values).find((name) => !known.some((one) => one === name));
  if (foreign !== undefined) throw new WrongUse(`${word} takes no --${foreign}`);
  if (word === 'create') wishOf(values);
  if (word === 'key') daysOf(values.days);
  return { word, id, values };
}

void runCommand({ usage: USAGE, asked }, async ({ word, id, values }, { db, env: { dataFolder } }) => {
  if (word === 'fresh-passwords') {
    const file = accountsFile(dataFolder);
    say(`${await openAccounts(db).freshPasswords(file)} accounts, each with a password of its own: ${file}`);
    return 0;
  }
  await act(openAccounts(db), word, id, values);
  return 0;
});

async function act(accounts: Accounts, word: string, id: string, values: Values): Promise<void> {
  switch (word) {
    case 'create':
      return told(await accounts.create(id, wishOf(values)));
    case 'password':
      return told(await accounts.setPassword(id, values['password-file']));
    case 'key':
      return answer(await accounts.makeKey(id, { name: values.name ?? 'command line', days: daysOf(values.days) }));
    case 'second-factor':
      return say((await accounts.endSecondFactor(id)) ? `${id} signs in without a second factor` : `${id} had none`);
    case 'lock': {
      const open = await accounts.lock(id);
      say(`${id} is locked; sessions have ended`);
      if (open.length > 0) say(`cases in these hands, to be dispatched to others: ${open.join(' ')}`);
      return;
    }
    default:
      await accounts.unlock(id);
      say(`${id} is active`);
  }
}

/** A password that was chosen is not repeated. */
const told = (made: string | null): void => {
  if (made === null) say('done');
  else answer(made);
};

function wishOf({ name, unit, locale, role = [], team = [], phone, email, ...rest }: Values): NewAccount {
  if (name === undefined) throw new WrongUse('--name is needed');
  if (unit === undefined) throw new WrongUse('--unit is needed');
  if (role.length === 0) throw new WrongUse('--role is needed at least once');
  if (locale !== undefined && locale !== 'zh' && locale !== 'en') throw new WrongUse('--locale is zh or en');
  const reach = { ...(phone === undefined ? {} : { phone }), ...(email === undefined ? {} : { email }) };
  return {
    name,
    unit,
    unitName: rest['unit-name'],
    roles: role,
    teams: team,
    locale: locale === 'en' ? 'en' : 'zh',
    reach,
    passwordFile: rest['password-file'],
  };
}

function daysOf(given = String(KEY_DAYS)): number {
  const days = Number(given);
  if (!/^\d{1,3}$/.test(given) || days < 1 || days > 365) throw new WrongUse('--days is 1 to 365');
  return days;
}
