/** What formulas may say of a case follows from what its process shows. */
import { namesOf } from '../../../domain/figures/names.ts';
import { tellsOfPersons } from '../../../domain/figures/language/persons.ts';
import { placesOf } from '../../../domain/figures/row.ts';
import { processes, isProcessKey } from '../../../domain/processes.ts';
import { formulaIn, published } from './language/given.ts';

test('lengths are minutes, whatever the process keeps, and are found where it keeps them', () => {
  const names = namesOf('change');
  expect(names['lead']).toEqual({ is: 'minutes' });
  expect(names['leadMs']).toBeUndefined();
  expect(names['outageMinutes']).toEqual({ is: 'minutes' });
  expect(placesOf('lead')).toContain('leadMs');
});

test('free texts, contacts and what is kept from strangers have no name', () => {
  const names = Object.keys(namesOf('incident'));
  for (const one of ['description', 'contact', 'caller', 'solution', 'knowledge.article', 'change', 'reporters'])
    expect(names).not.toContain(one);
});

/** Texts without words of their own that say who somebody is, or that do not. One that is in neither list was forgotten. */
const PERSONS =
  /^(person|clock\..*\.breachPerson|resolvedBy|implementer|issuer|responsible|doer|builder|crew|signedBy|inspectors|subjectPerson|acceptedBy)$/;
const NO_PERSONS =
  /^(category|incident|followUpOf|priority|application|organisation|unit|team|clock\..*\.breachTeam|call|items?|causeCode|workOrder|parent|mergedInto|planHash|questionnaire|freezes|template|release|cutover|approval\.(policy|planHash)|meetings|changes?|run\.(halt\.part|back)|schemes?|source|blocks|blocksStep|site|appVersion|artefact|sha256|runbook|wave|installed|zone|skills|spare|recordHash|plan|slot|checklist|suggested|warned|schemeRef|period|judging|listHash|currency|statementHash|rectifications|month)$/;

test('each name that says who somebody is is known to', () => {
  for (const process of Object.keys(processes).filter(isProcessKey))
    for (const [name, { is, words, person = false }] of Object.entries(namesOf(process))) {
      if ((is !== 'text' && is !== 'texts') || words) continue;
      expect([name, PERSONS.test(name), NO_PERSONS.test(name)]).toEqual([name, person, !person]);
    }
});

test('a formula that tells cases apart by who somebody is tells of persons, whatever stands around it', () => {
  const indicators = published(['of-one', 'count(closed incident where resolvedBy = "eng-donghu-1")']);
  const tells = (text: string) =>
    tellsOfPersons(formulaIn(text, indicators), (ref) => {
      const found = indicators(ref.split('@')[0] ?? '');
      if (!found) throw new Error(ref);
      return found.formula;
    });
  for (const text of [
    'count(closed incident where person = "eng-donghu-1")',
    'count(closed incident where not (urged or clock.response.breachPerson != "x"))',
    'share(closed incident where resolvedBy in ("x", "y"), closed incident)',
    'sum(age of closed work-order where crew = "x")',
    '1 + @of-one',
  ])
    expect([text, tells(text)]).toEqual([text, true]);
  for (const text of ['count(closed incident where team = "donghu-l2")', 'count(closed incident where person missing)'])
    expect([text, tells(text)]).toEqual([text, false]);
});
