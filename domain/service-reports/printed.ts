/** A service report laid out in one language. */
import type { Unit } from '../figures/language/shapes.ts';
import type { Cell, Printed, PrintedSection } from '../documents/printed.ts';
import { lengthWords } from '../kernel/time/length-words.ts';
import type { Millis } from '../kernel/units.ts';
import type { Words } from '../notice-words.ts';
import type { ReportedCases, ReportedFigure, ServiceReport } from './report.ts';
import { moreWords, reportWords } from './words.ts';

type Locale = 'zh' | 'en';
export type ReportReader = {
  locale: Locale;
  clock: (at: Millis) => string;
  zoned: (at: Millis) => string;
  /** What the customer is called. */
  organisation: Words;
  /** What a promise of that case is called; undefined: its key is its name. */
  promise: (number: string, clock: string) => Words | undefined;
};

const NOTHING = '–';
const MINUTE = 60_000;
const DECIMALS = 4;

/** A figure as people read it: a share in percent, minutes as a length, a number with no more decimals than it has. Throws nothing. */
export function figureWords(value: number | null, unit: Unit, locale: Locale): string {
  if (value === null) return NOTHING;
  if (unit === 'share') return `${Number((value * 100).toFixed(DECIMALS - 2))} %`;
  return unit === 'minutes' ? lengthWords(Math.round(value * MINUTE), locale) : String(Number(value.toFixed(DECIMALS)));
}

/** Likewise, and reckoned with in a workbook, but for a length of time. */
function figureCell(value: number | null, unit: Unit, locale: Locale): Cell {
  const text = figureWords(value, unit, locale);
  if (value === null || unit === 'minutes') return text;
  const format = unit === 'share' ? '0.00%' : 'General';
  return { text, number: Number(value.toFixed(DECIMALS)), format };
}

/** The same for the same report. `hash`: of its text as it is kept. Throws nothing. */
export function printedReport(
  report: ServiceReport,
  hash: string,
  { locale, clock, zoned, organisation, promise }: ReportReader,
): Printed {
  const say = (words: Words): string => words[locale];
  const w = reportWords;
  const { month, from, until, zone, calendar, contracts, figures, madeAt } = report;
  const about: PrintedSection = {
    title: say(w.about),
    is: 'facts',
    rows: [
      [say(w.organisation), say(organisation)],
      [say(w.month), month],
      [say(w.span), `${clock(from)} – ${clock(until)}`],
      [say(w.calendar), `${calendar}  ${zone}`],
      ...contracts.map(({ name, reference }) => [say(w.contract), [name, reference ?? ''].join('  ').trim()] as const),
    ],
  };
  return {
    lang: locale,
    title: say(w.title),
    subtitle: `${say(organisation)}  ${month}`,
    letterhead: [],
    footer: [],
    sections: [
      about,
      figureTable(figures, locale),
      caseTable(w.breached, report.breached, { locale, clock, promise }),
      caseTable(w.major, report.major, { locale, clock, promise }),
    ],
    record: {
      title: say(w.record),
      rows: [
        [say(w.madeAt), zoned(madeAt)],
        [say(w.hash), hash],
        [say(w.versions), figures.map(({ indicator }) => indicator).join(locale === 'zh' ? '、' : ', ') || NOTHING],
      ],
      qr: `${report.organisation} ${month} sha256:${hash}`,
    },
    pageWords: say(w.pages),
    unprintableWords: say(w.unprintable),
    at: madeAt,
  };
}

function figureTable(figures: readonly ReportedFigure[], locale: Locale): PrintedSection {
  const say = (words: Words): string => words[locale];
  const w = reportWords;
  const months = figures[0]?.months.map(({ month }) => month) ?? [];
  if (figures.length === 0) return { title: say(w.figures), is: 'text', text: say(w.none) };
  return {
    title: say(w.figures),
    is: 'table',
    columns: [
      { title: say(w.indicator), share: 6 },
      ...months.map((month) => ({ title: month, share: 3 })),
      { title: say(w.target), share: 3 },
      { title: say(w.met), share: 2 },
    ],
    rows: figures.map(({ name, unit, target, met, months: all }) => [
      say(name),
      ...all.map(({ value }) => figureCell(value, unit, locale)),
      target ? `${target.is === 'at-least' ? '≥' : '≤'} ${figureWords(target.value, unit, locale)}` : NOTHING,
      met === null ? NOTHING : say(met ? w.yes : w.no),
    ]),
  };
}

function caseTable(
  title: Words,
  { cases, more }: ReportedCases,
  { locale, clock, promise }: Pick<ReportReader, 'locale' | 'clock' | 'promise'>,
): PrintedSection {
  const say = (words: Words): string => words[locale];
  const w = reportWords;
  if (cases.length === 0) return { title: say(title), is: 'text', text: say(w.none) };
  const rows = cases.map((one) => [
    one.number,
    one.title,
    one.priority ?? NOTHING,
    clock(one.openedAt),
    clock(one.closedAt),
    one.clocks.map((key) => promise(one.number, key)?.[locale] ?? key).join(locale === 'zh' ? '、' : ', ') || NOTHING,
  ]);
  return {
    title: say(title),
    is: 'table',
    columns: [
      { title: say(w.number), share: 4 },
      { title: say(w.caseTitle), share: 8 },
      { title: say(w.priority), share: 2 },
      { title: say(w.openedAt), share: 4 },
      { title: say(w.closedAt), share: 4 },
      { title: say(w.clocks), share: 4 },
    ],
    rows: more > 0 ? [...rows, [say(moreWords(more))]] : rows,
  };
}
