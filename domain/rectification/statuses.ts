/** Where a rectification may stand, and whom it names. */
export type RectificationStatus = 'issued' | 'rectifying' | 'submitted' | 'closed' | 'withdrawn';
/**
 * `issuer`: who found it and says when it is put right; an accident that was reported has none. `responsible`: who answers for putting
 * it right, and `doer`, who does it for him. `remedier`: whoever is or was one of those two, and so never says that it is good.
 */
export type RectificationParty = 'issuer' | 'responsible' | 'doer' | 'remedier';
