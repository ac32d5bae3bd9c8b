/** Where somebody is, as a geo URI (RFC 5870) of WGS 84: only whether that is at the site is asked here. */

/** Two decimal degrees, and in `u` how many metres it may be off. */
export const GEO =
  /^geo:-?(90|[0-8]?[0-9](\.[0-9]{1,7})?),-?(180|(1[0-7][0-9]|[0-9]{1,2})(\.[0-9]{1,7})?)(;u=[0-9]{1,5})?$/;

/** Metres; beyond it, and what both positions may be off, nobody is at the site. */
export const SITE_RADIUS = 500;
const EARTH_RADIUS = 6_371_000;

type Position = { latitude: number; longitude: number; off: number };
function positionOf(uri: string): Position {
  const [at = '', off = ''] = uri.slice('geo:'.length).split(';u=');
  const [latitude = 0, longitude = 0] = at.split(',').map(Number);
  return { latitude, longitude, off: Number(off) };
}

const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** Metres along the ground between two geo URIs, whole. Throws nothing for what GEO lets pass. */
export function metresBetween(one: string, other: string): number {
  const [a, b] = [positionOf(one), positionOf(other)];
  const half = (from: number, to: number) => Math.sin(radians(to - from) / 2) ** 2;
  const along = Math.cos(radians(a.latitude)) * Math.cos(radians(b.latitude)) * half(a.longitude, b.longitude);
  return Math.round(2 * EARTH_RADIUS * Math.asin(Math.min(1, Math.sqrt(half(a.latitude, b.latitude) + along))));
}

/** How far from the site somebody is who is not there; undefined: he is. Throws nothing. */
export function metresOff(site: string, here: string): number | undefined {
  const metres = metresBetween(site, here);
  return metres > SITE_RADIUS + positionOf(site).off + positionOf(here).off ? metres : undefined;
}
