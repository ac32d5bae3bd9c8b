/** What the record of an inspection says of one finding: its words and photos, which the case itself does not keep. */
import type { FileFact, FoundFact } from '../kernel/facts.ts';
import type { CaseEvent } from '../kernel/process.ts';
import type { InspectionEvents } from './state.ts';

type Of<K extends keyof InspectionEvents> = { type: `inspection.${K}`; data: InspectionEvents[K] };
type Told = Of<'findingRaised'> | Of<'remedyProposed'> | Of<'itemsRecorded'>;
const TOLD: readonly string[] = ['findingRaised', 'remedyProposed', 'itemsRecorded'].map(
  (name) => `inspection.${name}`,
);
const isTold = (event: Pick<CaseEvent, 'type' | 'data'>): event is Told & CaseEvent => TOLD.includes(event.type);

/**
 * Of the events of the inspection, oldest first: what was found, the remedy as proposed at last, what was answered on its line at last and the
 * photos of that line. Null: there is no such finding. Throws nothing.
 */
export function foundIn(events: readonly Pick<CaseEvent, 'type' | 'data'>[], finding: string): FoundFact | null {
  const told = events.filter(isTold);
  const raised = told.find((one): one is typeof one & Of<'findingRaised'> => isOf(one, 'findingRaised', finding));
  if (!raised) return null;
  const { what, line } = raised.data;
  const proposed = told.findLast((one): one is typeof one & Of<'remedyProposed'> =>
    isOf(one, 'remedyProposed', finding),
  );
  const answers = told.flatMap(({ type, data }) =>
    type === 'inspection.itemsRecorded'
      ? data.lines.flatMap((one) => (one.line === line ? [{ ...one, files: data.files ?? [] }] : []))
      : [],
  );
  const { value, note } = answers.at(-1) ?? {};
  const said = [value === undefined ? undefined : String(value), note].filter((one) => one !== undefined);
  const files = answers.flatMap(({ photos = [], files: all }): FileFact[] =>
    all.filter(({ id }) => photos.includes(id)),
  );
  return {
    what,
    ...(proposed ? { remedy: proposed.data.remedy } : {}),
    ...(said.length > 0 ? { said: said.join('\n') } : {}),
    files: [...new Map(files.map((file) => [file.id, file])).values()],
  };
}

const isOf = ({ type, data }: Told, name: 'findingRaised' | 'remedyProposed', finding: string): boolean =>
  type === `inspection.${name}` && 'part' in data && data.part === finding;
