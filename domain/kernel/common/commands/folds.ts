/** What the events of common commands do to what a case keeps of them, and to its own words. */
import type { CaseEvent } from '../../process.ts';
import type { AmendedFields, Common, CommonEvents } from '../common.ts';
import { withLink, withoutLink } from '../links.ts';
import type { Supervision } from '../supervise.ts';
import { urgeAgain } from '../urge.ts';
import { withoutTags, withTags } from '../work/tags.ts';
import { withTime } from '../work/worklog.ts';

type Happened<D> = Pick<CaseEvent, 'at' | 'by'> & { data: D };
/** What an amendment may change, on any case. */
type Amendable = {
  title: string;
  description: string;
  contact?: string | undefined;
  category?: string | undefined;
  item?: string | undefined;
};
/** The case with the fields that were amended. */
export function amended<T extends Amendable>(kase: T, fields: AmendedFields): T {
  const { title = kase.title, description = kase.description } = fields;
  const { contact = kase.contact, category = kase.category, item = kase.item } = fields;
  return {
    ...kase,
    title,
    description,
    ...(contact === undefined ? {} : { contact }),
    ...(category === undefined ? {} : { category }),
    ...(item === undefined ? {} : { item }),
  };
}

/** A method's type, so that one lookup may serve every event. */
export type CommonFold<D> = { fold(common: Common, event: Happened<D>): Common }['fold'];
/** What common events do to the common part; the others leave it as it is. Throws nothing. */
export const commonFolds: { [K in keyof CommonEvents]?: CommonFold<CommonEvents[K]> } = {
  commented: (common, { data }) => ({
    ...common,
    comments: common.comments + 1,
    ...(data.audience === 'internal' ? { internal: (common.internal ?? 0) + 1 } : {}),
  }),
  linked: (common, { data: { target, relation } }) => ({
    ...common,
    links: withLink(common.links, { number: target, relation, inward: false }),
  }),
  unlinked: (common, { data }) => ({ ...common, links: withoutLink(common.links, data.target) }),
  linkNoted: (common, { data: { source, relation, outward } }) => ({
    ...common,
    links: withLink(common.links, { number: source, relation, inward: outward !== true }),
  }),
  linkGone: (common, { data }) => ({ ...common, links: withoutLink(common.links, data.source) }),
  followed: (common, { data }) => ({ ...common, followers: [...common.followers, data.person] }),
  unfollowed: (common, { data }) => without(common, data.person),
  watcherAdded: (common, { data }) => ({ ...common, followers: [...common.followers, data.person] }),
  watcherRemoved: (common, { data }) => without(common, data.person),
  tagged: (common, { data }) => withTags(common, data),
  untagged: (common, { data }) => withoutTags(common, data),
  timeLogged: (common, { data }) => withTime(common, data),
  timeCorrected: (common, { data }) => withTime(common, data),
  relieved: (common, { data }) => without(common, data.person),
  urged: (common, { by, at }) => ({ ...common, urge: urgeAgain(common.urge, by.id, at) }),
  urgeAnswered: urgeOver,
  supervised: (common, { data, by }) => ({ ...common, supervision: { by: by.id, ...data, state: 'open' } }),
  supervisionAnswered: (common) => supervisionIn(common, 'answered'),
  supervisionDue: (common) => supervisionIn(common, 'past'),
  supervisionLifted: ({ supervision: _lifted, ...common }) => common,
};

const supervisionIn = (common: Common, state: Supervision['state']): Common =>
  common.supervision ? { ...common, supervision: { ...common.supervision, state } } : common;
const without = (common: Common, left: string): Common => ({
  ...common,
  followers: common.followers.filter((person) => person !== left),
});

/** What happened is the answer to whoever urged. */
export function urgeOver(common: Common): Common {
  return { ...common, urge: { ...common.urge, open: false } };
}
