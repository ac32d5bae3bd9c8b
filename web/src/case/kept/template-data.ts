/** What of a case, or of a form, is worth beginning the next one with. */
import { type Fields, filledIn, type Form, isFields } from '../../form/schema.ts';

/** One case's own. */
const OWN = new Set(
  'files externalRef reporter caller contact reporterElsewhere followUpOf call incident channel position source confirmed'.split(
    ' ',
  ),
);

/** Fields of the intake that are typed and not one case's own. */
export function keptOf({ input }: Pick<Form, 'input'>, data: Fields): Fields {
  const filled = filledIn(
    Object.fromEntries(
      Object.entries(data).filter(([name]) => Object.hasOwn(input.properties ?? {}, name) && !OWN.has(name)),
    ),
  );
  return isFields(filled) ? filled : {};
}

const isSimple = (value: unknown): boolean =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';

/** The same of a case that stands: as far as it still says what its intake asked. */
export function dataOfCase(form: Pick<Form, 'input'>, kase: Readonly<Record<string, unknown>>): Fields {
  const parties = kase['parties'];
  const unit: unknown = isFields(parties) ? parties['unit'] : undefined;
  const said = Object.entries({ ...kase, unit }).filter(
    ([, value]) => isSimple(value) || (Array.isArray(value) && value.every(isSimple)),
  );
  return keptOf(form, Object.fromEntries(said));
}
