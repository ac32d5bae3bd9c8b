/** The versions of the spare device: as a person saw them, and as the register of items has them; both are shown where they differ. */
import type { DeviceVersions, SpareFact } from '../kernel/facts.ts';
import { fieldFault } from '../kernel/errors.ts';
import type { FieldError } from '../kernel/process.ts';

export type Versions = { os: string; database?: string | undefined };
type Said = { versions?: { live: Versions; spare: Versions } | undefined; spare?: string | undefined };
const WHAT = ['os', 'database'] as const;

/** Those that are meant: the one that is named, else all that stand by for the items. */
const meant = ({ spare }: Said, spares: readonly SpareFact[]): readonly SpareFact[] =>
  spare === undefined ? spares : spares.filter((one) => one.spare === spare);

/**
 * Why they do not meet the precheck; empty: they do. What a person saw counts, whatever the register has; where nobody says what he
 * saw, the register must have both sides of each device, alike. Throws nothing.
 */
export function spareFaults(said: Said, spares: readonly SpareFact[]): FieldError[] {
  const { versions, spare } = said;
  const known = meant(said, spares);
  const unknown = fieldFault(spare !== undefined && known.length === 0, '/spare', 'unknown');
  if (versions) return [...unknown, ...differing(versions.live, versions.spare)];
  const isKnown = known.length > 0 && known.every(({ live, standby }) => isSaid(live) && isSaid(standby));
  if (!isKnown) return [...unknown, { pointer: '/versions', code: 'required' }];
  return known.flatMap(({ live, standby, ...device }) => differing(live, standby, device));
}

const isSaid = ({ os, database }: DeviceVersions): boolean => os !== undefined || database !== undefined;

/** `live` and `found`: of both, as they are known; null: nobody knows. */
const differing = (
  live: DeviceVersions | Versions,
  spare: DeviceVersions | Versions,
  device: object = {},
): FieldError[] =>
  WHAT.flatMap((what) =>
    live[what] === spare[what]
      ? []
      : [
          {
            pointer: `/versions/spare/${what}`,
            code: 'version-differs',
            params: { ...device, live: live[what] ?? null, found: spare[what] ?? null },
          },
        ],
  );

/** One version of one device, by whom it is known; `differs`: those who know it do not agree. */
export type Compared = {
  what: (typeof WHAT)[number];
  /** As the register calls the two; absent: it knows of no spare. */
  item?: string;
  spare?: string;
  seenLive?: string;
  seenSpare?: string;
  registeredLive?: string;
  registeredSpare?: string;
  differs: boolean;
};

/**
 * What is known of each version, side by side. What a person saw is of one device: where the register has several and none is
 * named, it stands by itself. Throws nothing.
 */
export function compared(said: Said, spares: readonly SpareFact[] = []): Compared[] {
  const { versions } = said;
  const known = meant(said, spares);
  const [only] = known.length === 1 ? known : [];
  const beside = only || !versions ? [] : WHAT.flatMap((what) => row(what, seenOf(versions, what)));
  const registered = known.flatMap((one) =>
    WHAT.flatMap((what) =>
      row(what, { ...(one === only && versions ? seenOf(versions, what) : {}), ...keptOf(one, what) }),
    ),
  );
  return [...beside, ...registered];
}

type Known = Omit<Compared, 'what' | 'differs'>;
const seenOf = ({ live, spare }: NonNullable<Said['versions']>, what: Compared['what']): Known => ({
  ...(live[what] === undefined ? {} : { seenLive: live[what] }),
  ...(spare[what] === undefined ? {} : { seenSpare: spare[what] }),
});
const keptOf = ({ item, spare, live, standby }: SpareFact, what: Compared['what']): Known => ({
  item,
  spare,
  ...(live[what] === undefined ? {} : { registeredLive: live[what] }),
  ...(standby[what] === undefined ? {} : { registeredSpare: standby[what] }),
});

/** None where nobody knows anything of it. */
function row(what: Compared['what'], known: Known): Compared[] {
  const { seenLive, seenSpare, registeredLive, registeredSpare } = known;
  const all = [seenLive, seenSpare, registeredLive, registeredSpare].filter((one) => one !== undefined);
  return all.length === 0 ? [] : [{ what, ...known, differs: new Set(all).size > 1 }];
}
