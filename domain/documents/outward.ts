/** The events of a case as the requester's side sees them. */
import { isOpenTo, openFieldsOf } from '../kernel/common/open.ts';
import type { AnyProcess, CaseEvent } from '../kernel/process.ts';

/** Those that it sees, each with the fields that it sees; internal words are left out. Throws nothing. */
export const outwardEvents = (process: AnyProcess, events: readonly CaseEvent[]): CaseEvent[] =>
  events.flatMap((event) => {
    const name = event.type.slice(process.key.length + 1);
    if (!isOpenTo(process.open, name, event.data)) return [];
    const fields = openFieldsOf(process, name, event.data) ?? [];
    return [
      { ...event, data: Object.fromEntries(Object.entries(event.data).filter(([field]) => fields.includes(field))) },
    ];
  });
